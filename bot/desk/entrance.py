"""Logging in and out, and one's own password."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.conversations.audit import count, record
from bot.conversations.duty import present
from bot.desk import (
    accounts,
    answering,
    attempts,
    devices,
    entering,
    interface,
    passwords,
    second_factor,
    second_step,
    sessions,
    texts,
)
from bot.desk.accounts import AccountProblem
from bot.desk.entering import own_path
from bot.desk.guard import Visit, session_cookie_name


def login_page(visit: Visit) -> Response:
    """The login form; who is logged in already goes on."""
    wanted = own_path(visit.request.query_params.get("next", "/"))
    if visit.session:
        return visit.go(wanted)
    return visit.page("login.html", wanted=wanted, problem=None)


def log_in(visit: Visit) -> Response:
    """Check name and password. Unknown, wrong and closed are answered alike."""
    device = devices.known(visit, visit.form.get("name", ""))
    try:
        with passwords.place(known=device is not None):
            return _log_in(visit, device)
    except passwords.TooBusy:
        wanted = own_path(visit.form.get("next", "/"))
        return visit.page("login.html", 503, wanted=wanted, problem=texts.TOO_BUSY)


def _log_in(visit: Visit, device: str | None) -> Response:
    """`device`: the browser's, where it has logged in as this name before; strangers' attempts do not count for it."""
    desk, name = visit.desk, visit.form.get("name", "")
    wanted = own_path(visit.form.get("next", "/"))
    client = visit.request.client
    counted = attempts.by_device(device) if device else attempts.by_name(name)
    others = () if device else (attempts.by_address(client.host if client else ""),)
    if not attempts.try_once(desk.store, counted, *others):
        with desk.store.write() as work:
            count(work, accounts.id_of(work, name), "too_many_attempts")
        return visit.page("login.html", 429, wanted=wanted, problem=texts.TOO_MANY_ATTEMPTS)
    operator = accounts.log_in(desk.store, name, visit.form.get("password", ""))
    token = None
    with desk.store.write() as work:
        if operator is None:
            count(work, accounts.id_of(work, name), "login_failed")
        elif not second_factor.has_one(work, operator.id):
            attempts.forget(work, counted)
            token = entering.begin(visit, work, operator.id)
    if operator is None:
        return visit.page("login.html", 401, wanted=wanted, problem=texts.LOGIN_FAILED)
    if token is None:  # the attempts stay counted: only the code shows that it was not a stolen password
        return second_step.ask(visit, operator, wanted)
    return entering.come_in(visit, name, token, wanted)


def choose_language(visit: Visit) -> Response:
    """Keep the language that the desk is to be read in: in this browser, and with the account of who is logged in."""
    response, language = visit.go(own_path(visit.form.get("next", "/"))), visit.form.get("interface", "")
    interface.keep(response, language, secure=visit.is_secure)
    if visit.session is not None:
        with visit.desk.store.write() as work:
            interface.keep_of(work, visit.operator.id, language)
    return response


def log_out(visit: Visit) -> Response:
    """End the session. What its operator held waits in the queue again, unless they are logged in elsewhere too."""
    session = visit.session
    if session is not None:
        with visit.desk.store.write() as work:
            sessions.close_session(work, session.token_hash)
            record(work, session.operator.id, "logout", None)
            if session.operator.id not in present(work):
                answering.release_all_of(work, session.operator.id, session.operator.id)
    response = RedirectResponse("/login?note=logged-out", status_code=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # the device's cookie stays: it opens nothing
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
    store, form = visit.desk.store, visit.form
    if form.get("new", "") != form.get("again", ""):
        return visit.page("account.html", 400, problem=texts.TWO_DIFFER)
    counted = attempts.by_session(visit.session.token_hash)  # nobody else's attempts keep them from it
    if not attempts.try_once(store, counted):
        with store.write() as work:
            count(work, visit.operator.id, "too_many_attempts")
        return visit.page("account.html", 429, problem=texts.TOO_MANY_ATTEMPTS)
    try:
        accounts.change_password(
            store, visit.operator, form.get("old", ""), form.get("new", ""), visit.session.token_hash
        )
    except AccountProblem as problem:
        return visit.page("account.html", 400, problem=str(problem))
    with store.write() as work:
        attempts.forget(work, counted)
        record(work, visit.operator.id, "password_changed", None)
    return visit.go("/account", "password-changed")
