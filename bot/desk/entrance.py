"""Logging in and out, and one's own password."""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from bot.conversations.holder import record
from bot.desk import accounts, answering, attempts, sessions, texts
from bot.desk.accounts import AccountProblem
from bot.desk.guard import Visit, form_cookie_name, session_cookie_name
from bot.desk.pages import set_cookie

OWN_PATH = re.compile(r"/(conversations/[0-9]{1,9}|operators|audit|account)?")


def login_page(visit: Visit) -> Response:
    """The login form; who is logged in already goes on."""
    wanted = own_path(visit.request.query_params.get("next", "/"))
    if visit.session:
        return visit.go(wanted)
    return visit.page("login.html", wanted=wanted, problem=None)


def log_in(visit: Visit) -> Response:
    """Check name and password. Unknown, wrong and closed are answered alike."""
    desk, name = visit.desk, visit.form.get("name", "")
    wanted = own_path(visit.form.get("next", "/"))
    if not attempts.try_once(desk.database, desk.vault, name):
        return visit.page("login.html", 429, wanted=wanted, problem=texts.TOO_MANY_ATTEMPTS)
    operator = accounts.log_in(desk.database, name, visit.form.get("password", ""))
    with desk.database.write() as connection:
        if operator is None:
            record(connection, accounts.id_of(connection, name), "login_failed", None)
        else:
            attempts.forget(connection, desk.vault, name)
            if visit.session:
                sessions.close_session(connection, visit.session.token_hash)
            token = sessions.open_session(connection, operator.id)
            record(connection, operator.id, "login", None)
    if operator is None:
        return visit.page("login.html", 401, wanted=wanted, problem=texts.LOGIN_FAILED)
    response = RedirectResponse(wanted, status_code=303)
    set_cookie(response, session_cookie_name(visit.request), token, secure=visit.is_secure)
    response.delete_cookie(form_cookie_name(visit.request), path="/", secure=visit.is_secure, samesite="strict")
    return response


def log_out(visit: Visit) -> Response:
    """End the session. What its operator held waits in the queue again, unless they are logged in elsewhere too."""
    session, database = visit.session, visit.desk.database
    if session is not None:
        with database.write() as connection:
            sessions.close_session(connection, session.token_hash)
            record(connection, session.operator.id, "logout", None)
            if session.operator.id not in sessions.present(connection):
                answering.release_all_of(connection, database, session.operator.id, session.operator.id)
    response = RedirectResponse("/login?note=logged-out", status_code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response.delete_cookie(
        session_cookie_name(visit.request), path="/", secure=visit.is_secure, httponly=True, samesite="strict"
    )
    return response


def account_page(visit: Visit) -> Response:
    """One's own account."""
    return visit.page("account.html", problem=None)


def change_password(visit: Visit) -> Response:
    """Change one's own password."""
    if visit.session is None:
        raise LookupError("nobody is logged in")
    database, form = visit.desk.database, visit.form
    if form.get("new", "") != form.get("again", ""):
        return visit.page("account.html", 400, problem="The two new passwords differ.")
    if not attempts.try_once(database, visit.desk.vault, visit.operator.name):
        return visit.page("account.html", 429, problem=texts.TOO_MANY_ATTEMPTS)
    try:
        accounts.change_password(
            database, visit.operator, form.get("old", ""), form.get("new", ""), visit.session.token_hash
        )
    except AccountProblem as problem:
        return visit.page("account.html", 400, problem=str(problem))
    with database.write() as connection:
        attempts.forget(connection, visit.desk.vault, visit.operator.name)
        record(connection, visit.operator.id, "password_changed", None)
    return visit.go("/account", "password-changed")


def own_path(path: str) -> str:
    """The path if it is one of ours, else the list: nobody is sent elsewhere by a link to the login."""
    return path if OWN_PATH.fullmatch(path) else "/"
