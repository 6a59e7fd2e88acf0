"""One's own sessions: since when, last seen, in which kind of browser; each can be ended."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from starlette.responses import Response

from bot.conversations.audit import record
from bot.conversations.duty import is_open
from bot.conversations.work import Work
from bot.desk.guard import Visit
from bot.desk.sessions import Session
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session

OWN = "/account/sessions"


class Seen(NamedTuple):
    """One session. `name`: its token's hash, which opens nothing."""

    name: str
    since: datetime.datetime
    last: datetime.datetime
    browser: str
    is_this: bool


def page(visit: Visit) -> Response:
    """All of them, the newest first."""
    mine = _session(visit)
    with visit.desk.store.read() as work:
        found = _open_ones(work, mine)
    return visit.page("own_sessions.html", sessions=found)


def end_one(visit: Visit) -> Response:
    """End one of one's own; another's is not found, and nothing is said of it."""
    mine = _session(visit)
    with visit.desk.store.write() as work:
        _end(work, mine, operator_session.c.token_hash == visit.form.get("session", ""))
    return visit.go(OWN, "session-ended")


def end_others(visit: Visit) -> Response:
    """End all but this one."""
    mine = _session(visit)
    with visit.desk.store.write() as work:
        _end(work, mine, operator_session.c.token_hash != mine.token_hash)
    return visit.go(OWN, "session-ended")


def _end(work: Work, mine: Session, which: object) -> None:
    ended = work.run(delete(operator_session).where(operator_session.c.operator_id == mine.operator.id, which))
    if ended.rowcount:
        record(work, mine.operator.id, "own_sessions_ended", None, str(ended.rowcount))


def _open_ones(work: Work, mine: Session) -> list[Seen]:
    rows = work.run(
        select(operator_session)
        .join(operator, operator.c.id == operator_session.c.operator_id)
        .where(operator_session.c.operator_id == mine.operator.id, *is_open(now()))
        .order_by(operator_session.c.created_at.desc())
    )
    return [
        Seen(row.token_hash, row.created_at, row.seen_at, row.browser, row.token_hash == mine.token_hash)
        for row in rows
    ]


def _session(visit: Visit) -> Session:
    if visit.session is None:
        raise LookupError("nobody is logged in")
    return visit.session
