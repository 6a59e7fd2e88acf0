"""Health says what is ready."""

from __future__ import annotations

import datetime

import httpx
import pytest
from sqlalchemy import insert
from starlette.applications import Starlette
from starlette.routing import Route

from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.storage.engine import Database, now
from bot.storage.tables import heartbeat
from bot.web.health import WORKER_IS_LATE, health_route


def client_of(store: Store) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/health", health_route(store))])
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
