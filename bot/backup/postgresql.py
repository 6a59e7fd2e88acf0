"""PostgreSQL's data, by its own pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from bot.backup.archive import BackupProblem
from bot.backup.fingerprints import Fingerprint, fingerprints
from bot.storage.engine import Database
from bot.storage.migrate import check_reachable, revision_of

_ANYTHING = """
SELECT relation.relname FROM pg_class relation JOIN pg_namespace space ON space.oid = relation.relnamespace
WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
AND space.nspname NOT LIKE 'pg\\_%%' AND space.nspname <> 'information_schema'
ORDER BY relation.relname LIMIT 1
"""


def dump(database: Database, to: Path) -> tuple[str | None, dict[str, Fingerprint]]:
    """Dump the database as it is at one moment into a file; returns schema and tables of that same moment.

    Raises BackupProblem.
    """
    program = _program("pg_dump")
    one_moment = {"isolation_level": "REPEATABLE READ"}
    with database.engine.connect().execution_options(**one_moment) as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")  # while pg_dump reads
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        found = revision_of(connection), fingerprints(connection)
        _run(database, program, "--format=custom", f"--snapshot={snapshot}", "--file", str(to))
    return found


def load(database: Database, file: Path) -> tuple[str | None, dict[str, Fingerprint]]:
    """Restore a dump, all or nothing; returns the schema and the tables that are there now. Raises BackupProblem."""
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run(database, _program("pg_restore"), *how, str(file))
    with database.read() as connection:
        return revision_of(connection), fingerprints(connection)


def refuse_if_anything_is_in(database: Database) -> None:
    """Raise BackupProblem where the database has tables, be they ours or not, or pg_restore is missing.

    Raises DatabaseProblem where it does not answer.
    """
    _program("pg_restore")
    check_reachable(database)
    with database.read() as connection:
        found = connection.exec_driver_sql(_ANYTHING).scalar()
    if found is not None:
        raise BackupProblem(
            f"{database.place}: holds {found} already; a backup is restored into an empty database only"
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupProblem(f"{name} is not on the PATH; install PostgreSQL's client programs of the server's version")
    return found


def _run(database: Database, program: str, *options: str) -> None:
    """Run it for the database. What it says of rows stays unsaid; the password is in no list of processes."""
    url = database.engine.url
    where = {"host": url.host, "port": url.port, "database": url.database, "query": url.query}
    address = URL.create("postgresql", url.username, **where).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(
        [program, "--no-password", "--dbname", address, *options], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error:" in line), f"it ended with {done.returncode}")
        raise BackupProblem(f"{Path(program).name}: {said.partition('error: ')[2] or said}")
