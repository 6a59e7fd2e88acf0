"""The database: SQLite (WAL) or PostgreSQL, with write transactions that exclude each other where it matters."""

from __future__ import annotations

import contextlib
import datetime
import enum
import socket
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool, _ConnectionFairy

from bot.settings import Mendable, Settings

SQLITE_BUSY_SECONDS = 30
LOG_SECONDS = 0.1
ROWS_LOOKED_AT = 1000  # of each index: enough to tell few from many, and milliseconds on any database
WAKE_UP_CHANNEL = "rightsline"
# A host that is cut off says nothing. Without these, libpq waits for its answer for a quarter of an hour (Linux's
# tcp_retries2), and the server keeps the locks of its transaction for hours. What DATABASE_URL says itself goes before.
LOST_HOSTS = {
    "connect_timeout": "10",  # seconds, for each address of the host
    "tcp_user_timeout": "15000",  # milliseconds, for what was sent and has arrived nowhere
    "keepalives_idle": "5",  # seconds
    "keepalives_interval": "3",
    "keepalives_count": "4",
    "options": "-cidle_in_transaction_session_timeout=25000",  # milliseconds; no space: libpq reads a "+" as it is
}


class Wake(str, enum.Enum):
    """What there is to do since a transaction: something arrived, something is to be sent, something is to be seen."""

    INBOX = "inbox"
    OUTBOX = "outbox"
    CHANGED = "changed"


def now() -> datetime.datetime:
    """This moment in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def _uptime() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


_BEGUN, _BEGUN_AT = now(), _uptime()


def lease_now() -> datetime.datetime:
    """This moment in UTC as it was known when the process began: for how long somebody may hold what they claimed.

    A clock that is set meanwhile ends no claim of what is just being sent, and makes none last for hours.
    """
    return _BEGUN + datetime.timedelta(seconds=_uptime() - _BEGUN_AT)


class Database:
    """One database, opened. `write()` and `read()` give connections; `notify()` wakes the other processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.engine: Engine = _sqlite_engine(url, "FULL")  # an acknowledged text survives a power cut
            self._relaxed = _sqlite_engine(url, "NORMAL")
        else:
            address = make_url(url)
            address = address.set(query={**LOST_HOSTS, **address.query})
            self.engine = self._relaxed = create_engine(address, pool_pre_ping=True, hide_parameters=True)

    @contextmanager
    def write(self, *, relaxed: bool = False) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back on an exception. On SQLite one at a time.

        `relaxed`: for what may be lost in a power cut (never with a process) because it is then found out again; on
        SQLite it does not wait for the disk. Everything before the next other transaction is lost or kept together.
        """
        with (self._relaxed if relaxed else self.engine).connect() as connection:
            wakes: set[Wake] = connection.info.setdefault("wakes", set())
            wakes.clear()
            with connection.begin():
                yield connection
            if wakes:
                send_wakes(self.wake_folder, wakes)

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """A transaction that is taken back at its end."""
        with self.engine.connect() as connection:
            connection.info.setdefault("wakes", set())
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def spilling(self, connection: Connection) -> Iterator[None]:
        """What is written goes to the disk before it is committed, and raises here where there is no room for it.

        SQLite otherwise keeps it in memory until then. It may end the transaction as it raises, so no savepoint here.
        """
        if not self.is_sqlite:
            yield
            return
        driver = connection.connection.dbapi_connection
        assert driver is not None, "the connection is open"
        (before,) = driver.execute("PRAGMA cache_size").fetchone()
        driver.execute("PRAGMA cache_size=1")
        try:
            yield
        finally:
            driver.execute(f"PRAGMA cache_size={before}")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads; sees one state of the database."""
        with self.engine.connect() as connection:
            connection.info["begin"] = "BEGIN DEFERRED"
            with connection.begin():
                yield connection

    def notify(self, connection: Connection, wake: Wake = Wake.CHANGED) -> None:
        """Wake whoever waits for this, in any process, when this transaction commits."""
        if self.is_sqlite:
            connection.info["wakes"].add(wake)
        else:
            connection.exec_driver_sql(f"NOTIFY {WAKE_UP_CHANNEL}, '{wake.value}'")

    def optimize(self) -> None:
        """Let SQLite count what it has not counted yet, so that it picks indexes well; PostgreSQL does so by itself."""
        if self.is_sqlite:
            with contextlib.closing(self._relaxed.raw_connection()) as connection:
                connection.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
                connection.execute("PRAGMA optimize")

    @property
    def place(self) -> str:
        """Where it is, for whoever runs it; without a password."""
        url = self.engine.url
        if self.is_sqlite:
            return f"SQLite, {url.database}"
        return f"PostgreSQL, {url.database} at {url.host or 'this machine'}"

    @property
    def wake_folder(self) -> Path:
        """Where those who wait for an SQLite database's changes have their sockets."""
        return Path(f"{self.engine.url.database}-wake")

    def empty_log(self) -> bool:
        """Bring all of SQLite's write-ahead log into the database file; PostgreSQL does its own.

        False where somebody who reads (a backup, Litestream) holds the log: then it is to be tried again. Waits for
        readers no longer than LOG_SECONDS, since writers wait meanwhile.
        """
        file = str(self.engine.url.database)
        if not self.is_sqlite or not Path(file).exists():
            return True
        with contextlib.closing(sqlite3.connect(file, timeout=LOG_SECONDS)) as connection:
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:  # another checkpoint is at it
                return False
        return not busy

    def close(self) -> None:
        """Give all connections back. On SQLite the database file alone then holds everything, if nobody reads it."""
        self.engine.dispose()
        self._relaxed.dispose()
        self.empty_log()


def open_database(settings: Settings) -> Database:
    """The database of the settings; the folder of an SQLite file is made. Raises Mendable where it cannot be."""
    try:
        settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise Mendable(f"RIGHTSLINE_VAR: {settings.var.resolve()}: {problem.strerror}") from None
    return Database(settings.effective_database_url)


def _sqlite_engine(url: str, synchronous: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False},
        poolclass=QueuePool,  # the default opens a file anew for each transaction
        hide_parameters=True,  # an error message must not carry what somebody wrote
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: sqlite3's own begins too late
        _use_wal(connection)
        for pragma in (
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",  # erased means overwritten
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    engine.dialect.do_begin = _begin  # an event of the engine would make each statement ask who listens
    return engine


def _begin(connection: _ConnectionFairy) -> None:
    """Begin as `read` asked for; what else there is writes."""
    connection.execute(connection.info.pop("begin", "BEGIN IMMEDIATE"))


def _use_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait, as it does otherwise, when several open a new file and each wants to change this."""
    deadline = time.monotonic() + SQLITE_BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def send_wakes(folder: Path, wakes: set[Wake]) -> None:
    """Send a datagram to every socket in the folder whose name has one of the wakes; what nobody reads is removed.

    Best effort: who misses one finds the change a little later by looking.
    """
    with contextlib.suppress(FileNotFoundError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for address in folder.iterdir():
            if not wakes & wakes_of(address.name):
                continue
            try:
                sender.sendto(b"!", str(address))
            except ConnectionRefusedError:  # its process is gone
                address.unlink(missing_ok=True)
            except OSError:  # full: it is awake already
                continue


def socket_name(unique: str, wakes: Iterable[Wake]) -> str:
    """The name of the socket of somebody who waits for these: who writes must not wake everybody."""
    return f"{unique}-{''.join(wake.value[0] for wake in wakes)}"


def wakes_of(name: str) -> set[Wake]:
    """The wakes that a socket's name says."""
    letters = name.rpartition("-")[2]
    return {wake for wake in Wake if wake.value[0] in letters}
