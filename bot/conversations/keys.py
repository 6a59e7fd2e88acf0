"""Whether the keys fit the database: lost or foreign keys are found before anything is written with others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Table, column, inspect, select, table
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import FromClause

from bot.privacy.encryption import DataKey, KeyProblem, Vault
from bot.privacy.sources import OUTSIDE, key_source, keys_of, lie_beside_the_data, open_vault
from bot.settings import Mendable, Settings
from bot.storage.engine import Database
from bot.storage.migrate import check_not_newer, existing_database
from bot.storage.tables import contact, conversation, message

logger = logging.getLogger(__name__)

NO_INSTALLATION = (
    "no installation is there: {place}. Run this with the RIGHTSLINE_VAR and DATABASE_URL of the one that is meant; "
    "`rightsline run` makes a new one"
)
MEND = "put the keys of this database back from a backup, or begin with an empty database"
LOOKED_AT = 3  # rows at each end
BEFORE_DATA_KEYS = (
    table("contact", *map(column, ("id", "channel", "address", "address_hash"))),
    table("message", *map(column, ("id", "text"))),
)


class _Opened(NamedTuple):
    """A row, and what its token holds; None where no key opens it: with `has_all_keys` the row itself is spoilt."""

    row: Row
    text: str | None
    has_all_keys: bool = False


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

    Raises NoInstallation where there is no database, DatabaseProblem for one that a newer version has made.
    """
    vault, database = keys_of(settings), installed_database(settings)
    try:
        check_not_newer(database)
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

    A spoilt row whose data key opens keeps nobody from a start, if another one at the same end can be read. Few rows
    are looked at, so it takes no time on a large database. One of an earlier version is looked at as it is.
    """
    if not is_written_in(database):
        return
    with database.read() as connection:
        if "data_key" not in {found["name"] for found in inspect(connection).get_columns(contact.name)}:
            _check_before_data_keys(connection, vault)
            return
        for ends in _ends(connection, contact):
            found = [_opened(each, vault.data_key(each.data_key), each.address) for each in ends]
            _check_contacts(vault, found)
        for ends in _ends(connection, message):
            _check_messages([_opened(each, _key_of(connection, vault, each), each.text) for each in ends])


def is_written_in(database: Database) -> bool:
    """Whether the database knows any contact."""
    with database.read() as connection:
        if not inspect(connection).has_table(contact.name):
            return False
        return connection.execute(select(contact.c.id).limit(1)).first() is not None


def _check_before_data_keys(connection: Connection, vault: Vault) -> None:
    contacts, messages = BEFORE_DATA_KEYS
    for ends in _ends(connection, contacts, 1):
        _check_contacts(vault, [_Opened(each, vault.decrypt_before_data_keys(each.address)) for each in ends])
    for ends in _ends(connection, messages, 1):
        _check_messages([_Opened(each, vault.decrypt_before_data_keys(each.text)) for each in ends])


def _check_contacts(vault: Vault, found: list[_Opened]) -> None:
    if (lost := _lost_one(found)) is not None:
        raise KeyProblem(f"encryption: no key opens what is stored of contact {lost.id}; {MEND}")
    for each in found:
        if each.text is not None and vault.address_hash(each.row.channel, each.text) != each.row.address_hash:
            raise KeyProblem(f"address: contact {each.row.id} was stored with another key; {MEND}")


def _check_messages(found: list[_Opened]) -> None:
    if (lost := _lost_one(found)) is not None:
        raise KeyProblem(f"encryption: no key opens stored message {lost.id}; {MEND}")


def _lost_one(found: list[_Opened]) -> Row | None:
    """A row that shows that a key is missing."""
    closed = [each for each in found if each.text is None]
    lost = closed if len(closed) == len(found) else [each for each in closed if not each.has_all_keys]
    return lost[0].row if lost else None


def _opened(row: Row, key: DataKey, token: bytes) -> _Opened:
    return _Opened(row, key.readable(token), key.is_whole)


def _key_of(connection: Connection, vault: Vault, found: Row) -> DataKey:
    joined = contact.join(conversation, conversation.c.contact_id == contact.c.id)
    theirs = select(contact.c.data_key).select_from(joined).where(conversation.c.id == found.conversation_id)
    return vault.data_key(connection.execute(theirs).scalar_one())


def _ends(connection: Connection, rows: Table | FromClause, most: int = LOOKED_AT) -> Iterator[list[Row]]:
    """The first and the last rows of a table."""
    for order in (rows.c.id.asc(), rows.c.id.desc()):
        yield connection.execute(select(rows).order_by(order).limit(most)).all()


def _lost(settings: Settings) -> KeyProblem:
    where = key_source(settings).where
    return KeyProblem(f"{where}: missing, but the database was written with its keys; {MEND}")
