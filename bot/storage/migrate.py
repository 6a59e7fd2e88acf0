"""Brings the database to the newest migration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.settings import Mendable, Settings
from bot.storage.engine import Database
from bot.storage.tables import metadata

VERSION_TABLE = "alembic_version"
MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseProblem(Mendable):
    """The database cannot be opened; the message is one line that names the setting and the mend."""


def migrate(database: Database, vault: object = None) -> None:
    """Apply every migration that is missing. Safe to call at each start; processes wait for each other.

    `vault`: the keys (bot/privacy/encryption.py's Vault), which a database with people in it needs. Raises
    DatabaseProblem when there is no connection to be had.
    """
    check_reachable(database)
    try:
        was_in_clear = _upgrade(database, vault)
        if was_in_clear:
            _rewrite(database)
    except OperationalError as problem:
        if not database.is_sqlite:
            raise
        where = Path(str(database.engine.url.database)).resolve()  # SQLite's own words: that it is full or read-only
        raise DatabaseProblem(f"DATABASE_URL: {where}: {problem.orig}") from None


def _upgrade(database: Database, vault: object) -> bool:
    """True where columns that were in clear have been encrypted."""
    with altering(database) as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(826153)")
        refuse_newer(revision_of(connection), "the database")
        config = _config()
        config.attributes |= {"connection": connection, "vault": vault}
        command.upgrade(config, "head")
    return bool(config.attributes.get("was_in_clear"))


@contextmanager
def altering(database: Database) -> Iterator[Connection]:
    """A transaction in which tables may be made anew, as SQLite needs to lose a column.

    It would delete with the old table all rows that refer to its rows: every message with `conversation`.
    """
    if not database.is_sqlite:
        with database.write() as connection:
            yield connection
        return
    with database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None, "the connection is open"
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                before = revision_of(connection)
                yield connection
                if before != revision_of(connection):
                    _check_references(connection)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"a migration leaves rows of {broken[0]} that refer to no row of {broken[2]}")


def _rewrite(database: Database) -> None:
    """Leave nothing of what stood there before in pages, indexes and SQLite's log."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.is_sqlite:
            driver = connection.connection.dbapi_connection
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"VACUUM FULL {table.name}")


def existing_database(settings: Settings) -> Database | None:
    """The database of the settings as it is; None where no Rightsline has made one.

    Raises DatabaseProblem when there is no connection to be had.
    """
    database = Database(settings.effective_database_url)
    if database.is_sqlite and not Path(str(database.engine.url.database)).exists():
        return None
    check_reachable(database)
    with database.read() as connection:
        made = revision_of(connection) is not None
    if made:
        return database
    database.close()
    return None


def revision_of(connection: Connection) -> str | None:
    """The migration that a database stands at; None where there was none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608  # our name
    return str(found) if found else None


def refuse_newer(revision: str | None, what: str) -> None:
    """Raise DatabaseProblem for a revision that a newer Rightsline has made."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseProblem(f"{what} is of a newer Rightsline (schema {revision}); run that version or a later one")


def check_not_newer(database: Database) -> None:
    """Raise DatabaseProblem for a database that a newer Rightsline has made, for who reads it and migrates nothing."""
    with database.read() as connection:
        refuse_newer(revision_of(connection), "the database")


def check_reachable(database: Database) -> None:
    """Raise DatabaseProblem when there is no connection to be had. An SQLite file is made where there is none."""
    try:
        with database.read():
            pass
    except OperationalError:  # its own words name the host and the user
        mend = (
            f"{database.engine.url.database}: cannot be opened; may this user write in RIGHTSLINE_VAR?"
            if database.is_sqlite
            else "the database does not answer; is it running, and are host, user, password and name right?"
        )
        raise DatabaseProblem(f"DATABASE_URL: {mend}") from None


def newest_revision() -> str:
    """The revision that the code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the project has migrations"
    return str(head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
