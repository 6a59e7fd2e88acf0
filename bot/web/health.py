"""Whether web and worker are ready."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.conversations import waiting
from bot.conversations.room_for_texts import has_room
from bot.conversations.work import Store, Work

READY = "ready"


def worker_is_ready(store: Store) -> bool:
    """Whether a worker has lately said that it is there."""
    with store.read() as work:
        return _worker_beats(work)


def health_route(store: Store) -> Callable[[Request], Awaitable[JSONResponse]]:
    """`GET /health`: 200 when web, database and worker are ready, else 503 and what is not; and how long texts wait."""

    async def health(_: Request) -> JSONResponse:
        try:
            database = await run_in_threadpool(_database, store)
            ready, oldest = await run_in_threadpool(_look, store)
        except SQLAlchemyError:
            return _unreachable(worker="unknown")
        worker = READY if ready else "starting"
        status = 200 if ready and database == READY else 503
        return _told({"web": READY, "database": database, "worker": worker}, oldest, status)

    return health


def ready_route(store: Store) -> Callable[[Request], Awaitable[JSONResponse]]:
    """`GET /ready`: 200 when texts that arrive are stored, worker or not, else 503; and how long texts wait.

    For a proxy that asks whether it may bring texts here. What waits never makes it 503: that would lose texts. While
    one as large as any does not fit on the disk, it is 503; that is tried now and then, not with each request.
    """

    async def ready(_: Request) -> JSONResponse:
        try:
            database = await run_in_threadpool(_database, store)
            _worker, oldest = await run_in_threadpool(_look, store)
        except SQLAlchemyError:
            return _unreachable()
        return _told({"web": READY, "database": database}, oldest, 200 if database == READY else 503)

    return ready


def _database(store: Store) -> str:
    return READY if has_room(store) else "cannot be written"


def _look(store: Store) -> tuple[bool, dict[str, float]]:
    with store.read() as work:
        return _worker_beats(work), waiting.oldest(work)


def _worker_beats(work: Work) -> bool:
    return waiting.is_there(waiting.worker_seen(work))


def _told(parts: dict[str, str], oldest: dict[str, float], status: int) -> JSONResponse:
    return JSONResponse({**parts, "oldest_waits_seconds": oldest}, status_code=status)


def _unreachable(**others: str) -> JSONResponse:
    return JSONResponse({"web": READY, "database": "unreachable", **others}, status_code=503)
