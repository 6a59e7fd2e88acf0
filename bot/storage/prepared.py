"""Statements of the hot path, compiled once: building one anew costs more than the database takes to run it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable, Select


class Prepared:
    """A statement with named values (`bindparam`), compiled at its first use for each kind of database."""

    def __init__(self, statement: Executable) -> None:
        self._statement, self._compiled = statement, {}  # type: ignore[var-annotated]

    def run(self, connection: Connection, **values: Any) -> CursorResult:
        """Execute it with these values. Raises StatementError when one is missing."""
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = self._statement.compile(dialect=connection.dialect)
        return connection.execute(compiled, values)


def insert_into(table: Table, *columns: str, **looked_up: Select) -> Prepared:
    """An INSERT of exactly these columns, some with what the database looks up; Python-side defaults do not apply."""
    values = {column: bindparam(column) for column in columns}
    values |= {column: found.scalar_subquery() for column, found in looked_up.items()}
    return Prepared(table.insert().values(values))
