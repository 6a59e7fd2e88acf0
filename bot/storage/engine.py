"""The database: SQLite (WAL) or PostgreSQL, with write transactions that exclude each other where it matters."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from bot.settings import Settings

SQLITE_BUSY_SECONDS = 30
WAKE_UP_CHANNEL = "rightsline"


def now() -> datetime.datetime:
    """This moment in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


class Database:
    """One database, opened. `write()` and `read()` give connections; `notify()` wakes the other processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine: Engine = (
            _sqlite_engine(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, hide_parameters=True)
        )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back on an exception. On SQLite one at a time."""
        with self.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads; sees one state of the database."""
        with self.engine.connect().execution_options(begin="BEGIN DEFERRED") as connection, connection.begin():
            yield connection

    def notify(self, connection: Connection) -> None:
        """Wake the other processes when this transaction commits. SQLite's readers see the change by polling."""
        if not self.is_sqlite:
            connection.exec_driver_sql(f"NOTIFY {WAKE_UP_CHANNEL}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of the settings; the folder of an SQLite file is made."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Database(settings.effective_database_url)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False},
        poolclass=QueuePool,  # the default opens a file anew for each transaction
        hide_parameters=True,  # an error message must not carry what somebody wrote
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: sqlite3's own begins too late
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # an acknowledged text survives a power cut
            "foreign_keys=ON",
            "secure_delete=ON",  # erased means overwritten
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))

    return engine


def skip_locked(statement: Any, database: Database, of: Any) -> Any:
    """The select with FOR UPDATE SKIP LOCKED on PostgreSQL; SQLite's write transactions exclude each other anyway."""
    return statement if database.is_sqlite else statement.with_for_update(skip_locked=True, of=of)


def for_update(statement: Any, database: Database) -> Any:
    """The select with FOR UPDATE on PostgreSQL."""
    return statement if database.is_sqlite else statement.with_for_update()


Clock = Callable[[], datetime.datetime]
