"""The list of conversations, its live updates, and taking the next one."""

from __future__ import annotations

import json

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from bot.conversations.delivery import troubles
from bot.desk import answering, sessions
from bot.desk.guard import Visit, session_cookie_name
from bot.desk.lists import Lists, lists_for, read_lately, read_rows
from bot.desk.live import read_news


def list_page(visit: Visit) -> Response:
    """The desk without an open conversation."""
    return visit.page("desk.html", lists=read_lists(visit), open=None, asked=None)


def list_fragment(visit: Visit) -> Response:
    """The lists alone, for live updates. `open`: the conversation that the page shows."""
    open_id = visit.request.query_params.get("open", "")
    return visit.page("lists.html", lists=read_lists(visit), open_id=int(open_id) if open_id.isdigit() else None)


def live(visit: Visit) -> Response:
    """Server-sent events: what changed, without any text."""
    cookie = visit.request.cookies.get(session_cookie_name(visit.request), "")

    def still_in() -> bool:
        return sessions.read_session(visit.desk.store, cookie, touch=False) is not None

    news = visit.desk.live.stream(still_in, visit.said.language)
    return StreamingResponse(news, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def news(visit: Visit) -> Response:
    """The same once, for pages whose stream does not get through."""
    with visit.desk.store.read() as work:
        content = json.dumps(read_news(work, visit.said), ensure_ascii=False)
    return Response(content, media_type="application/json")


def here(_: Visit) -> Response:
    """Somebody moved or typed: the guard has kept the session alive."""
    return PlainTextResponse("")


def take_next(visit: Visit) -> Response:
    """Take the most pressing conversation that waits or is neglected."""
    taken = answering.take_next(visit.desk.store, visit.operator)
    if taken is None:
        return visit.go("/", "nothing-waits")
    return visit.go(f"/conversations/{taken}", "taken")


def read_lists(visit: Visit) -> Lists:
    """The lists as this operator sees them."""
    with visit.desk.store.read() as work:
        rows = read_rows(work)
        lately = read_lately(work, visit.operator.id)
        found = troubles(work)
    return lists_for(rows, visit.operator.id, lately, found)


def health(visit: Visit) -> Response:
    """200 while the desk reaches its database, else 503."""
    try:
        with visit.desk.store.read() as work:
            work.connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return PlainTextResponse("the database is unreachable", status_code=503)
    return PlainTextResponse("ready")
