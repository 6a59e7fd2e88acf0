"""Whether the keys fit the database: lost or foreign keys are found before anything is written with others."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import Table, column, inspect, select, table
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import FromClause

from bot.privacy.encryption import KeyProblem, Vault
from bot.privacy.sources import OUTSIDE, key_source, keys_of, lie_beside_the_data, open_vault
from bot.settings import Mendable, Settings
from bot.storage.engine import Database
from bot.storage.migrate import existing_database
from bot.storage.tables import contact, conversation, message

logger = logging.getLogger(__name__)

NO_INSTALLATION = (
    "no installation is there: {place}. Run this with the RIGHTSLINE_VAR and DATABASE_URL of the one that is meant; "
    "`rightsline run` makes a new one"
)
MEND = "put the keys of this database back from a backup, or begin with an empty database"
BEFORE_DATA_KEYS = (
    table("contact", *map(column, ("id", "channel", "address", "address_hash"))),
    table("message", *map(column, ("id", "text"))),
)


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
    if settings.reaches_people and lie_beside_the_data(settings):
        logger.warning("%s: %s", key_source(settings).where, OUTSIDE)
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
    if settings.reaches_people and lie_beside_the_data(settings):
        return f"keys: they fit the database. {key_source(settings).where}: {OUTSIDE}"
    return "keys: they fit the database."


def installed_database(settings: Settings) -> Database:
    """The database of the installation that is there. Raises NoInstallation, or DatabaseProblem."""
    found = existing_database(settings)
    if found is None:
        raise NoInstallation(NO_INSTALLATION.format(place=Database(settings.effective_database_url).place))
    return found


def check_keys(database: Database, vault: Vault) -> None:
    """Raise KeyProblem where these are not the keys with which the first and last contacts and messages were written.

    Looks at four rows, so it takes no time on a large database. One of an earlier version is looked at as it is.
    """
    if not is_written_in(database):
        return
    with database.read() as connection:
        if "data_key" not in {found["name"] for found in inspect(connection).get_columns(contact.name)}:
            _check_before_data_keys(connection, vault)
            return
        for found in _ends(connection, contact):
            _check_contact(vault, found, vault.data_key(found.data_key).readable(found.address))
        for found in _ends(connection, message):
            key = vault.data_key(connection.execute(_data_key_of(found.conversation_id)).scalar_one())
            _check_message(found, key.readable(found.text))


def is_written_in(database: Database) -> bool:
    """Whether the database knows any contact."""
    with database.read() as connection:
        if not inspect(connection).has_table(contact.name):
            return False
        return connection.execute(select(contact.c.id).limit(1)).first() is not None


def _check_before_data_keys(connection: Connection, vault: Vault) -> None:
    contacts, messages = BEFORE_DATA_KEYS
    for found in _ends(connection, contacts):
        _check_contact(vault, found, vault.decrypt_before_data_keys(found.address))
    for found in _ends(connection, messages):
        _check_message(found, vault.decrypt_before_data_keys(found.text))


def _check_contact(vault: Vault, found: Row, address: str | None) -> None:
    if address is None:
        raise KeyProblem(f"encryption: no key opens what is stored of contact {found.id}; {MEND}")
    if vault.address_hash(found.channel, address) != found.address_hash:
        raise KeyProblem(f"address: contact {found.id} was stored with another key; {MEND}")


def _check_message(found: Row, text: str | None) -> None:
    if text is None:
        raise KeyProblem(f"encryption: no key opens stored message {found.id}; {MEND}")


def _data_key_of(conversation_id: int) -> object:
    joined = contact.join(conversation, conversation.c.contact_id == contact.c.id)
    return select(contact.c.data_key).select_from(joined).where(conversation.c.id == conversation_id)


def _ends(connection: Connection, rows: Table | FromClause) -> Iterator[Row]:
    """The first and the last row of a table."""
    for order in (rows.c.id.asc(), rows.c.id.desc()):
        yield from connection.execute(select(rows).order_by(order).limit(1))


def _lost(settings: Settings) -> KeyProblem:
    where = key_source(settings).where
    return KeyProblem(f"{where}: missing, but the database was written with its keys; {MEND}")
