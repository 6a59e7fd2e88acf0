"""Whether web and worker are ready."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.conversations import heartbeats, waiting
from bot.conversations.work import Store, Work


def worker_is_ready(store: Store) -> bool:
    """Whether a worker has lately said that it is there."""
    with store.read() as work:
        return _worker_beats(work)


def health_route(store: Store) -> Callable[[Request], Awaitable[JSONResponse]]:
    """`GET /health`: 200 when web, database and worker are ready, else 503 and what is not; and how long texts wait."""

    async def health(_: Request) -> JSONResponse:
        try:
            ready, oldest = await run_in_threadpool(_look, store)
        except SQLAlchemyError:
            return _unreachable(worker="unknown")
        worker = "ready" if ready else "starting"
        return _told({"web": "ready", "database": "ready", "worker": worker}, oldest, 200 if ready else 503)

    return health


def ready_route(store: Store) -> Callable[[Request], Awaitable[JSONResponse]]:
    """`GET /ready`: 200 when texts that arrive are stored, worker or not, else 503; and how long texts wait.

    For a proxy that asks whether it may bring texts here. What waits never makes it 503: that would lose texts. Once a
    text found no room, it is 503 until something can be written again.
    """

    async def ready(_: Request) -> JSONResponse:
        try:
            has_room = await run_in_threadpool(_has_room, store)
            _worker, oldest = await run_in_threadpool(_look, store)
        except SQLAlchemyError:
            return _unreachable()
        if not has_room:
            return _told({"web": "ready", "database": "cannot be written"}, oldest, 503)
        return _told({"web": "ready", "database": "ready"}, oldest, 200)

    return ready


def _has_room(store: Store) -> bool:
    """Whether texts can be stored. Tried where it failed last: no text comes here that would try it."""
    if store.room.is_known_missing:
        with store.room.passing_over():
            heartbeats.beat(store, "web")
    return not store.room.is_known_missing


def _look(store: Store) -> tuple[bool, dict[str, float]]:
    with store.read() as work:
        return _worker_beats(work), waiting.oldest(work)


def _worker_beats(work: Work) -> bool:
    return waiting.is_there(waiting.worker_seen(work))


def _told(parts: dict[str, str], oldest: dict[str, float], status: int) -> JSONResponse:
    return JSONResponse({**parts, "oldest_waits_seconds": oldest}, status_code=status)


def _unreachable(**others: str) -> JSONResponse:
    return JSONResponse({"web": "ready", "database": "unreachable", **others}, status_code=503)
