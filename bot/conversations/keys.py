"""Whether the keys fit the database: lost or foreign keys are found before anything is written with others."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table, inspect, select
from sqlalchemy.engine import Connection, Row

from bot.privacy.encryption import KEYS_FILE, KeyProblem, Vault, keys_of, open_vault
from bot.settings import Mendable, Settings
from bot.storage.engine import Database
from bot.storage.migrate import existing_database
from bot.storage.tables import contact, message

NO_INSTALLATION = (
    "no installation is there: {place}. Run this with the RIGHTSLINE_VAR and DATABASE_URL of the one that is meant; "
    "`rightsline run` makes a new one"
)
MEND = "put the keys of this database back from a backup, or begin with an empty database"


class NoInstallation(Mendable):
    """A command is about an installation, and there is none where the settings say."""


def open_keys(settings: Settings, database: Database) -> Vault:
    """The keys of the settings, made only where the database holds nothing that older ones would open.

    Raises KeyProblem when they are lost, cannot be read, or are not those of the database.
    """
    if keys_of(settings) is None and is_written_in(database):
        raise _lost(settings)
    vault = open_vault(settings)
    check_keys(database, vault)
    return vault


def look_at_keys(settings: Settings) -> str:
    """One line on the keys and the database that they are for. Raises as `open_keys`; makes and changes nothing.

    Raises NoInstallation where there is no database.
    """
    vault, database = keys_of(settings), installed_database(settings)
    try:
        if vault is None:
            if is_written_in(database):
                raise _lost(settings)
            return "keys: none yet; the first start makes them."
        check_keys(database, vault)
    finally:
        database.close()
    return "keys: they fit the database."


def installed_database(settings: Settings) -> Database:
    """The database of the installation that is there. Raises NoInstallation, or DatabaseProblem."""
    found = existing_database(settings)
    if found is None:
        raise NoInstallation(NO_INSTALLATION.format(place=Database(settings.effective_database_url).place))
    return found


def check_keys(database: Database, vault: Vault) -> None:
    """Raise KeyProblem where these are not the keys with which the first and last contacts and messages were written.

    Looks at four rows, so it takes no time on a large database.
    """
    if not is_written_in(database):
        return
    with database.read() as connection:
        for found in _ends(connection, contact):
            address = vault.readable(found.address)
            if address is None:
                raise KeyProblem(f"encryption: no key opens what is stored of contact {found.id}; {MEND}")
            if vault.address_hash(found.channel, address) != found.address_hash:
                raise KeyProblem(f"address: contact {found.id} was stored with another key; {MEND}")
        for found in _ends(connection, message):
            if vault.readable(found.text) is None:
                raise KeyProblem(f"encryption: no key opens stored message {found.id}; {MEND}")


def is_written_in(database: Database) -> bool:
    """Whether the database knows any contact."""
    with database.read() as connection:
        if not inspect(connection).has_table(contact.name):
            return False
        return connection.execute(select(contact.c.id).limit(1)).first() is not None


def _ends(connection: Connection, table: Table) -> Iterator[Row]:
    """The first and the last row of a table."""
    for order in (table.c.id.asc(), table.c.id.desc()):
        yield from connection.execute(select(table).order_by(order).limit(1))


def _lost(settings: Settings) -> KeyProblem:
    return KeyProblem(f"{settings.var / KEYS_FILE}: missing, but the database was written with its keys; {MEND}")
