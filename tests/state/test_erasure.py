"""Erasure leaves nothing."""

from __future__ import annotations

import datetime
from pathlib import Path

from sqlalchemy import func, select, update

from bot.conversations import contacts, erasure, inbox, outbox
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import now
from tests.databases import new_sqlite
from tests.making import text_from

ADDRESS = "+447700900001"


def with_a_conversation(store: Store) -> int:
    inbox.receive(store, text_from(ADDRESS, "the boss has my passport"))
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        outbox.add(work, row.conversation_id, NewMessage(Author.BOT, "nobody may keep it"))
        inbox.finish(work, row, "w1")
    return row.conversation_id


def rows_left(store: Store) -> dict[str, int]:
    kept = {"erased", "audit", "alembic_version", "tombstone"}
    with store.read() as work:
        counts = {
            table.name: work.run(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
            if table.name not in kept
        }
    return {name: count for name, count in counts.items() if count}


def test_an_erased_contact_leaves_no_row(store: Store) -> None:
    with_a_conversation(store)
    assert erasure.erase_address(store, "sms", ADDRESS)
    assert rows_left(store) == {}
    assert not erasure.erase_address(store, "sms", ADDRESS)


def test_no_byte_of_an_erased_text_stays_in_the_files(tmp_path: Path, vault: Vault) -> None:
    store = Store(new_sqlite(tmp_path / "rightsline.db"), vault)
    with_a_conversation(store)
    with store.read() as work:
        tokens = [bytes(token) for token in work.run(select(tables.message.c.text)).scalars()]
        tokens += [bytes(token) for token in work.run(select(tables.contact.c.address)).scalars()]
        tokens += [bytes(wrapped) for wrapped in work.run(select(tables.contact.c.data_key)).scalars()]
    assert any(tokens[0][40:90] in file.read_bytes() for file in tmp_path.iterdir()), "the right place"
    erasure.erase_address(store, "sms", ADDRESS)
    assert erasure.scrub(store)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert not any(token[40:90] in content for token in tokens), file.name


def test_the_confirmation_goes_out_and_then_the_address_is_gone_too(store: Store) -> None:
    conversation_id = with_a_conversation(store)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation_id)
        assert person is not None
        empty = erasure.start_over(work, person)
        outbox.add(work, empty.conversation_id, NewMessage(Author.BOT, "all is erased"))
    assert empty.pseudonym != person.pseudonym
    assert rows_left(store) == {"contact": 1, "conversation": 1, "message": 1, "outbox": 1}
    assert erasure.erase_due(store) == 0
    with store.write() as work:
        past = now() - datetime.timedelta(seconds=1)
        work.run(update(tables.contact).values(erase_at=past))
    assert erasure.erase_due(store) == 1
    assert rows_left(store) == {}


def test_somebody_who_writes_again_after_erasing_stays(store: Store) -> None:
    conversation_id = with_a_conversation(store)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation_id)
        assert person is not None
        erasure.start_over(work, person)
    inbox.receive(store, text_from(ADDRESS, "hello again"))
    with store.read() as work:
        assert work.run(select(tables.contact.c.erase_at)).scalar() is None
