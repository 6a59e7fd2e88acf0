"""Waiting until another process has written: LISTEN on PostgreSQL, PRAGMA data_version on SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Protocol

import psycopg2
import psycopg2.extensions

from bot.storage.engine import WAKE_UP_CHANNEL, Database

SQLITE_POLL_SECONDS = 0.02
RECONNECT_SECONDS = 1.0


class Wakeup(Protocol):
    """Tells when the database changed."""

    async def wait(self, timeout: float) -> bool:
        """Return True once another connection has committed a change, or False after `timeout` seconds."""

    def close(self) -> None:
        """Give the connection back."""


def open_wakeup(database: Database) -> Wakeup:
    """The wake-up that fits the database; call it in the event loop that waits."""
    return SqliteWakeup(database) if database.is_sqlite else PostgresWakeup(database)


class SqliteWakeup:
    """Polls `PRAGMA data_version`: it changes when another connection commits, and costs microseconds."""

    def __init__(self, database: Database) -> None:
        self._connection = sqlite3.connect(str(database.engine.url.database), check_same_thread=False)
        self._version = self._read()

    async def wait(self, timeout: float) -> bool:
        """See Wakeup."""
        deadline = time.monotonic() + timeout
        while True:
            version = self._read()
            if version != self._version:
                self._version = version
                return True
            await asyncio.sleep(SQLITE_POLL_SECONDS)
            if time.monotonic() >= deadline:
                return False

    def close(self) -> None:
        """See Wakeup."""
        self._connection.close()

    def _read(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class PostgresWakeup:
    """LISTENs; a lost connection counts as a change, so that nothing sent meanwhile is missed."""

    def __init__(self, database: Database) -> None:
        self._dsn = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._changed = asyncio.Event()
        self._connection = self._connect()

    async def wait(self, timeout: float) -> bool:
        """See Wakeup."""
        if self._connection is None:
            await asyncio.sleep(min(timeout, RECONNECT_SECONDS))
            self._connection = self._connect()
            return True
        try:
            await asyncio.wait_for(self._changed.wait(), timeout)
        except asyncio.TimeoutError:
            return False
        self._changed.clear()
        return True

    def close(self) -> None:
        """See Wakeup."""
        if self._connection is not None:
            asyncio.get_running_loop().remove_reader(self._connection.fileno())
            self._connection.close()
            self._connection = None

    def _connect(self) -> psycopg2.extensions.connection | None:
        try:
            connection = psycopg2.connect(self._dsn)
        except psycopg2.OperationalError:
            return None
        connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {WAKE_UP_CHANNEL}")
        asyncio.get_running_loop().add_reader(connection.fileno(), self._on_readable)
        return connection

    def _on_readable(self) -> None:
        if self._connection is None:
            return
        descriptor = self._connection.fileno()
        try:
            self._connection.poll()
            self._connection.notifies.clear()
        except psycopg2.OperationalError:
            asyncio.get_running_loop().remove_reader(descriptor)
            self._connection.close()
            self._connection = None
        self._changed.set()
