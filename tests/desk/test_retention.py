"""What is erased by its age is seen at the desk before, and a supervisor can keep it back."""

from __future__ import annotations

import datetime

from sqlalchemy import select, update

from bot.conversations import contacts, retention
from bot.conversations.work import Store
from bot.desk.retention import LONGEST_HOLD
from bot.storage import tables
from bot.storage.engine import now
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines, conversation_of

DAY = datetime.timedelta(days=1)
MONTH = 30 * DAY


def silent_for(store: Store, conversation_id: int, days: int) -> str:
    """Let a conversation have changed so long ago; returns its pseudonym."""
    with store.write() as work:
        moment = now() - days * DAY
        mine = tables.conversation.c.id == conversation_id
        work.run(update(tables.conversation).where(mine).values(changed_at=moment))
        person = contacts.of_conversation(work, conversation_id)
    assert person is not None
    return person.pseudonym


def held(store: Store) -> list[tuple[datetime.date, str]]:
    with store.read() as work:
        found = work.run(select(tables.retention_hold)).all()
        return [(row.until, work.key_of_contact(row.contact_id).decrypt(row.reason)) for row in found]


async def test_everybody_sees_who_is_erased_within_a_week_and_who_was(desk: RunningDesk, amira: Browser) -> None:
    soon, later, over = (conversation_of(desk.store, f"+4917010000{n:02}") for n in range(3))
    pseudonym, gone = silent_for(desk.store, soon, 25), silent_for(desk.store, over, 31)
    silent_for(desk.store, later, 20)
    assert retention.sweep(desk.store, MONTH)[retention.ERASED] == 1
    page = (await amira.get("/retention")).text
    assert f'href="/conversations/{soon}" title="{pseudonym}"' in page
    assert f"/conversations/{later}" not in page
    assert f'<span title="{gone}" translate="no">' in page
    assert f"<dt>{now().date()}</dt>" in page


async def test_a_supervisor_keeps_one_longer_with_a_reason_and_it_is_audited(
    desk: RunningDesk, chief: Browser, amira: Browser
) -> None:
    conversation = conversation_of(desk.store, "+491701000001")
    pseudonym = silent_for(desk.store, conversation, 29)
    until = now().date() + 90 * DAY
    page = (await chief.open(conversation)).text
    assert f"Erased by age on {(now() + DAY).date()}" in page
    await chief.post(f"/conversations/{conversation}/hold", until=until.isoformat(), reason="a court <asked> for it")
    assert held(desk.store) == [(until, "a court <asked> for it")]
    silent_for(desk.store, conversation, 40)
    assert retention.ERASED not in retention.sweep(desk.store, MONTH)
    assert ("Chief", "retention_hold", pseudonym) in audit_lines(desk.store)
    assert "court" not in (await chief.get("/audit")).text
    page = (await amira.open(conversation)).text
    assert f"Kept to the end of {until}" in page
    assert "a court &lt;asked&gt; for it" in page
    assert f"/conversations/{conversation}/hold" not in page, "operators read it, supervisors do it"
    assert str(until) in (await amira.get("/retention")).text
    await chief.open(conversation)
    await chief.post(f"/conversations/{conversation}/lift")
    assert held(desk.store) == []
    assert ("Chief", "retention_lift", pseudonym) in audit_lines(desk.store)


async def test_an_operator_cannot_keep_one_longer(desk: RunningDesk, amira: Browser) -> None:
    conversation = conversation_of(desk.store, "+491701000001")
    await amira.open(conversation)
    until = (now().date() + DAY).isoformat()
    response = await amira.post(f"/conversations/{conversation}/hold", until=until, reason="mine")
    assert response.status_code == 403
    assert held(desk.store) == []


async def test_a_hold_needs_a_day_to_come_and_a_reason(desk: RunningDesk, chief: Browser) -> None:
    conversation = conversation_of(desk.store, "+491701000001")
    today = now().date()
    good = (today + DAY).isoformat()
    for until, reason in (
        (today.isoformat(), "late"),
        ((today + LONGEST_HOLD + DAY).isoformat(), "too long"),
        ("soon", "no day"),
        (good, " "),
        (good, "x" * 501),
    ):
        await chief.open(conversation)
        response = await chief.post(f"/conversations/{conversation}/hold", until=until, reason=reason)
        assert response.status_code == 400
        assert "Nothing was changed" in response.text
    assert held(desk.store) == []


async def test_a_number_that_was_let_go_cannot_be_written_to_and_the_page_says_why(
    desk: RunningDesk, amira: Browser
) -> None:
    conversation = conversation_of(desk.store, "+491701000001")
    with desk.store.write() as work:
        work.run(update(tables.contact).values(seen_at=now() - 91 * DAY))
    assert retention.sweep(desk.store, None)[retention.LET_GO] == 1
    await amira.take(conversation)
    assert "Nothing came from this number for 90 days" in amira.page
    assert "boss has my passport" in amira.page
    response = await amira.send(conversation, "are you safe?", after="2")
    assert response.status_code == 409
