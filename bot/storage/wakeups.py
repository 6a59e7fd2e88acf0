"""Waiting until another process has written: LISTEN on PostgreSQL, datagrams and PRAGMA data_version on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import sqlite3
import time
from pathlib import Path
from typing import Protocol

import psycopg2
import psycopg2.extensions

from bot.storage.engine import WAKE_UP_CHANNEL, Database, Wake, socket_name

LOOK_SECONDS = 0.1
RECONNECT_SECONDS = 1.0
EVERYTHING = frozenset(Wake)


class Wakeup(Protocol):
    """Tells when the database changed."""

    async def wait(self, timeout: float) -> bool:
        """Return True once another connection has committed a change, or False after `timeout` seconds."""

    def close(self) -> None:
        """Give the connection back."""


def open_wakeup(database: Database, wakes: frozenset[Wake] = EVERYTHING) -> Wakeup:
    """The wake-up that fits the database, for these wakes; call it in the event loop that waits."""
    return SqliteWakeup(database, wakes) if database.is_sqlite else PostgresWakeup(database, wakes)


class SqliteWakeup:
    """A socket that writers send datagrams to; beside it `PRAGMA data_version`, which changes with every commit.

    The pragma finds what no datagram told: a writer in another container, a folder whose path is too long for a socket.
    """

    def __init__(self, database: Database, wakes: frozenset[Wake]) -> None:
        self._connection = sqlite3.connect(str(database.engine.url.database), check_same_thread=False)
        self._told = asyncio.Event()
        self._address, self._socket = _listen(database.wake_folder, wakes)
        if self._socket is not None:
            asyncio.get_running_loop().add_reader(self._socket, self._on_readable)
        self._version, self._looked = self._read(), time.monotonic()

    async def wait(self, timeout: float) -> bool:
        """See Wakeup."""
        deadline = time.monotonic() + timeout
        while not self._told.is_set():
            moment = time.monotonic()
            if moment >= self._looked + LOOK_SECONDS and self._has_changed(moment):
                return True
            if moment >= deadline:
                return False
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._told.wait(), min(deadline, self._looked + LOOK_SECONDS) - moment)
        self._told.clear()
        return True

    def close(self) -> None:
        """See Wakeup."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._address.unlink(missing_ok=True)
        self._connection.close()

    def _on_readable(self) -> None:
        assert self._socket is not None
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(1):
                self._told.set()

    def _has_changed(self, moment: float) -> bool:
        before, self._version, self._looked = self._version, self._read(), moment
        return self._version != before

    def _read(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _listen(folder: Path, wakes: frozenset[Wake]) -> tuple[Path, socket.socket | None]:
    address = folder / socket_name(f"{os.getpid()}-{secrets.token_hex(4)}", wakes)
    folder.mkdir(mode=0o700, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.setblocking(False)
    try:
        listener.bind(str(address))
    except OSError:  # a path of more than about 100 bytes, or a file system without sockets
        listener.close()
        return address, None
    return address, listener


class PostgresWakeup:
    """LISTENs; a lost connection counts as a change, so that nothing sent meanwhile is missed."""

    def __init__(self, database: Database, wakes: frozenset[Wake]) -> None:
        self._dsn = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._wakes, self._changed = frozenset(wake.value for wake in wakes), asyncio.Event()
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
            if any(notice.payload in self._wakes for notice in self._connection.notifies):
                self._changed.set()
            self._connection.notifies.clear()
        except psycopg2.OperationalError:
            asyncio.get_running_loop().remove_reader(descriptor)
            self._connection.close()
            self._connection = None
            self._changed.set()
