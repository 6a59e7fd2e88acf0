"""Databases for tests: each one empty and migrated, made once in a process."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from bot.storage.engine import Database
from bot.storage.migrate import MIGRATIONS, migrate
from bot.storage.tables import metadata

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
# A test of what differs between the two: `@on_both`, or `pytestmark = on_both` for a module.
on_both = pytest.mark.parametrize("database_kind", BOTH, indirect=True)
on_sqlite = pytest.mark.parametrize("database_kind", [SQLITE], indirect=True)
on_postgresql = pytest.mark.parametrize("database_kind", [POSTGRESQL], indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test or its folder asks for another one or for both."""
    return str(getattr(request, "param", SQLITE))


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if database_kind == SQLITE:
        yield f"sqlite:///{tmp_path / 'rightsline.db'}"
        return
    with of_server() as name:
        yield url_of(name)


@pytest.fixture
def database(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    if database_kind == SQLITE:
        opened = new_sqlite(tmp_path / "rightsline.db")
        yield opened
        opened.close()
        return
    opened = Database(url_of(request.getfixturevalue("postgresql_database")))
    yield opened
    opened.close()


def new_sqlite(path: Path) -> Database:
    """A migrated, empty SQLite database at this path."""
    path.write_bytes(_migrated_sqlite())
    return Database(f"sqlite:///{path}")


def upgrade_to(revision: str, connection: Connection) -> None:
    """Bring an empty database to where an older version left it."""
    command.upgrade(_config(connection), revision)


def downgrade_to(revision: str, connection: Connection) -> None:
    """Bring a database back to where an older version left it."""
    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _migrated_sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rightsline.db"
        with closing(Database(f"sqlite:///{file}")) as database:
            migrate(database)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.read_bytes()


@pytest.fixture(scope="session")
def postgresql_migrated() -> Iterator[str]:
    """The name of a PostgreSQL database of this process that does not wait for the disk."""
    with of_server() as name:
        with closing(_server()) as server, server.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        with closing(Database(url_of(name))) as database:
            migrate(database)
        yield name


@pytest.fixture
def postgresql_database(postgresql_migrated: str) -> str:
    """The same one, empty again: to make and drop one for each test takes a second where the disk is busy."""
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [postgresql_migrated]
        )
    with closing(Database(url_of(postgresql_migrated))) as database, database.engine.begin() as connection:
        tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")
    return postgresql_migrated


@contextmanager
def of_server(template: str = "template1") -> Iterator[str]:
    """The name of a database that exists as long as the context."""
    name = f"rightsline_{secrets.token_hex(6)}"
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield name
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    """The address of a database of the server."""
    return POSTGRES.rsplit("/", 1)[0] + f"/{name}"


def _server() -> psycopg2.extensions.connection:
    try:
        connection = psycopg2.connect(POSTGRES)
    except psycopg2.OperationalError as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs PostgreSQL at {POSTGRES}: {problem}")
        pytest.skip(f"no PostgreSQL at {POSTGRES}")
    connection.autocommit = True
    return connection
