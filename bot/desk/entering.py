"""What follows a right login: a session, its cookie, and the way to the page that was wanted."""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from bot.conversations.audit import record
from bot.conversations.work import Work
from bot.desk import devices, interface, sessions
from bot.desk.browsers import kind_of
from bot.desk.guard import Visit, form_cookie_name, session_cookie_name
from bot.desk.pages import set_cookie

OWN_PATH = re.compile(r"/(conversations/[0-9]{1,9}|operators|audit|account)?")


def begin(visit: Visit, work: Work, operator_id: int) -> str:
    """Open a session, in place of this browser's old one; returns its token."""
    if visit.session:
        sessions.close_session(work, visit.session.token_hash)
    record(work, operator_id, "login", None)
    interface.take_along(work, operator_id, visit.request)
    return sessions.open_session(work, operator_id, kind_of(visit.request.headers.get("user-agent", "")))


def come_in(visit: Visit, name: str, token: str, wanted: str) -> Response:
    """Bring the browser to the page that was wanted, with its session's cookie."""
    response = RedirectResponse(wanted, status_code=303)
    set_cookie(response, session_cookie_name(visit.request), token, secure=visit.is_secure)
    response.delete_cookie(form_cookie_name(visit.request), path="/", secure=visit.is_secure, samesite="strict")
    devices.remember(visit, response, name, devices.known(visit, name))
    return response


def own_path(path: str) -> str:
    """The path if it is one of ours, else the list: nobody is sent elsewhere by a link to the login."""
    return path if OWN_PATH.fullmatch(path) else "/"
