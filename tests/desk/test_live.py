"""Open pages hear of changes without any text in them, and hear when their session is over."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.conversations import holder, messages
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk import live as live_module
from bot.desk.accounts import add_operator
from bot.desk.lists import read_rows
from bot.desk.live import Live, alert, news_of
from bot.storage.engine import now
from bot.storage.tables import conversation, message
from tests.desk.making import PASSWORD, stops, waiting_conversation, writes

SOON = 8.0


@pytest.fixture
async def live(store: Store) -> AsyncIterator[Live]:
    """A watcher that runs."""
    made = Live(store)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def next_news(stream: AsyncIterator[str]) -> dict[str, Any]:
    while True:
        said = await asyncio.wait_for(stream.__anext__(), SOON)
        if said.startswith("event: news\n"):
            found: dict[str, Any] = json.loads(said.split("data: ", 1)[1])
            return found


async def test_a_page_hears_the_state_and_then_each_change(store: Store, live: Live) -> None:
    stream = live.stream(lambda: True)
    assert (await next_news(stream))["waiting"] == 0
    await asyncio.sleep(0)
    waits = await asyncio.to_thread(waiting_conversation, store, "+491701000001", "emergency", urgent=True)
    news = await next_news(stream)
    while not news["waiting"]:  # what came before the handoff may be told first
        news = await next_news(stream)
    assert news["queue"] == [waits]
    assert [one["id"] for one in news["urgent"]] == [waits]
    digest = news["conversations"][str(waits)]
    await asyncio.to_thread(writes, store, waits, "please hurry")
    news = await next_news(stream)
    assert news["conversations"][str(waits)] != digest
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_page_that_opens_first_after_a_change_does_not_keep_it_from_the_others(store: Store) -> None:
    live = Live(store)  # the watcher has not looked yet
    first, second = live.stream(lambda: True), live.stream(lambda: True)
    assert (await next_news(first))["waiting"] == 0
    hears = asyncio.create_task(next_news(first))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(waiting_conversation, store, "+491701000001", "emergency", urgent=True)
    assert (await next_news(second))["waiting"] == 1
    assert (await hears)["waiting"] == 1
    await first.aclose()  # type: ignore[attr-defined]
    await second.aclose()  # type: ignore[attr-defined]


async def test_news_hold_no_text_and_no_address(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001", "emergency", urgent=True, text="he locked the door")
    writes(store, waits, "the key is gone")
    said = (await Live(store).news())["en"]
    for secret in ("locked", "key is gone", "1701000001"):
        assert secret not in said


async def test_a_page_whose_session_is_over_is_told_and_left(
    store: Store, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "STILL_HERE_SECONDS", 0.05)
    answers = iter([True, True, False])
    said = [part async for part in live.stream(lambda: next(answers))]
    assert said[-1].startswith("event: out\n")
    assert any(part.startswith(":") for part in said)  # a sign of life meanwhile


async def test_the_watcher_survives_a_database_that_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(live_module, "RETRY_SECONDS", 0.05)
    made, fails = Live(store), iter([True])
    real = made._read

    def read() -> Mapping[str, str]:
        if watching and next(fails, False):
            raise RuntimeError("a text nobody may read")
        return real()

    watching = False
    monkeypatch.setattr(made, "_read", read)
    running = asyncio.create_task(made.run())
    stream = made.stream(lambda: True)
    await next_news(stream)
    watching = True
    await asyncio.to_thread(waiting_conversation, store, "+491701000001")
    assert (await next_news(stream))["conversations"]
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await stream.aclose()  # type: ignore[attr-defined]
    assert "RuntimeError" in caplog.text
    assert "nobody may read" not in caplog.text


def test_an_alert_says_who_why_language_and_channel(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001", "distress", urgent=True, language="ru")
    stops(store, waits)
    with store.read() as work:
        rows = read_rows(work)
    assert alert(rows[0]) == f"Urgent: {rows[0].name} waits. Despair, self-harm, Russian, SMS."
    assert news_of(rows)["urgent"][0]["says"] == alert(rows[0])


def test_news_say_what_is_unanswered_and_urgent_with_whom(store: Store) -> None:
    held = waiting_conversation(store, "+491701000001", "emergency", urgent=True)
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        holder.take(work, held, amira)
    for text in ("one", "two"):
        writes(store, held, text)
    with store.read() as work:
        news = news_of(read_rows(work))
    assert news["unanswered"] == {amira: 2}
    assert [(one["id"], one["operator"]) for one in news["urgent"]] == [(held, amira)]
    assert "is with you" in news["urgent"][0]["says"]
    assert news["waiting"] == 0


def test_what_an_operator_neglects_is_announced_to_everybody_and_anew_when_it_is_renewed(store: Store) -> None:
    held = waiting_conversation(store, "+491701000001", "emergency", urgent=True, language="ru")
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        holder.take(work, held, amira)

    def urgent() -> dict[str, Any]:
        with store.read() as work:
            (one,) = news_of(read_rows(work))["urgent"]
        found: dict[str, Any] = one
        return found

    marks = [urgent()["mark"]]
    assert urgent()["operator"] == amira
    with store.write() as work:
        new = NewMessage(Author.CONTACT, "he will kill me", topic="emergency")
        messages.add(work, held, new)
    marks.append(urgent()["mark"])
    with store.write() as work:
        moment = now() - datetime.timedelta(minutes=3)
        work.run(conversation.update().values(taken_at=moment))
        work.run(message.update().values(created_at=moment))
    marks.append(urgent()["mark"])
    assert urgent()["operator"] is None
    assert "is with Amira, unanswered for 2 min or more. In danger now, Russian, SMS." in urgent()["says"]
    assert len(set(marks)) == 3
