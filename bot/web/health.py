"""Whether web and worker are ready."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.conversations.work import Store
from bot.storage.engine import now
from bot.storage.tables import heartbeat

WORKER_IS_LATE = datetime.timedelta(seconds=10)  # five heartbeats


def worker_is_ready(store: Store) -> bool:
    """Whether a worker has lately said that it is there."""
    with store.read() as work:
        seen = work.run(select(heartbeat.c.at).where(heartbeat.c.process == "worker")).scalar()
    return seen is not None and now() - seen < WORKER_IS_LATE


def health_route(store: Store) -> Callable[[Request], Awaitable[JSONResponse]]:
    """`GET /health`: 200 when web, database and worker are ready, else 503 and what is not."""

    async def health(_: Request) -> JSONResponse:
        try:
            ready = await run_in_threadpool(worker_is_ready, store)
        except SQLAlchemyError:
            return JSONResponse({"web": "ready", "database": "unreachable", "worker": "unknown"}, status_code=503)
        parts = {"web": "ready", "database": "ready", "worker": "ready" if ready else "starting"}
        return JSONResponse(parts, status_code=200 if ready else 503)

    return health
