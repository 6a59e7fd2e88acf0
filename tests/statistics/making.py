"""Makes conversations that are quiet, and records."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import count

from sqlalchemy import insert, select, update

from bot.conversations import contacts, inbox, messages
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.statistics.codes import UNKNOWN, codebook
from bot.statistics.coding import Coded
from bot.statistics.months import Month
from bot.statistics.records import add
from bot.storage.engine import now
from bot.storage.tables import coded_item, coded_record, conversation
from tests.making import text_from

OVER = Month(2025, 3)  # a month that is closed by now
NUMBERS = count(1)  # of made records


def quiet_conversation(
    store: Store, address: str, text: str = "boss has my passport", *, topic: str = "documents_taken", days: int = 20
) -> int:
    """A conversation of one text in which nothing has happened for so many days."""
    inbox.receive(store, text_from(address, text))
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        person = contacts.of_conversation(work, row.conversation_id)
        assert person is not None
        contacts.remember(work, person.id, language="en", country="DE")
        messages.understood(work, row.conversation_id, row.message_id, "en", topic)
        messages.add(work, row.conversation_id, NewMessage(Author.BOT, "We can help.", sources=("DE:contacts.nobody",)))
        inbox.finish(work, row, "w1")
        mine = conversation.c.id == row.conversation_id
        work.run(update(conversation).where(mine).values(changed_at=now() - datetime.timedelta(days=days)))
    return row.conversation_id


def records_of(store: Store) -> list[Mapping[str, object]]:
    """Every record, with its several codes as sets."""
    with store.read() as work:
        rows = [dict(row) for row in work.run(select(coded_record)).mappings()]
        items = work.run(select(coded_item)).all()
    for row in rows:
        for name in codebook().many:
            row[name] = {item.code for item in items if item.record_id == row["id"] and item.dimension == name}
    return rows


def add_records(
    store: Store, number: int, month: Month = OVER, many: Mapping[str, set[str]] | None = None, **codes: str
) -> None:
    """So many records that are alike; what is not said of them is not known."""
    single = {name: codes.get(name, UNKNOWN) for name in codebook().single}
    several = {name: frozenset((many or {}).get(name, ())) for name in codebook().many}
    with store.write() as work:
        for _ in range(number):
            add(work, Coded(month, single, several))


def add_people(store: Store, names: Sequence[str], people: Mapping[tuple[object, ...], int]) -> None:
    """A crowd at once: how many there are of each month and codes of these dimensions, sets of codes of several."""
    records, items = [], []
    for (month, *codes), number in people.items():
        for _ in range(number):
            identity = next(NUMBERS)
            known = dict(zip(names, codes, strict=True))
            single = {name: known.get(name, UNKNOWN) for name in codebook().single}
            records.append({"id": identity, "month": month, "made": False, **single})
            items += [
                {"record_id": identity, "dimension": name, "code": code}
                for name in codebook().many
                for code in sorted(known.get(name, ()))
            ]
    with store.write() as work:
        work.connection.execute(insert(coded_record), records)
        if items:
            work.connection.execute(insert(coded_item), items)
