"""The unit of work: a store opens transactions, and what happens in one is given its work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable

from bot.conversations.keys import open_keys
from bot.privacy.encryption import Vault
from bot.settings import Settings
from bot.storage.engine import Database, Wake, open_database
from bot.storage.migrate import migrate
from bot.storage.prepared import Prepared
from bot.storage.room import Room


class Work:
    """One transaction, with the keys to what it reads and writes."""

    def __init__(self, connection: Connection, vault: Vault, database: Database) -> None:
        self.connection, self.vault, self._database = connection, vault, database

    def run(self, statement: Executable | Prepared, /, **values: Any) -> CursorResult:
        """Execute a statement. `values`: by name, where it has any to be given (`bindparam`)."""
        if isinstance(statement, Prepared):
            return statement.run(self.connection, **values)
        return self.connection.execute(statement, values) if values else self.connection.execute(statement)

    def notify(self, wake: Wake = Wake.CHANGED) -> None:
        """Wake whoever waits for this, in any process, when the transaction commits."""
        self._database.notify(self.connection, wake)


class Store:
    """An opened database with its keys."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault, self.room = database, vault, Room(database)

    @contextmanager
    def write(self, *, relaxed: bool = False) -> Iterator[Work]:
        """A transaction that writes; see Database.write, `relaxed` too."""
        with self.database.write(relaxed=relaxed) as connection:
            yield Work(connection, self.vault, self.database)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A transaction that only reads; sees one state of the database."""
        with self.database.read() as connection:
            yield Work(connection, self.vault, self.database)

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


def open_store(settings: Settings) -> Store:
    """The store of the settings, migrated; keys and the folder of an SQLite file are made where there are none.

    Raises DatabaseProblem, and KeyProblem for keys that are not those of the database.
    """
    database = open_database(settings)
    migrate(database)
    return Store(database, open_keys(settings, database))
