"""Who reads a conversation that is closed or another's says why first, through forms that need no script."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select, update

from bot.conversations import audit as trail
from bot.desk import need_to_know, texts
from bot.desk.lists import PATIENCE
from bot.storage.engine import now
from bot.storage.tables import audit, conversation
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines, conversation_of, holder_in, waiting_conversation

TEXT = "the boss has all our passports"


@pytest.fixture
def closed(desk: RunningDesk) -> int:
    """A conversation that the bot has and in which nobody waits."""
    return conversation_of(desk.store, "+491701000001", TEXT)


@pytest.fixture
def waits(desk: RunningDesk) -> int:
    """A conversation that waits."""
    return waiting_conversation(desk.store, "+491701000002", text=TEXT)


def opened(desk: RunningDesk) -> list[tuple[str | None, str | None]]:
    with desk.store.read() as work:
        acts = [line.act for line in trail.lines(work)]
    return [(act.action, act.detail) for act in acts if act.action in ("opened", "view")]


def minutes_pass(desk: RunningDesk, minutes: float) -> None:
    with desk.store.write() as work:
        work.run(update(audit).values(at=now() - datetime.timedelta(minutes=minutes)))


async def test_who_waits_is_read_at_once(desk: RunningDesk, amira: Browser, waits: int) -> None:
    assert TEXT in (await amira.get(f"/conversations/{waits}")).text
    assert opened(desk) == [("view", None)]


@pytest.mark.parametrize("who", ["amira", "chief"])
async def test_a_closed_one_opens_after_a_reason_for_a_supervisor_too(desk: RunningDesk, closed: int, who: str) -> None:
    browser: Browser = await desk.come("Who", "supervisor" if who == "chief" else "operator")
    for path in (f"/conversations/{closed}", f"/conversations/{closed}?all=1", f"/conversations/{closed}/fragment"):
        page = (await browser.get(path)).text
        assert TEXT not in page
        assert "Why do you need to read it?" in page
    assert opened(desk) == []
    page = (await browser.post(f"/conversations/{closed}/open", reason="complaint")).text
    assert TEXT in page
    assert TEXT in (await browser.get(f"/conversations/{closed}/fragment")).text
    assert opened(desk) == [("opened", "complaint"), ("view", need_to_know.WITH_A_REASON)]


async def test_another_ones_opens_after_a_reason(
    desk: RunningDesk, amira: Browser, boris: Browser, chief: Browser, waits: int
) -> None:
    await amira.take(waits)
    for browser in (boris, chief):
        page = (await browser.get(f"/conversations/{waits}")).text
        assert TEXT not in page
        assert "Amira holds this conversation" in page
        assert TEXT in (await browser.post(f"/conversations/{waits}/open", reason="asked")).text
    assert TEXT in (await amira.get(f"/conversations/{waits}")).text, "hers needs none"


@pytest.mark.parametrize("reason", ["", "none", "<b>", "x" * 300])
async def test_only_a_reason_of_the_list_opens(desk: RunningDesk, amira: Browser, closed: int, reason: str) -> None:
    await amira.get(f"/conversations/{closed}")
    response = await amira.post(f"/conversations/{closed}/open", reason=reason)
    assert response.status_code == 400
    assert texts.NO_REASON_GIVEN in response.text
    assert TEXT not in response.text
    assert opened(desk) == []


async def test_a_reason_lasts_half_an_hour_however_often_it_is_read(
    desk: RunningDesk, amira: Browser, closed: int
) -> None:
    await amira.open(closed)
    minutes_pass(desk, 29)
    assert TEXT in (await amira.get(f"/conversations/{closed}")).text, "and that is noted anew"
    with desk.store.write() as work:
        work.run(update(audit).where(audit.c.action == "opened").values(at=now() - need_to_know.LASTS))
    assert TEXT not in (await amira.get(f"/conversations/{closed}")).text


async def test_a_reason_is_one_operators_for_one_conversation(
    desk: RunningDesk, amira: Browser, boris: Browser, closed: int
) -> None:
    other = conversation_of(desk.store, "+491701000003", TEXT)
    await amira.open(closed)
    assert TEXT not in (await amira.get(f"/conversations/{other}")).text
    assert TEXT not in (await boris.get(f"/conversations/{closed}")).text


async def test_who_has_just_handed_it_back_still_reads_it(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/hand-back", closing="", language="en", after="0", sure="")
    assert holder_in(desk.store, waits)[0] == "bot"
    assert TEXT in (await amira.get(f"/conversations/{waits}")).text
    minutes_pass(desk, 31)
    assert TEXT not in (await amira.get(f"/conversations/{waits}")).text


async def test_a_closed_one_is_not_taken_unread_by_who_has_no_reason(
    desk: RunningDesk, amira: Browser, closed: int
) -> None:
    await amira.get("/account")
    response = await amira.post(f"/conversations/{closed}/take")
    assert response.status_code == 403
    assert TEXT not in response.text
    assert holder_in(desk.store, closed) == ("bot", None)
    await amira.post(f"/conversations/{closed}/open", reason="came_back")
    await amira.post(f"/conversations/{closed}/take")
    assert holder_in(desk.store, closed) == ("operator", amira.operator_id)


async def test_a_neglected_one_is_taken_over_without_a_form_before_it(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    urgent = waiting_conversation(desk.store, "+491701000004", "emergency", urgent=True, text=TEXT)
    await amira.take(urgent)
    with desk.store.write() as work:
        long_ago = now() - PATIENCE
        work.run(update(conversation).where(conversation.c.id == urgent).values(taken_at=long_ago))
    page = (await boris.get(f"/conversations/{urgent}")).text
    assert "Take over from Amira" in page
    assert TEXT not in page
    assert TEXT in (await boris.post(f"/conversations/{urgent}/take")).text


async def test_what_was_refused_to_erase_is_noted(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.get(f"/conversations/{waits}")
    assert (await amira.post(f"/conversations/{waits}/erase", sure="yes")).status_code == 403
    assert audit_lines(desk.store)[-1][1] == "erase_refused"
    with desk.store.read() as work:
        assert trail.first_broken(work) is None
        assert work.run(select(audit.c.pseudonym).order_by(audit.c.id.desc()).limit(1)).scalar()


async def test_an_erased_one_asks_for_nothing(amira: Browser) -> None:
    assert (await amira.get("/conversations/99")).status_code == 404
    await amira.get("/account")
    assert (await amira.post("/conversations/99/open", reason="quality")).status_code == 404
