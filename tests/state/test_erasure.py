"""Erasure leaves nothing."""

from __future__ import annotations

import datetime
from pathlib import Path

from sqlalchemy import func, select, update

from bot.conversations import contacts, erasure, inbox, outbox
from bot.conversations.messages import Author, NewMessage
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import Database, now
from tests.making import text_from

ADDRESS = "+447700900001"


def with_a_conversation(database: Database, vault: Vault) -> int:
    inbox.store(database, vault, text_from(ADDRESS, "the boss has my passport"))
    row = inbox.claim(database, vault, "w1")
    assert row is not None
    with database.write() as connection:
        outbox.add(connection, database, vault, row.conversation_id, NewMessage(Author.BOT, "nobody may keep it"))
        inbox.finish(connection, row, "w1")
    return row.conversation_id


def rows_left(database: Database) -> dict[str, int]:
    kept = {"erased", "audit", "alembic_version"}
    with database.read() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
            if table.name not in kept
        }
    return {name: count for name, count in counts.items() if count}


def test_an_erased_contact_leaves_no_row(database: Database, vault: Vault) -> None:
    with_a_conversation(database, vault)
    assert erasure.erase_address(database, vault, "sms", ADDRESS)
    assert rows_left(database) == {}
    assert not erasure.erase_address(database, vault, "sms", ADDRESS)


def test_no_byte_of_an_erased_text_stays_in_the_files(tmp_path: Path, vault: Vault) -> None:
    from bot.storage.migrate import migrate

    database = Database(f"sqlite:///{tmp_path / 'rightsline.db'}")
    migrate(database)
    with_a_conversation(database, vault)
    with database.read() as connection:
        tokens = [bytes(token) for token in connection.execute(select(tables.message.c.text)).scalars()]
        tokens += [bytes(token) for token in connection.execute(select(tables.contact.c.address)).scalars()]
    assert any(tokens[0][40:90] in file.read_bytes() for file in tmp_path.iterdir()), "the right place"
    erasure.erase_address(database, vault, "sms", ADDRESS)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert not any(token[40:90] in content for token in tokens), file.name


def test_the_confirmation_goes_out_and_then_the_address_is_gone_too(database: Database, vault: Vault) -> None:
    conversation_id = with_a_conversation(database, vault)
    with database.write() as connection:
        person = contacts.of_conversation(connection, vault, conversation_id)
        assert person is not None
        empty = erasure.start_over(connection, vault, person)
        outbox.add(connection, database, vault, empty.conversation_id, NewMessage(Author.BOT, "all is erased"))
    assert empty.pseudonym != person.pseudonym
    assert rows_left(database) == {"contact": 1, "conversation": 1, "message": 1, "outbox": 1}
    assert erasure.erase_due(database, vault) == 0
    with database.write() as connection:
        past = now() - datetime.timedelta(seconds=1)
        connection.execute(update(tables.contact).values(erase_at=past))
    assert erasure.erase_due(database, vault) == 1
    assert rows_left(database) == {}


def test_somebody_who_writes_again_after_erasing_stays(database: Database, vault: Vault) -> None:
    conversation_id = with_a_conversation(database, vault)
    with database.write() as connection:
        person = contacts.of_conversation(connection, vault, conversation_id)
        assert person is not None
        erasure.start_over(connection, vault, person)
    inbox.store(database, vault, text_from(ADDRESS, "hello again"))
    with database.read() as connection:
        assert connection.execute(select(tables.contact.c.erase_at)).scalar() is None
