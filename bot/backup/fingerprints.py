"""Whether two databases hold the same: how many rows each table has, and a digest of them in whatever order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

ROWS_AT_ONCE = 1000
DIGEST_BITS = 256


@dataclass(frozen=True)
class Fingerprint:
    """A table's rows, counted, and the sum of their hashes: two databases may sort the same rows otherwise."""

    rows: int
    digest: str


def fingerprints(connection: Connection) -> dict[str, Fingerprint]:
    """Of every table, as the connection's transaction sees them. Nothing of a row can be read from it."""
    inspector = inspect(connection)
    names = (name for name in sorted(inspector.get_table_names()) if not name.startswith("sqlite_"))
    return {name: _of(connection, name, [c["name"] for c in inspector.get_columns(name)]) for name in names}


def _of(connection: Connection, table: str, columns: list[str]) -> Fingerprint:
    quote = connection.dialect.identifier_preparer.quote
    wanted = ", ".join(quote(column) for column in sorted(columns))
    found = connection.execution_options(stream_results=True).exec_driver_sql(
        f"SELECT {wanted} FROM {quote(table)}"  # noqa: S608  # names that the database itself has
    )
    count = total = 0
    for rows in found.partitions(ROWS_AT_ONCE):
        count += len(rows)
        total += sum(_hash(tuple(row)) for row in rows)
    return Fingerprint(count, f"{total % (1 << DIGEST_BITS):064x}")


def _hash(row: tuple[object, ...]) -> int:
    plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
    return int.from_bytes(hashlib.sha256(repr(plain).encode()).digest(), "big")
