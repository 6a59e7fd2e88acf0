"""A restored database sends nobody a text out of the blue."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.conversations import holder, inbox, outbox
from bot.conversations.holder import Holder
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.conversations.restored import RESTORED, settle
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import now
from tests.making import text_from


def to_send(store: Store, row: InboxRow, age: timedelta) -> None:
    with store.write() as work:
        outbox_id = outbox.add(work, row.conversation_id, NewMessage(Author.BOT, "nobody may keep it"))
        moment = now() - age
        work.run(update(tables.outbox).where(tables.outbox.c.id == outbox_id).values(created_at=moment))


def test_an_old_text_to_send_is_not_sent_any_more(store: Store, conversation: InboxRow) -> None:
    to_send(store, conversation, timedelta(days=3))
    with store.write() as work:
        settle(work)
        row = work.run(select(tables.outbox.c.state, tables.outbox.c.error)).one()
    assert (row.state, row.error) == ("cancelled", RESTORED)
    assert outbox.claim(store, "sms", "w2") is None


def test_a_fresh_one_is_looked_for_at_the_provider_first(store: Store, conversation: InboxRow) -> None:
    to_send(store, conversation, timedelta(minutes=5))
    with store.write() as work:
        settle(work)
    claimed = outbox.claim(store, "sms", "w2")
    assert claimed is not None
    assert claimed.look_first
    assert now() - claimed.tried_at >= timedelta(minutes=5), "it is looked for as far back as it may have been sent"


def test_an_old_text_to_answer_waits_for_a_person(store: Store, conversation: InboxRow) -> None:
    inbox.receive(store, text_from("+447700900002"))
    with store.write() as work:
        old = now() - timedelta(days=3)
        first = tables.inbox.c.conversation_id == conversation.conversation_id
        work.run(update(tables.inbox).where(first).values(received_at=old))
        settle(work)
        assert holder.holder_of(work, conversation.conversation_id) is Holder.QUEUE
    fresh = inbox.claim(store, "w2")
    assert fresh is not None
    assert fresh.conversation_id != conversation.conversation_id
