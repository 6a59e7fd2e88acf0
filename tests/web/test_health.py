"""Health says what is ready."""

from __future__ import annotations

import datetime

import httpx
import pytest
from sqlalchemy import insert, update
from starlette.applications import Starlette
from starlette.routing import Route

from bot.conversations import inbox, outbox
from bot.conversations.messages import Author, NewMessage
from bot.conversations.waiting import WORKER_IS_LATE
from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.storage.tables import heartbeat
from bot.web.health import health_route, ready_route
from tests.making import text_from


def client_of(store: Store) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/health", health_route(store)), Route("/ready", ready_route(store))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


@pytest.mark.parametrize(
    ("age", "status"), [(None, 503), (datetime.timedelta(0), 200), (WORKER_IS_LATE * 2, 503)], ids=str
)
async def test_health_is_200_only_with_a_living_worker(
    store: Store, age: datetime.timedelta | None, status: int
) -> None:
    if age is not None:
        with store.write() as work:
            work.run(insert(heartbeat).values(process="worker", at=now() - age))
    assert (await client_of(store).get("/health")).status_code == status


async def test_an_unreachable_database_is_said_and_no_traceback(tmp_path) -> None:  # type: ignore[no-untyped-def]
    response = await client_of(Store(Database("postgresql://nobody@127.0.0.1:1/none"), make_keys())).get("/health")
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


@pytest.mark.parametrize("path", ["/health", "/ready"])
async def test_it_says_how_long_the_oldest_text_has_waited(store: Store, path: str) -> None:
    assert (await client_of(store).get(path)).json()["oldest_waits_seconds"] == {"to_answer": 0, "to_send": 0}
    inbox.receive(store, text_from("+447700900001"))
    with store.write() as work:
        outbox.add(work, 1, NewMessage(Author.BOT, "call 112"))
        work.run(update(tables.inbox).values(received_at=now() - datetime.timedelta(seconds=90)))
        work.run(update(tables.outbox).values(created_at=now() - datetime.timedelta(seconds=50)))
    inbox.receive(store, text_from("+447700900002"))
    oldest = (await client_of(store).get(path)).json()["oldest_waits_seconds"]
    assert 90 <= oldest["to_answer"] < 120
    assert 50 <= oldest["to_send"] < 80


async def test_texts_are_taken_before_a_worker_is_there_and_however_many_wait(store: Store) -> None:
    inbox.receive(store, text_from("+447700900001"))
    assert (await client_of(store).get("/ready")).status_code == 200
    assert (await client_of(store).get("/health")).status_code == 503
    lost = Store(Database("postgresql://nobody@127.0.0.1:1/none"), make_keys())
    assert (await client_of(lost).get("/ready")).status_code == 503
