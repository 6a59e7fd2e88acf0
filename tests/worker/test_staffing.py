"""Nobody on duty: who asks for a person hears it, hears when somebody reads, and can leave a safe way to be reached."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.conversations import duty, inbox, messages, offers
from bot.conversations.duty import HERE_WITHIN, Duty
from bot.conversations.opening_hours import OpeningHours
from bot.conversations.work import Store
from bot.dialogue.answer import Answer
from bot.dialogue.interviews.engine import open_in
from bot.dialogue.remembered import Remembered
from bot.replies.compose import compose
from bot.replies.situation import Situation
from bot.storage import tables
from bot.storage.engine import now
from bot.worker.staffing import staffing
from bot.worker.turns import Turns
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel

ALWAYS = OpeningHours(ZoneInfo("Europe/London"), {day: ((datetime.time(0), None),) for day in range(7)})
NEVER_TODAY = OpeningHours(
    ZoneInfo("Europe/London"),
    {day: ((datetime.time(9), datetime.time(17)),) for day in range(7)},
    closed_on=frozenset({now().date(), now().date() + datetime.timedelta(days=1)}),
)


def log_in(store: Store, name: str = "Amira") -> int:
    operator_id, moment = operator_named(store, name), now()
    with store.write() as work:
        work.run(
            tables.operator_session.insert().values(
                token_hash=name, operator_id=operator_id, created_at=moment, seen_at=moment
            )
        )
    return operator_id


def reads(store: Store, hours: OpeningHours | None = None) -> bool:
    with store.read() as work:
        return staffing(work, hours, "en").reads


def test_somebody_reads_while_one_is_logged_in_here_and_on_duty(store: Store) -> None:
    assert not reads(store)
    operator_id = log_in(store)
    assert reads(store)
    for said, is_read in ((Duty.PAUSE, False), (Duty.OFF, False), (Duty.ON, True)):
        with store.write() as work:
            duty.set_duty(work, operator_id, said)
        assert reads(store) is is_read
    with store.write() as work:
        work.run(tables.operator_session.update().values(pulse_at=now() - HERE_WITHIN * 1.1))
    assert not reads(store), "the browser died"
    with store.write() as work:
        duty.pulse(work, "Amira")
    assert reads(store)


def test_outside_the_hours_nobody_reads_and_it_is_known_when_somebody_will(store: Store) -> None:
    log_in(store)
    assert reads(store, ALWAYS)
    with store.read() as work:
        closed = staffing(work, NEVER_TODAY, "en")
    assert not closed.reads
    assert closed.opens is not None
    assert closed.opens > now()


class Alarmed(StubAssistant):
    """Answers all as danger is answered in Great Britain."""

    async def answer(self, *asked: Any, **named: Any) -> Answer:
        answer = await super().answer(*asked, **named)
        return replace(answer, reply=compose("utter_emergency", Situation("en", country="GB", channel="sms")))


async def say(store: Store, turns: Turns, text: str) -> list[str]:
    inbox.receive(store, text_from("+447700900001", text))
    row = inbox.claim(store, "w")
    assert row is not None
    with store.read() as work:
        before = len(messages.transcript(work, row.conversation_id, authors=[messages.Author.BOT]))
    await turns.work_off(row)
    with store.read() as work:
        said = messages.transcript(work, row.conversation_id, authors=[messages.Author.BOT])
    return [each.text for each in said[before:]]


def turns_of(store: Store, hours: OpeningHours | None = None) -> Turns:
    return Turns(store, StubAssistant(), {"sms": StubChannel()}, "w", "GB", hours=hours)


def kept_back(store: Store) -> tuple[str, ...]:
    """The pages that MORE would send."""
    with store.read() as work:
        row = work.run(tables.conversation.select()).one()
        return tuple(offers.read(work.key_of(row.id), row.offer).more)


def kept(store: Store) -> Remembered:
    with store.read() as work:
        row = work.run(tables.conversation.select()).one()
        return Remembered.read(work.key_of(row.id).decrypt(row.tracker))


async def test_who_asks_for_a_person_while_nobody_reads_hears_when_somebody_will_and_may_leave_a_way(
    store: Store,
) -> None:
    said = await say(store, turns_of(store, NEVER_TODAY), "help")
    with store.read() as work:
        row = work.run(tables.conversation.select()).one()
        offer = offers.read(work.key_of(row.id), row.offer)
    whole = "\n".join([*said, *offer.more])
    assert "Nobody from our team reads messages now." in whole
    assert "Our team reads messages again from:" in whole
    assert "9:00" in whole
    assert offer.choices[-2].title == "Reach me later"
    interview = open_in(kept(store).slots)
    assert interview is not None
    assert interview.topic == "call_back"


@pytest.mark.parametrize("text", ["danger"])
async def test_who_is_in_danger_is_not_asked_about_a_call_later(store: Store, text: str) -> None:
    await say(store, turns_of(store), text)
    assert open_in(kept(store).slots) is None


@pytest.mark.parametrize("is_there", [True, False])
async def test_who_is_in_danger_is_promised_a_person_only_while_one_reads(store: Store, is_there: bool) -> None:
    if is_there:
        log_in(store)
    turns = Turns(store, Alarmed(), {"sms": StubChannel()}, "w", "GB", hours=ALWAYS)
    said = await say(store, turns, "danger")
    whole = "\n".join([*said, *kept_back(store)])
    assert ("Our team is told at once. A person will answer you here." in whole) == is_there
    assert ("Nobody from our team reads messages now." in whole) != is_there


@pytest.mark.parametrize("is_there", [True, False])
async def test_who_waits_in_danger_is_not_told_that_people_read_while_none_does(store: Store, is_there: bool) -> None:
    if is_there:
        log_in(store)
    turns = Turns(store, Alarmed(), {"sms": StubChannel()}, "w", "GB", hours=ALWAYS)
    await say(store, turns, "danger")
    said = await say(store, turns, "he has a knife")
    whole = "\n".join([*said, *kept_back(store)])
    assert "999" in whole
    assert ("Our team is told at once." in whole) == is_there
    assert ("People read it, not the computer." in whole) == is_there
    assert ("Nobody from our team reads messages now." in whole) != is_there


@pytest.mark.parametrize("is_there", [True, False])
async def test_an_alarm_told_once_more_after_the_menu_promises_a_person_only_while_one_reads(
    store: Store, is_there: bool
) -> None:
    if is_there:
        log_in(store)
    turns = Turns(store, Alarmed(), {"sms": StubChannel()}, "w", "GB", hours=ALWAYS)
    await say(store, turns, "menu please")
    said = await say(store, turns, "the same in another language")
    whole = "\n".join([*said, *kept_back(store)])
    assert ("Our team is told at once." in whole) == is_there
    assert ("Nobody from our team reads messages now." in whole) != is_there


async def test_nothing_of_it_is_said_while_somebody_reads(store: Store) -> None:
    log_in(store)
    said = await say(store, turns_of(store), "help")
    assert "Nobody" not in "".join(said)
    assert open_in(kept(store).slots) is None
