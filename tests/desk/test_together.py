"""Operators together: handing over by name, notes and whispers, events in line, and how a conversation ends."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select

from bot.conversations import closings, handover, messages, safe_word
from bot.conversations.closings import Outcome
from bot.conversations.handover import OFFER_LASTS, end_old_offers
from bot.desk import answering
from bot.desk.lists import read_row
from bot.storage.engine import now
from bot.storage.tables import closing, conversation, note
from bot.storage.tables import outbox as outbox_table
from bot.storage.tables import safe_word as safe_words
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, conversation_of, holder_in, waiting_conversation, writes


async def test_a_conversation_goes_to_a_named_colleague_and_back(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.get(f"/conversations/{number}")
    assert f'<option value="{boris.operator_id}">Boris</option>' in amira.page
    await amira.post(f"/conversations/{number}/offer", to=str(boris.operator_id))
    assert holder_in(desk.store, number) == ("operator", amira.operator_id), "it is held until it is accepted"
    await boris.get("/")
    assert "offered to you" in boris.page
    await boris.get(f"/conversations/{number}")
    assert "Amira asks you to take this conversation over." in boris.page
    await boris.post(f"/conversations/{number}/accept")
    assert holder_in(desk.store, number) == ("operator", boris.operator_id)
    await boris.post(f"/conversations/{number}/offer", to=str(amira.operator_id))
    await amira.get(f"/conversations/{number}")
    await amira.post(f"/conversations/{number}/decline")
    assert holder_in(desk.store, number) == ("operator", boris.operator_id)
    assert (await amira.post(f"/conversations/{number}/accept")).status_code == 409
    await boris.get(f"/conversations/{number}")
    for words in ("Amira took it", "Amira asks Boris to take it over", "Boris accepted it", "Amira left the offer"):
        assert words in boris.page


async def test_an_offer_that_nobody_accepts_comes_back(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.post(f"/conversations/{number}/offer", to=str(boris.operator_id))
    assert end_old_offers(desk.store) == 0
    with desk.store.write() as work:
        work.run(conversation.update().values(offered_at=now() - OFFER_LASTS * 1.1))
    assert end_old_offers(desk.store) == 1
    await boris.get("/")
    assert "offered to you" not in boris.page
    assert (await boris.post(f"/conversations/{number}/accept")).status_code == 409
    assert holder_in(desk.store, number) == ("operator", amira.operator_id)


async def test_nobody_hands_over_to_who_is_not_here_or_what_is_not_theirs(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    number, away = waiting_conversation(desk.store, "+447700900001"), desk.add("Away")
    await amira.take(number)
    assert (await amira.post(f"/conversations/{number}/offer", to=str(away))).status_code == 409
    await boris.get("/")
    assert (await boris.post(f"/conversations/{number}/offer", to=str(boris.operator_id))).status_code == 409
    with desk.store.read() as work:
        row = read_row(work, number)
    assert row is not None
    assert row.offered_to is None


async def test_a_supervisor_takes_it_over_at_once_and_an_operator_cannot(
    desk: RunningDesk, amira: Browser, boris: Browser, chief: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await boris.get("/")
    assert (await boris.post(f"/conversations/{number}/take-over")).status_code == 403
    await chief.get("/")
    await chief.post(f"/conversations/{number}/take-over")
    assert holder_in(desk.store, number) == ("operator", chief.operator_id)


async def test_a_note_is_read_by_operators_stored_encrypted_and_never_sent(
    desk: RunningDesk, amira: Browser, boris: Browser, chief: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    with desk.store.read() as work:
        before = work.run(select(outbox_table.c.id)).all()
        said = len(messages.transcript(work, number))
    await amira.post(f"/conversations/{number}/note", note="she has <b>two</b> children", kind="note")
    await chief.open(number)
    await chief.post(f"/conversations/{number}/note", note="ask whether she is alone", kind="whisper")
    for browser, sees in ((amira, True), (boris, False), (chief, True)):
        await browser.open(number)
        assert "she has &lt;b&gt;two&lt;/b&gt; children" in browser.page
        assert ("ask whether she is alone" in browser.page) is sees
    with desk.store.read() as work:
        assert work.run(select(outbox_table.c.id)).all() == before
        assert len(messages.transcript(work, number)) == said
        assert all(b"children" not in text for text in work.run(select(note.c.text)).scalars())
    assert (await amira.post(f"/conversations/{number}/note", note=" ", kind="note")).status_code == 400
    assert (await boris.post(f"/conversations/{number}/note", note="x", kind="whisper")).status_code == 403


async def test_a_note_is_news_for_an_open_page(desk: RunningDesk, amira: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)

    def digest() -> str:
        with desk.store.read() as work:
            row = read_row(work, number)
        assert row is not None
        return row.digest

    before = digest()
    await amira.post(f"/conversations/{number}/note", note="a word", kind="note")
    assert digest() != before


async def test_who_has_no_right_to_read_writes_no_note(desk: RunningDesk, amira: Browser) -> None:
    number = conversation_of(desk.store, "+447700900001")
    await amira.get("/")
    assert (await amira.post(f"/conversations/{number}/note", note="x", kind="note")).status_code == 403


async def test_why_it_is_put_back_stands_in_the_transcript(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    with desk.store.read() as work:
        row = read_row(work, number)
    assert row is not None
    await amira.post(f"/conversations/{number}/put-back", why="needs Vietnamese", sure=str(row.stake))
    await boris.get(f"/conversations/{number}")
    assert "Amira put it back into the queue" in boris.page
    assert "needs Vietnamese" in boris.page


async def test_an_outcome_and_a_referral_are_kept_and_the_referral_only_encrypted(
    desk: RunningDesk, amira: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.post(f"/conversations/{number}/hand-back", outcome="referred", referral="Shelter Blue", closing="")
    with desk.store.read() as work:
        (ended,) = closings.of(work, number)
        (stored,) = work.run(select(closing.c.referral)).scalars()
    assert (ended.outcome, ended.referral, ended.operator_id) == (Outcome.REFERRED, "Shelter Blue", amira.operator_id)
    assert b"Shelter" not in stored
    await amira.take(number)
    await amira.post(f"/conversations/{number}/hand-back", outcome="", closing="")
    with desk.store.read() as work:
        assert len(closings.of(work, number)) == 1, "what has not ended has no outcome"


async def test_a_conversation_in_which_nobody_writes_ends_gently_but_never_one_that_is_owed_an_answer(
    desk: RunningDesk, amira: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.send(number, "Hello")
    writes(desk.store, number, "please answer")

    def is_old() -> None:
        with desk.store.write() as work:
            long_ago = now() - answering.IDLE_ENDS_AFTER - datetime.timedelta(minutes=1)
            work.run(conversation.update().values(changed_at=long_ago))
            work.run(outbox_table.update().values(state="delivered"))

    is_old()
    assert answering.end_idle(desk.store) == 0, "a text is unanswered"
    await amira.open(number)
    await amira.send(number, "I am here")
    assert answering.end_idle(desk.store) == 0, "somebody has just written"
    is_old()
    assert answering.end_idle(desk.store) == 1
    assert holder_in(desk.store, number) == ("bot", None)
    with desk.store.read() as work:
        assert "ends this conversation" in messages.transcript(work, number)[-1].text
        assert [each.outcome for each in closings.of(work, number)] == [Outcome.NO_CONTACT]


@pytest.mark.parametrize(("minutes", "is_told"), [(14, True), (16, False)])
async def test_no_notice_lets_on_a_conversation_that_a_safe_word_hides(
    desk: RunningDesk, amira: Browser, minutes: int, is_told: bool
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.send(number, "Hello")
    with desk.store.write() as work:
        safe_word.choose(work, number, "sunflower")
        last_text = now() - datetime.timedelta(minutes=minutes)
        work.run(safe_words.update().values(open_until=last_text + safe_word.SHOWN_FOR))
        before = len(messages.transcript(work, number))
    answering.put_back(desk.store, number, (await who(desk, amira)), "")
    answering.take(desk.store, number, (await who(desk, amira)))
    with desk.store.write() as work:
        long_ago = now() - answering.IDLE_ENDS_AFTER - datetime.timedelta(minutes=1)
        work.run(conversation.update().values(changed_at=long_ago, urgency=0))
        work.run(outbox_table.update().values(state="delivered"))
    assert answering.end_idle(desk.store) == 1
    with desk.store.read() as work:
        assert (len(messages.transcript(work, number)) > before) == is_told


async def test_an_offer_is_over_when_the_conversation_is_put_back(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    with desk.store.write() as work:
        handover.offer(work, number, amira.operator_id, boris.operator_id)
    answering.put_back(desk.store, number, (await who(desk, amira)), "")
    with desk.store.read() as work:
        assert work.run(select(conversation.c.offered_to)).scalar_one() is None


async def who(desk: RunningDesk, browser: Browser) -> answering.Operator:
    from bot.desk.accounts import by_id

    with desk.store.read() as work:
        return by_id(work, browser.operator_id)
