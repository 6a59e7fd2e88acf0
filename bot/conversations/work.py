"""The unit of work: a store opens transactions, and what happens in one is given its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable

from bot.conversations.keys import check_keys, installed_database, open_keys
from bot.privacy.encryption import DataKey, Vault
from bot.settings import Settings
from bot.storage.engine import Database, Wake, open_database
from bot.storage.migrate import check_reachable, migrate
from bot.storage.prepared import Prepared
from bot.storage.room import Room
from bot.storage.tables import contact, conversation

WRAPPING_LOCK = 826155  # any number that no other advisory lock of ours has

_DATA_KEY = Prepared(
    select(contact.c.data_key)
    .join(conversation, conversation.c.contact_id == contact.c.id)
    .where(conversation.c.id == bindparam("conversation_id"))
)


class Work:
    """One transaction, with the keys to what it reads and writes."""

    def __init__(self, connection: Connection, vault: Vault, database: Database) -> None:
        self.connection, self.vault, self._database = connection, vault, database
        self._keys: dict[int, DataKey] = {}
        self.at_the_end: list[Callable[[], None]] = []
        """What is done, in this order, when all else of a transaction that writes is done."""

    def run(self, statement: Executable | Prepared, /, **values: Any) -> CursorResult:
        """Execute a statement. `values`: by name, where it has any to be given (`bindparam`)."""
        if isinstance(statement, Prepared):
            return statement.run(self.connection, **values)
        return self.connection.execute(statement, values) if values else self.connection.execute(statement)

    def key_of(self, conversation_id: int, stored: bytes | None = None) -> DataKey:
        """What encrypts everything in a conversation. `stored`: the contact's `data_key`, where it was read already.

        Raises LookupError when the conversation was erased.
        """
        found = self._keys.get(conversation_id)
        if found is None or stored not in (None, found.stored):
            stored = stored or self.run(_DATA_KEY, conversation_id=conversation_id).scalar_one_or_none()
            if stored is None:
                raise LookupError(f"conversation {conversation_id} was erased")
            found = self._keys[conversation_id] = self.vault.data_key(stored)
        return found

    def key_of_contact(self, contact_id: int) -> DataKey:
        """The same key, by the contact. Raises NoResultFound when it was erased."""
        return self.vault.data_key(self.run(select(contact.c.data_key).where(contact.c.id == contact_id)).scalar_one())

    def new_data_key(self, before: bytes = b"") -> DataKey:
        """A random key for a contact of this transaction; see Vault. A rotation waits until it is written."""
        if not self._database.is_sqlite:  # there only one writes at a time
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({WRAPPING_LOCK})")
        return self.vault.new_data_key(before)

    def wait_for_new_data_keys(self) -> None:
        """Until this transaction ends, nobody wraps a data key; what was wrapped before it is written by now."""
        self.lock(WRAPPING_LOCK)

    def lock(self, number: int) -> None:
        """Until this transaction ends, no other one that asks for it goes on. On SQLite only one writes anyway."""
        if not self._database.is_sqlite:
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")

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
            work = Work(connection, self.vault, self.database)
            yield work
            for do in work.at_the_end:
                do()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A transaction that only reads; sees one state of the database."""
        with self.database.read() as connection:
            yield Work(connection, self.vault, self.database)

    @contextmanager
    def trial(self) -> Iterator[Work]:
        """A transaction that is taken back at its end."""
        with self.database.trial() as connection:
            yield Work(connection, self.vault, self.database)

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


def open_store(settings: Settings) -> Store:
    """The store of the settings, migrated; keys and the folder of an SQLite file are made where there are none.

    Raises DatabaseProblem, and KeyProblem for keys that are not those of the database.
    """
    return _opened(settings, open_database(settings))


def open_installed_store(settings: Settings) -> Store:
    """The store of the installation that is there, for a command beside it: it makes none.

    Raises NoInstallation, and as `open_store`.
    """
    return _opened(settings, installed_database(settings))


def _opened(settings: Settings, database: Database) -> Store:
    check_reachable(database)
    vault = open_keys(settings, database)
    migrate(database, vault)
    database.empty_log()  # a start begins with everything in the file
    check_keys(database, vault)
    return Store(database, vault)
