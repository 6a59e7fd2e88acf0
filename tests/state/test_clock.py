"""A clock that is set while texts are on their way: nobody takes them over, and no new one waits."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import update

from bot.conversations import contacts, inbox, outbox
from bot.conversations.contract import NotSent, SendError
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.storage import engine, tables
from bot.storage.engine import lease_now, now
from bot.web.health import worker_is_ready
from tests.making import text_from

HER = "+447700900001"
HOUR = 3600.0


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Sets the clock on the wall by so many seconds, for whoever asks it."""

    def set_by(seconds: float) -> None:
        moment = now() + datetime.timedelta(seconds=seconds)
        for module in (inbox, outbox, contacts):
            monkeypatch.setattr(module, "now", lambda: moment)

    return set_by


def an_answer(store: Store, text: str = "hello") -> int:
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", HER)
        return outbox.add(work, person.conversation_id, NewMessage(Author.BOT, text))


@pytest.mark.parametrize("seconds", [-HOUR, -3, 3, HOUR])
def test_what_is_on_its_way_is_not_taken_over(seconds: float, store: Store, set_clock) -> None:  # type: ignore[no-untyped-def]
    assert inbox.receive(store, text_from(HER))
    an_answer(store)
    assert inbox.claim(store, "w1") is not None
    assert outbox.claim(store, "sms", "w1") is not None
    set_clock(seconds)
    assert inbox.claim(store, "w2") is None
    assert outbox.claim(store, "sms", "w2") is None


@pytest.mark.parametrize("seconds", [-HOUR, HOUR])
def test_nor_is_what_was_claimed_after_the_clock_was_set(seconds: float, store: Store, set_clock) -> None:  # type: ignore[no-untyped-def]
    set_clock(seconds)
    assert inbox.receive(store, text_from(HER))
    an_answer(store)
    assert inbox.claim(store, "w1") is not None
    assert outbox.claim(store, "sms", "w1") is not None
    assert inbox.claim(store, "w2") is None
    assert outbox.claim(store, "sms", "w2") is None


def test_a_new_text_does_not_wait_for_a_clock_that_was_set_back(store: Store, set_clock) -> None:  # type: ignore[no-untyped-def]
    an_answer(store)
    set_clock(-HOUR)
    assert outbox.claim(store, "sms", "w1") is not None


def test_what_failed_still_waits_for_its_time(store: Store) -> None:
    an_answer(store)
    row = outbox.claim(store, "sms", "w1")
    assert row is not None
    outbox.record(store, row, NotSent(SendError.UNREACHABLE))
    assert outbox.claim(store, "sms", "w1") is None


def test_a_lease_goes_on_with_the_machine_and_not_with_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = lease_now()
    assert abs(begun - now()) < datetime.timedelta(seconds=5)
    monkeypatch.setattr(engine, "_uptime", lambda: engine._BEGUN_AT + 100)
    assert lease_now() == engine._BEGUN + datetime.timedelta(seconds=100)


def test_a_beat_from_the_future_is_no_sign_of_life(store: Store) -> None:
    with store.write() as work:
        work.run(tables.heartbeat.insert().values(process="worker", at=now()))
    assert worker_is_ready(store)
    with store.write() as work:
        work.run(update(tables.heartbeat).values(at=now() + datetime.timedelta(hours=1)))
    assert not worker_is_ready(store)


def test_an_urgent_answer_and_one_that_a_dead_worker_left_do_not_wait_for_each_other(store: Store) -> None:
    left = an_answer(store)
    assert outbox.claim(store, "sms", "dead") is not None
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", HER)
        outbox.add(work, person.conversation_id, NewMessage(Author.BOT, "call 112"), urgent=True)
        over = lease_now() - datetime.timedelta(seconds=1)
        work.run(update(tables.outbox).where(tables.outbox.c.id == left).values(claimed_until=over))
    row = outbox.claim(store, "sms", "w1")
    assert row is not None
    assert row.id == left
    assert row.look_first
