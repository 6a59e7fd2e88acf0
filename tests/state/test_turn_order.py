"""Whose turn it is: nobody's many texts keep others waiting, and danger goes first."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable

import pytest
from sqlalchemy import select

from bot.conversations import contacts, holder, inbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.holder import Urgency
from bot.conversations.turn_order import FIRST_OF_A_HOUSEHOLD
from bot.conversations.work import Store
from bot.storage.engine import now
from bot.storage.tables import conversation
from tests.making import text_from

HER, HIM, FLOODER = "+447700900001", "+447700900002", "+447700900003"
SHELTER = "5e17e4"


@pytest.fixture(autouse=True)
def all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything arrives in one moment, however busy the machine is."""
    moment = now()
    monkeypatch.setattr(inbox, "now", lambda: moment)


def order(store: Store) -> list[str]:
    """What waits, in the order in which one worker takes it."""
    taken = []
    while (row := inbox.claim(store, "w1")) is not None:
        taken.append(row.inbound.text)
        with store.write() as work:
            inbox.finish(work, row, "w1")
    return taken


def arrive(store: Store, texts: Iterable[Inbound]) -> None:
    for text in texts:
        assert inbox.receive(store, text)


def visitor(name: str, text: str, household: str = SHELTER) -> Inbound:
    return Inbound("webchat", name, f"{name}:{text}", MessageKind.TEXT, text, household=household)


def test_one_contacts_many_texts_keep_nobody_waiting(store: Store) -> None:
    arrive(store, (text_from(FLOODER, f"f{number}") for number in range(20)))
    arrive(store, [text_from(HER, "hers"), text_from(HIM, "his")])
    assert order(store)[:3] == ["f0", "hers", "his"]


def test_many_sessions_of_one_household_keep_nobody_waiting(store: Store) -> None:
    arrive(store, (visitor(f"v{number}", f"f{number}") for number in range(20)))
    arrive(store, [visitor("her", "hers", "elsewhere"), text_from(HIM, "his")])
    assert order(store)[:3] == ["f0", "hers", "his"]


def test_a_conversation_keeps_from_where_it_is_written_in(store: Store) -> None:
    """The desk puts the many that wait from one network behind others."""
    arrive(store, [visitor("her", "hers"), text_from(HIM, "his"), visitor("her", "again", "elsewhere")])
    with store.read() as work:
        kept = work.run(select(conversation.c.household).order_by(conversation.c.id)).scalars().all()
    assert kept == ["elsewhere", None]


def test_who_shares_a_household_with_a_flood_waits_for_a_few_of_its_texts(store: Store) -> None:
    arrive(store, (visitor("flooder", f"f{number}") for number in range(40)))
    arrive(store, [visitor("her", "hers")])
    assert order(store).index("hers") <= 8


def test_the_texts_of_one_contact_keep_their_order(store: Store) -> None:
    arrive(store, (visitor(f"v{number % 3}", f"v{number % 3}-{number}") for number in range(30)))
    taken = order(store)
    for name in ("v0", "v1", "v2"):
        own = [int(text.rpartition("-")[2]) for text in taken if text.startswith(name)]
        assert own == sorted(own)
        assert len(own) == 10


def test_texts_in_an_urgent_conversation_go_first(store: Store) -> None:
    with store.write() as work:
        her = contacts.find_or_add(work, "sms", HER)
        holder.ask_for_human(work, her.conversation_id, "emergency", Urgency.URGENT)
    arrive(store, [text_from(f"+4477009001{number:02}", f"t{number}") for number in range(10)])
    arrive(store, [text_from(HER, "he is at the door")])
    assert order(store)[0] == "he is at the door"


@pytest.mark.parametrize("wish", [{"text": " 9 "}, {"text": "٩"}, {"text": "/human", "payload": "/talk_to_human"}])
def test_who_asks_for_a_person_goes_first(store: Store, wish: dict[str, str]) -> None:
    arrive(store, [text_from(HIM, "hello"), dataclasses.replace(text_from(HER), **wish)])
    assert order(store) == [wish["text"], "hello"]


def test_a_household_that_always_asks_for_a_person_does_not_always_go_first(store: Store) -> None:
    arrive(store, [text_from(HIM, "hello")])
    arrive(store, (dataclasses.replace(visitor(f"v{n}", f"9-{n}"), payload="/talk_to_human") for n in range(20)))
    assert order(store).index("hello") == FIRST_OF_A_HOUSEHOLD


def test_what_waits_is_overtaken_for_a_while_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(store, (text_from(FLOODER, f"f{number}") for number in range(5)))
    later = inbox.now() + datetime.timedelta(seconds=10)
    monkeypatch.setattr(inbox, "now", lambda: later)
    arrive(store, [text_from(HER, "hers")])
    assert order(store)[-1] == "hers"
