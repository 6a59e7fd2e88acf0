"""Every route of the desk, and who reaches what is behind it: written down once more here, so that a slip is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response

from bot.conversations.work import Store
from bot.desk import app, passwords
from bot.desk.accounts import Role
from bot.desk.app import make_desk
from bot.desk.guard import COOKIE, FORM_FIELD, Visit
from bot.desk.sessions import form_token
from bot.settings import Settings
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk

REACHED = "reached"
ADMINISTRATORS = {"administrator"}
SUPERVISORS = {"supervisor", "administrator"}
OPERATORS = {"operator", *SUPERVISORS}
NUMBERS = {"coordinator", *SUPERVISORS}
ACCOUNTS = OPERATORS | NUMBERS
ANYBODY = {"nobody", *ACCOUNTS}
ROUTES: dict[tuple[str, str], set[str]] = {
    ("GET", "/health"): ANYBODY,
    ("GET", "/login"): ANYBODY,
    ("POST", "/login"): ANYBODY,
    ("POST", "/login/code"): ANYBODY,
    ("GET", "/account/sessions"): ACCOUNTS,
    ("POST", "/account/sessions/end"): ACCOUNTS,
    ("POST", "/account/sessions/end-others"): ACCOUNTS,
    ("GET", "/account/second-factor"): ACCOUNTS,
    ("POST", "/account/second-factor"): ACCOUNTS,
    ("POST", "/account/second-factor/confirm"): ACCOUNTS,
    ("POST", "/account/second-factor/codes"): ACCOUNTS,
    ("POST", "/account/second-factor/remove"): ACCOUNTS,
    ("GET", "/invitation/{token}"): ANYBODY,
    ("POST", "/invitation"): ANYBODY,
    ("POST", "/interface"): ANYBODY,
    ("POST", "/logout"): ACCOUNTS,
    ("GET", "/account"): ACCOUNTS,
    ("POST", "/account"): ACCOUNTS,
    ("GET", "/"): OPERATORS,
    ("GET", "/lists"): OPERATORS,
    ("GET", "/live"): OPERATORS,
    ("GET", "/news"): OPERATORS,
    ("POST", "/here"): OPERATORS,
    ("POST", "/next"): OPERATORS,
    ("GET", "/pulse"): ACCOUNTS,
    ("POST", "/duty"): OPERATORS,
    ("POST", "/languages"): OPERATORS,
    ("GET", "/search"): OPERATORS,
    ("POST", "/search"): OPERATORS,
    ("GET", "/call-backs"): OPERATORS,
    ("POST", "/call-backs/{id:int}"): OPERATORS,
    ("POST", "/conversations/{id:int}/try-now"): OPERATORS,
    ("GET", "/conversations/{id:int}"): OPERATORS,
    ("GET", "/conversations/{id:int}/fragment"): OPERATORS,
    ("POST", "/conversations/{id:int}/length"): OPERATORS,
    ("POST", "/conversations/{id:int}/take"): OPERATORS,
    ("POST", "/conversations/{id:int}/send"): OPERATORS,
    ("GET", "/conversations/{id:int}/phrasebook"): OPERATORS,
    ("POST", "/conversations/{id:int}/ready"): OPERATORS,
    ("GET", "/conversations/{id:int}/files/{file:int}"): OPERATORS,
    ("POST", "/conversations/{id:int}/template"): OPERATORS,
    ("POST", "/conversations/{id:int}/note"): OPERATORS,
    ("POST", "/conversations/{id:int}/offer"): OPERATORS,
    ("POST", "/conversations/{id:int}/accept"): OPERATORS,
    ("POST", "/conversations/{id:int}/decline"): OPERATORS,
    ("POST", "/conversations/{id:int}/take-over"): SUPERVISORS,
    ("POST", "/conversations/{id:int}/hand-back"): OPERATORS,
    ("POST", "/conversations/{id:int}/put-back"): OPERATORS,
    ("POST", "/conversations/{id:int}/release"): OPERATORS,
    ("POST", "/conversations/{id:int}/urgency"): OPERATORS,
    ("POST", "/conversations/{id:int}/situation"): OPERATORS,
    ("POST", "/conversations/{id:int}/erase"): OPERATORS,
    ("POST", "/conversations/{id:int}/open"): OPERATORS,
    ("POST", "/conversations/{id:int}/coding"): OPERATORS,
    ("POST", "/conversations/{id:int}/hold"): SUPERVISORS,
    ("POST", "/conversations/{id:int}/lift"): SUPERVISORS,
    ("GET", "/retention"): OPERATORS,
    ("GET", "/operators"): ADMINISTRATORS,
    ("POST", "/operators"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/disable"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/enable"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/role"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/end-sessions"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/second-factor"): ADMINISTRATORS,
    ("POST", "/operators/{id:int}/password"): ADMINISTRATORS,
    ("GET", "/settings"): ADMINISTRATORS,
    ("GET", "/audit"): SUPERVISORS,
    ("GET", "/audit.csv"): SUPERVISORS,
    ("GET", "/shift"): SUPERVISORS,
    ("GET", "/statistics"): NUMBERS,
    ("GET", "/statistics/picture"): NUMBERS,
    ("GET", "/statistics/table.csv"): NUMBERS,
    ("GET", "/statistics/table.json"): NUMBERS,
    ("GET", "/statistics/gaps"): NUMBERS,
    ("GET", "/statistics/report"): NUMBERS,
    ("GET", "/statistics/published"): NUMBERS,
    ("POST", "/statistics/published"): SUPERVISORS,
    ("GET", "/statistics/published.csv"): NUMBERS,
    ("GET", "/statistics/published.json"): NUMBERS,
}
TO_LOG_IN = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/login/code"),
    ("POST", "/invitation"),
    ("POST", "/interface"),
}  # these stay real, since a form cookie alone opens them


def filled(path: str) -> str:
    return path.replace("{id:int}", "1").replace("{file:int}", "1")


def reached(visit: Visit) -> Response:
    return PlainTextResponse(REACHED)


def test_every_role_is_in_the_table() -> None:
    assert {role.value for role in Role} == ACCOUNTS


def test_every_route_is_in_the_table() -> None:
    assert {(page.method, page.path) for page in app.PAGES} == set(ROUTES)


@pytest.mark.parametrize("role", sorted(ANYBODY))
async def test_who_reaches_what(role: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page if (page.method, page.path) in TO_LOG_IN else page._replace(handler=reached) for page in app.PAGES]
    monkeypatch.setattr(app, "PAGES", pages)
    desk = RunningDesk(store, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), store))
    browser = desk.browser() if role == "nobody" else await desk.come("Amira", role)
    cookie = browser.client.cookies.get(COOKIE, "")
    token = {FORM_FIELD: form_token(store.vault, cookie)}
    for (method, path), allowed in ROUTES.items():
        if (method, path) in TO_LOG_IN:
            continue
        sent: dict[str, Any] = {"data": token} if method == "POST" else {}
        response = await browser.client.request(method, filled(path), **sent)
        assert (response.text == REACHED) == (role in allowed), (method, path, response.status_code)
        if method == "POST":  # nor with a method that the table does not name
            other = await browser.client.request("GET", filled(path))
            assert other.text != REACHED or ("GET", path) in ROUTES
    passwords._nobodys_hash.cache_clear()
