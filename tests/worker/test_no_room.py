"""A disk that is full, or a file that may not be written, while all runs: one line, and on once there is room."""

from __future__ import annotations

import asyncio
import itertools
import logging
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.conversations import inbox
from bot.conversations.unwritable import Unwritable
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.room import no_room as no_room_in
from bot.web.health import ready_route
from bot.web.intake import StoringIntake
from bot.worker import sender, worker
from bot.worker.worker import Worker
from tests.databases import new_sqlite
from tests.making import text_from
from tests.worker.stub import StubAssistant, StubChannel

FULL, READ_ONLY = "database or disk is full", "attempt to write a readonly database"


@contextmanager
def no_room(store: Store, words: str) -> Iterator[None]:
    """Whatever writes fails, in SQLite's own words."""

    def refuse(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError(statement, {}, sqlite3.OperationalError(words))

    engines = {store.database.engine, store.database._relaxed}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", refuse)


async def until(true: Callable[[], object]) -> None:
    for _ in range(400):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


def states(store: Store) -> list[tuple[str, int]]:
    with store.read() as work:
        return [(row.state, row.attempts) for row in work.run(select(tables.inbox))]


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "REST_SECONDS", 0.02)
    monkeypatch.setattr(sender, "REST_SECONDS", 0.02)
    monkeypatch.setattr(worker, "LONGEST_PAUSE_SECONDS", 0.02)


@pytest.mark.parametrize("words", [FULL, READ_ONLY])
async def test_a_worker_says_one_line_and_answers_once_there_is_room(
    words: str, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    channel = StubChannel()
    running = Worker(store, StubAssistant(), {"sms": channel})
    inbox.receive(store, text_from("+447700900001", "hello"))
    with no_room(store, words):
        task = asyncio.create_task(running.run())
        await until(lambda: any(words in record.getMessage() for record in caplog.records))
        await asyncio.sleep(0.2)
        assert not task.done()
    await until(lambda: channel.sent)
    running._stopping.set()
    await task
    lines = [record.getMessage() for record in caplog.records if words in record.getMessage()]
    (line,) = lines
    assert line.startswith(f"{tmp_path}/rightsline.db: {words}")
    assert [text.text for text in channel.sent] == ["answer to hello"]
    assert states(store) == [("done", 1)]


async def test_a_text_that_was_sent_is_not_sent_again_for_want_of_room(store: Store) -> None:
    channel = StubChannel()
    running = Worker(store, StubAssistant(), {"sms": channel})
    full = no_room(store, FULL)
    real = channel.send

    async def send(outbound):  # type: ignore[no-untyped-def]
        outcome = await real(outbound)
        full.__enter__()
        return outcome

    channel.send = send  # type: ignore[method-assign]
    inbox.receive(store, text_from("+447700900001", "hello"))
    task = asyncio.create_task(running.run())
    await until(lambda: channel.sent)
    await asyncio.sleep(0.1)
    full.__exit__(None, None, None)

    def sent() -> bool:
        with store.read() as work:
            return work.run(select(tables.outbox.c.state)).scalars().all() == ["sent"]

    await until(sent)
    running._stopping.set()
    await task
    assert len(channel.sent) == 1


@asynccontextmanager
async def web_of(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """What stores texts that are posted to it, each a new one, and `/ready`."""
    numbers = itertools.count()

    async def receive(request: Request) -> PlainTextResponse:
        await StoringIntake(store).receive(text_from(f"+4477009{next(numbers):05}"))
        return PlainTextResponse("stored")

    routes = [Route("/", receive, methods=["POST"]), Route("/ready", ready_route(store))]
    app = Starlette(routes=routes, middleware=[Middleware(Unwritable, store=store)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        yield client


async def test_the_web_says_when_to_come_again(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    async with web_of(store) as client:
        with no_room(store, FULL):
            answers = [await client.post("/") for _ in range(3)]
        assert {answer.status_code for answer in answers} == {503}
        assert answers[0].headers["retry-after"] == "5"
        assert (await client.post("/")).text == "stored"
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1


async def test_it_is_not_ready_for_texts_until_there_is_room(store: Store) -> None:
    async with web_of(store) as client:
        assert (await client.get("/ready")).status_code == 200
        with no_room(store, FULL):
            await client.post("/")
            ready = await client.get("/ready")
            assert (ready.status_code, ready.json()["database"]) == (503, "cannot be written")
        assert (await client.get("/ready")).status_code == 200, "though no text came that would show it"


async def test_the_web_says_each_time_that_it_is_full_and_that_it_is_over(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with web_of(store) as client:
        for _ in range(2):
            with no_room(store, FULL):
                await client.post("/")
            await client.post("/")
    said = ["again" if "can be written again" in record.getMessage() else "full" for record in caplog.records]
    assert said == ["full", "again"] * 2


async def test_what_is_counted_meanwhile_is_written_later(store: Store) -> None:
    intake = StoringIntake(store)
    with no_room(store, FULL):
        await intake.count("refused_too_large")
    intake.write_counts()
    with store.read() as work:
        assert work.run(select(tables.counter.c.value)).scalar() == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes; only who may mount one can try it."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def until_full(store: Store) -> int:
    """Texts arrive until one is refused; returns how many were taken."""
    for taken in itertools.count():
        try:
            inbox.receive(store, text_from(f"+4477009{taken:05}", "hello" * 100))
        except DBAPIError as problem:
            if no_room_in(problem) is None:
                raise
            return taken
    raise AssertionError("a disk without an end")


@pytest.mark.long("fills a disk with texts")
async def test_a_disk_that_is_really_full_loses_and_doubles_nothing(small_disk: Path, vault: Vault) -> None:
    with closing(new_sqlite(small_disk / "rightsline.db")) as database:
        store, channel = Store(database, vault), StubChannel()
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 900_000))
        running = Worker(store, StubAssistant(), {"sms": channel})
        task = asyncio.create_task(running.run())
        taken = until_full(store)
        await asyncio.sleep(0.5)
        assert not task.done(), "the worker waits"
        ballast.unlink()
        await until(lambda: len(channel.sent) >= taken)
        inbox.receive(store, text_from("+447700999999", "and now"))
        await until(lambda: len(channel.sent) > taken)
        running._stopping.set()
        await task
    assert taken > 9
    assert len({each.address for each in channel.sent}) == len(channel.sent) == taken + 1
