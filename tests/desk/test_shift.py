"""A shift: on duty, on a pause, off; a browser that dies keeps nothing; who left is filed away; call-backs."""

from __future__ import annotations

import datetime

from sqlalchemy import select

from bot.conversations import call_backs, duty, messages
from bot.conversations.call_backs import due
from bot.conversations.duty import HERE_WITHIN, Duty
from bot.conversations.messages import NOTICE
from bot.conversations.work import Store
from bot.desk import answering, skills
from bot.desk.lists import read_row, read_rows, waiting
from bot.storage.engine import now
from bot.storage.tables import call_back, contact, message, operator_session
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines, holder_in, waiting_conversation, writes


def silent(store: Store, operator_id: int) -> None:
    """The operator's browser said last that it lives longer ago than it may."""
    with store.write() as work:
        work.run(
            operator_session.update()
            .where(operator_session.c.operator_id == operator_id)
            .values(pulse_at=now() - HERE_WITHIN * 1.1)
        )


def notices(store: Store, conversation_id: int) -> list[str]:
    with store.read() as work:
        return [each.text for each in messages.transcript(work, conversation_id) if each.kind == NOTICE]


async def test_a_browser_that_dies_keeps_no_conversation_and_the_contact_is_told(
    desk: RunningDesk, amira: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001", language="de")
    await amira.take(number)
    await amira.client.get("/pulse")
    assert answering.release_of_the_gone(desk.store) == 0
    silent(desk.store, amira.operator_id)
    assert answering.release_of_the_gone(desk.store, by_pulse=False) == 0, "no desk ran that could be told"
    assert answering.release_of_the_gone(desk.store) == 1
    assert holder_in(desk.store, number) == ("queue", None)
    (told,) = notices(desk.store, number)
    assert "999" in told
    assert ("Amira", "browser_gone", None) in audit_lines(desk.store)


async def test_what_nobody_answered_goes_on_waiting_since_it_was_written(desk: RunningDesk, amira: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.send(number, "Hello")
    writes(desk.store, number, "please answer")
    long_ago = now() - datetime.timedelta(minutes=30)
    with desk.store.write() as work:
        last = work.run(select(message.c.id).where(message.c.conversation_id == number).order_by(message.c.id.desc()))
        work.run(message.update().where(message.c.id == last.scalars().first()).values(created_at=long_ago))
        duty.pulse(work, work.run(select(operator_session.c.token_hash)).scalar_one())
    silent(desk.store, amira.operator_id)
    assert answering.release_of_the_gone(desk.store) == 1
    with desk.store.read() as work:
        row = read_row(work, number)
    assert row is not None
    assert row.unanswered == 1, "a notice is no answer"
    assert row.waits_from == long_ago


async def test_who_says_off_duty_leaves_nobody_waiting_and_who_takes_is_on_duty(
    desk: RunningDesk, amira: Browser
) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await amira.get("/")
    await amira.post("/duty", duty="pause")
    assert holder_in(desk.store, number) == ("operator", amira.operator_id), "a pause keeps what one holds"
    with desk.store.read() as work:
        assert amira.operator_id not in duty.on_duty(work)
        assert amira.operator_id in duty.present(work)
    await amira.post("/duty", duty="off")
    assert holder_in(desk.store, number) == ("queue", None)
    assert "You are off duty" in amira.page
    await amira.take(number)
    with desk.store.read() as work:
        assert duty.duties(work)[amira.operator_id] is Duty.ON


async def test_a_visitor_who_left_the_page_is_filed_away_after_a_while(desk: RunningDesk, amira: Browser) -> None:
    held, waits = (waiting_conversation(desk.store, f"+44770090000{n}") for n in (1, 2))
    await amira.take(held)

    def left(ago: datetime.timedelta) -> None:
        with desk.store.write() as work:
            work.run(contact.update().values(channel="webchat", stopped_by="blocked", stopped_at=now() - ago))

    left(datetime.timedelta(minutes=1))
    assert answering.file_away_left(desk.store) == 0
    left(answering.LEFT_FOR * 1.1)
    assert answering.file_away_left(desk.store) == 1
    assert holder_in(desk.store, waits) == ("bot", None)
    assert holder_in(desk.store, held)[0] == "operator"
    left(answering.LEFT_WHILE_HELD_FOR * 1.1)
    assert answering.file_away_left(desk.store) == 1
    with desk.store.read() as work:
        assert not waiting(read_rows(work))


async def test_who_speaks_the_language_is_rung_first_and_after_a_while_everybody(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    waiting_conversation(desk.store, "+447700900001", language="vi")
    await amira.get("/account")
    await amira.post("/languages", languages="vi, EN, nonsense!")
    with desk.store.read() as work:
        assert skills.languages_of(work) == {amira.operator_id: {"vi", "en"}}
        queue, there = waiting(read_rows(work)), skills.ringing(work)
    assert skills.rung_first(queue, there) == {queue[0].id: [amira.operator_id]}
    without = {who: languages for who, languages in there.items() if who != amira.operator_id}
    assert skills.rung_first(queue, without) == {}, "nobody there speaks it"
    late = [queue[0].__class__(**{**queue[0].__dict__, "waiting_since": now() - skills.RING_ALL_AFTER * 1.1})]
    assert skills.rung_first(late, there) == {}


async def test_a_call_back_is_listed_by_its_due_time_and_worked_off(desk: RunningDesk, amira: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    with desk.store.write() as work:
        call_backs.add(work, number, "call", "+447700900123", "any", None)
    await amira.get("/call-backs")
    assert f'href="/conversations/{number}"' in amira.page
    assert "900123" not in amira.page, "a number is shown in the conversation alone"
    await amira.get(f"/conversations/{number}")
    assert "+447700900123" in amira.page
    with desk.store.read() as work:
        (wish,) = call_backs.open_ones(work)
    await amira.post(f"/call-backs/{wish.id}", how="later", minutes="90")
    with desk.store.read() as work:
        (later,) = call_backs.open_ones(work)
    assert later.tries == 1
    assert later.due_at > now() + datetime.timedelta(minutes=80)
    await amira.post(f"/call-backs/{wish.id}", how="reached")
    with desk.store.read() as work:
        assert call_backs.open_ones(work) == []
    assert (await amira.post(f"/call-backs/{wish.id}", how="reached")).status_code == 404


async def test_a_later_wish_replaces_the_one_before_and_nothing_of_it_is_stored_in_clear(desk: RunningDesk) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    with desk.store.write() as work:
        call_backs.add(work, number, "call", "+447700900123", "any", None)
        call_backs.add(work, number, "neither", "", "", None)
    with desk.store.read() as work:
        assert [each.way for each in call_backs.open_ones(work, number)] == ["neither"]
        stored = work.run(select(call_back.c.details)).scalars().all()
    assert all(b"900123" not in details for details in stored)


def test_a_part_of_the_day_is_due_when_it_begins_next() -> None:
    noon = datetime.datetime(2026, 12, 1, 12, 30, tzinfo=datetime.timezone.utc)
    assert due(noon, "afternoon", None) == noon
    assert due(noon, "evening", None) == noon.replace(hour=17, minute=0)
    assert due(noon, "morning", None) == noon.replace(day=2, hour=9, minute=0)
    assert due(noon, "after work", None) == noon


async def test_a_coordinator_is_nobody_who_reads_and_nobody_hands_to(
    desk: RunningDesk, nora: Browser, amira: Browser
) -> None:
    with desk.store.read() as work:
        assert duty.on_duty(work) == {amira.operator_id}
        assert duty.present(work) == {amira.operator_id}
        assert duty.logged_in(work) == {amira.operator_id, nora.operator_id}
