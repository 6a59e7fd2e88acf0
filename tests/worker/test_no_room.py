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
from tempfile import TemporaryDirectory

import httpx
import psycopg2
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.conversations import heartbeats, inbox
from bot.conversations.room_for_texts import has_room
from bot.conversations.unwritable import Unwritable
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage import room, tables
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.room import no_room as no_room_in
from bot.web.health import health_route, ready_route
from bot.web.intake import StoringIntake
from bot.worker import sender, worker
from bot.worker.worker import Worker
from tests.databases import new_sqlite, on_both
from tests.making import text_from
from tests.postgresql_cluster import give_away, own_cluster
from tests.worker.stub import StubAssistant, StubChannel

A_PAGES_REST = 1000  # bytes
DISK_FULL = "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
LONG = ("my passport is with him " * 40).strip()
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


@contextmanager
def room_for_little(store: Store) -> Iterator[list[str]]:
    """What is larger than a page's rest fails, in the database's own words; gives what was refused."""
    refused: list[str] = []

    def refuse(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> tuple[str, object]:
        values = parameters.values() if isinstance(parameters, dict) else parameters
        if not any(_bytes_of(value) > A_PAGES_REST for value in values):  # type: ignore[attr-defined]
            return statement, parameters
        refused.append(statement)
        if store.database.is_sqlite:
            raise OperationalError(statement, {}, sqlite3.OperationalError(FULL))
        return DISK_FULL, {}

    engines = {store.database.engine, store.database._relaxed}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", refuse, retval=True)
    try:
        yield refused
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", refuse)


def _bytes_of(value: object) -> int:
    value = getattr(value, "adapted", value)  # psycopg2's own wrapping
    return len(value) if isinstance(value, (bytes, memoryview)) else 0


def said_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of the disk, in its order."""
    lines = [record.getMessage() for record in caplog.records]
    words = {"nothing is lost": "full", "can be written again": "again"}
    return [word for line in lines for part, word in words.items() if part in line]


async def until(true: Callable[[], object]) -> None:
    for _ in range(3000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


def states(store: Store) -> list[tuple[str, int]]:
    with store.read() as work:
        return [(row.state, row.attempts) for row in work.run(select(tables.inbox))]


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "REST_SECONDS", 0.02)
    monkeypatch.setattr(worker, "REST_SECONDS", 0.02)
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.02)
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
    """What stores texts that are posted to it, each a new one, `/ready` and `/health`."""
    numbers = itertools.count()

    async def receive(request: Request) -> PlainTextResponse:
        text = (await request.body()).decode() or "hello"
        await StoringIntake(store).receive(text_from(f"+4477009{next(numbers):05}", text))
        return PlainTextResponse("stored")

    routes = [Route("/", receive, methods=["POST"]), Route("/ready", ready_route(store))]
    routes.append(Route("/health", health_route(store)))
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
        await asyncio.sleep(room.REST_SECONDS)
        assert (await client.get("/ready")).status_code == 200, "though no text came that would show it"


@on_both
async def test_that_a_heartbeat_fits_does_not_say_that_a_text_does(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with web_of(store) as client:
        for _ in range(2):
            with room_for_little(store):
                assert (await client.post("/", content=LONG)).status_code == 503
                for _ in range(3):
                    await asyncio.sleep(room.REST_SECONDS)
                    heartbeats.beat(store, "worker")
                    assert (await client.post("/")).status_code == 200, "a short one fits"
                    for path in ("/ready", "/health"):
                        told = await client.get(path)
                        assert (told.status_code, told.json()["database"]) == (503, "cannot be written")
            await asyncio.sleep(room.REST_SECONDS)
            for path in ("/ready", "/health"):
                assert (await client.get(path)).status_code == 200
    assert said_of(caplog) == ["full", "again"] * 2


@on_both
async def test_a_worker_whose_heartbeat_fits_says_once_that_its_answer_does_not(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    channel = StubChannel()
    running = Worker(store, StubAssistant(), {"sms": channel})
    inbox.receive(store, text_from("+447700900001", LONG))
    with room_for_little(store) as refused:
        task = asyncio.create_task(running.run())
        await until(lambda: len(refused) > 9)
        await until(lambda: said_of(caplog) == ["full"])
    await until(lambda: channel.sent)
    await until(lambda: said_of(caplog) == ["full", "again"])
    running._stopping.set()
    await task
    assert [text.text for text in channel.sent] == [f"answer to {LONG}"]
    assert states(store) == [("done", 1)]


@on_both
async def test_a_full_disk_is_known_before_a_text_is_refused_and_looked_at_seldom(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "REST_SECONDS", 1.0)
    heartbeats.beat(store, "worker")
    async with web_of(store) as client:
        with room_for_little(store) as refused:
            assert [(await client.get(path)).status_code for path in ("/health", "/ready")] == [503] * 2
            assert len(refused) == 1, "not tried with each request"
        await asyncio.sleep(room.REST_SECONDS)
        assert (await client.get("/ready")).status_code == 200
        with room_for_little(store) as refused:
            assert [(await client.get("/ready")).status_code for _ in range(20)] == [200] * 20
            assert not refused


@on_both
def test_a_trial_leaves_nothing_behind(store: Store) -> None:
    assert has_room(store)
    with store.read() as work:
        for table in tables.metadata.sorted_tables:
            assert work.run(select(table)).all() == []


async def test_the_web_says_each_time_that_it_is_full_and_that_it_is_over(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with web_of(store) as client:
        for _ in range(2):
            with no_room(store, FULL):
                await client.post("/")
            await asyncio.sleep(room.REST_SECONDS)
            await client.post("/")
    assert said_of(caplog) == ["full", "again"] * 2


async def test_what_is_counted_meanwhile_is_written_later(store: Store) -> None:
    intake = StoringIntake(store)
    with no_room(store, FULL):
        await intake.count("refused_too_large")
    intake.write_counts()
    with store.read() as work:
        assert work.run(select(tables.counter.c.value)).scalar() == 1


@contextmanager
def disk_of(megabytes: int, folder: Path) -> Iterator[Path]:
    """A disk of so many megabytes; only who may mount one can try it."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    with disk_of(3, tmp_path / "small") as folder:
        yield folder


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


@pytest.fixture
def tables_on_a_small_disk() -> Iterator[tuple[Database, Path]]:
    """A PostgreSQL database whose tables lie on a disk of 40 MB, and the disk."""
    with own_cluster() as server, TemporaryDirectory(dir="/tmp") as outer:  # the other user comes in
        Path(outer).chmod(0o755)
        with disk_of(40, Path(outer) / "small") as disk:
            give_away(disk)
            with closing(psycopg2.connect(f"{server}/postgres")) as connection, connection.cursor() as cursor:
                connection.autocommit = True
                cursor.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
                cursor.execute("CREATE DATABASE small TABLESPACE small")
            with closing(Database(f"{server}/small")) as database:
                migrate(database)
                yield database, disk
            with closing(psycopg2.connect(f"{server}/postgres")) as connection, connection.cursor() as cursor:
                connection.autocommit = True
                cursor.execute("DROP DATABASE small WITH (FORCE)")
                cursor.execute("DROP TABLESPACE small")


@pytest.mark.long("starts a PostgreSQL of its own and fills its disk with texts")
async def test_postgresql_on_a_disk_that_is_really_full_says_so_once_until_there_is_room(
    tables_on_a_small_disk: tuple[Database, Path], vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    (database, disk), channel = tables_on_a_small_disk, StubChannel()
    store = Store(database, vault)
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(disk).free - 900_000))
    running = Worker(store, StubAssistant(), {"sms": channel})
    task = asyncio.create_task(running.run())
    async with web_of(Store(database, vault)) as client:
        taken = until_full(store)
        for _ in range(10):
            await asyncio.sleep(0.1)
            for path in ("/ready", "/health"):
                assert (await client.get(path)).status_code == 503
        assert not task.done(), "the worker waits"
        ballast.unlink()
        await until(lambda: len(channel.sent) >= taken)
        await until(lambda: said_of(caplog).count("again") == 1)
        assert (await client.get("/health")).status_code == 200
        inbox.receive(store, text_from("+447700999999", "and now"))
        await until(lambda: len(channel.sent) > taken)
    assert sorted(said_of(caplog)) == ["again"] * 2 + ["full"] * 2, "the worker's lines and the web's"
    running._stopping.set()
    await task
    assert taken > 9
    assert len({each.address for each in channel.sent}) == len(channel.sent) == taken + 1
