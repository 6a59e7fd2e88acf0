"""Logging in and out: the same answer for wrong, unknown and closed; five attempts; everything noted."""

from __future__ import annotations

import re

import pytest

from bot.desk import accounts, texts
from bot.desk.entrance import own_path
from bot.storage.tables import login_attempt
from tests.desk.conftest import RunningDesk
from tests.desk.making import PASSWORD, Browser, audit_lines, holder_in, waiting_conversation


async def test_name_and_password_open_the_desk(desk: RunningDesk) -> None:
    desk.add("Amira")
    browser = desk.browser()
    response = await browser.log_in("amira")
    assert (response.status_code, response.url.path) == (200, "/")
    cookie = response.history[0].headers.get_list("set-cookie")[0]
    assert cookie.startswith("desk=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Max-Age" not in cookie


async def test_wrong_unknown_and_closed_look_alike(desk: RunningDesk) -> None:
    desk.add("Chief", "supervisor")
    desk.add("Amira")
    closed = desk.add("Closed")
    with desk.store.write() as work:
        accounts.disable(work, closed)

    def without_tokens(page: str) -> str:
        return re.sub(r'value="[^"]*"', "", page)

    answers = set()
    for name, password in (("Amira", "wrong password here"), ("Nobody", PASSWORD), ("Closed", PASSWORD), ("", "")):
        response = await desk.browser().log_in(name, password)
        answers.add((response.status_code, without_tokens(response.text)))
    assert len(answers) == 1
    assert texts.LOGIN_FAILED in answers.pop()[1]


async def test_after_five_attempts_even_the_right_password_waits(desk: RunningDesk) -> None:
    desk.add("Amira")
    for _ in range(5):
        assert (await desk.browser().log_in("Amira", "wrong password here")).status_code == 401
    response = await desk.browser().log_in("Amira")
    assert response.status_code == 429
    assert texts.TOO_MANY_ATTEMPTS in response.text
    with desk.store.write() as work:
        work.run(login_attempt.delete())
    assert (await desk.browser().log_in("Amira")).status_code == 200


async def test_logging_out_needs_a_form_ends_the_session_and_clears_the_browser(
    desk: RunningDesk, amira: Browser
) -> None:
    assert (await amira.get("/logout")).status_code == 405
    await amira.get("/")
    stolen = dict(amira.client.cookies)
    response = await amira.post("/logout")
    assert response.url.path == "/login"
    assert "storage" in response.history[0].headers["clear-site-data"]
    thief = desk.browser()
    thief.client.cookies.update(stolen)
    assert (await thief.get("/")).url.path == "/login"


async def test_who_logs_out_leaves_nobody_waiting_for_them(desk: RunningDesk, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    elsewhere = desk.browser()
    await elsewhere.log_in("Amira")
    await elsewhere.post("/logout")
    assert holder_in(desk.store, waits) == ("operator", amira.operator_id)  # still logged in in the first browser
    await amira.get("/")
    await amira.post("/logout")
    assert holder_in(desk.store, waits) == ("queue", None)


async def test_logging_in_begins_a_new_session_and_ends_the_old_one(desk: RunningDesk, amira: Browser) -> None:
    before = amira.client.cookies["desk"]
    await amira.get("/account")
    await amira.post("/login", name="Amira", password=PASSWORD)
    assert amira.client.cookies["desk"] != before
    old = desk.browser()
    old.client.cookies.set("desk", before)
    assert (await old.get("/")).url.path == "/login"


async def test_logins_are_noted_without_the_name_that_was_typed(
    desk: RunningDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.add("Amira")
    await desk.browser().log_in("my-secret-password-typed-as-name", "x")
    await desk.browser().log_in("Amira", "wrong password here")
    await desk.browser().log_in("Amira")
    assert audit_lines(desk.store) == [
        (None, "login_failed", None),
        ("Amira", "login_failed", None),
        ("Amira", "login", None),
    ]
    assert "my-secret-password" not in caplog.text


async def test_changing_ones_password_ends_the_other_sessions(desk: RunningDesk, amira: Browser) -> None:
    elsewhere = desk.browser()
    await elsewhere.log_in("Amira")
    await amira.get("/account")
    new = "another long password"
    response = await amira.post("/account", old=PASSWORD, new=new, again=new)
    assert texts.NOTES["password-changed"] in response.text
    assert (await elsewhere.get("/")).url.path == "/login"
    assert (await desk.browser().log_in("Amira", new)).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", "another long password", "another long password"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa"),
        (PASSWORD, "another long password", "another long passwort"),
    ],
)
async def test_a_password_is_not_changed_by_mistake(
    desk: RunningDesk, amira: Browser, old: str, new: str, again: str
) -> None:
    await amira.get("/account")
    assert (await amira.post("/account", old=old, new=new, again=again)).status_code == 400
    assert (await desk.browser().log_in("Amira")).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/conversations/12", "/conversations/12"),
        ("/audit", "/audit"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/conversations/1/take", "/"),
        ("/conversations/1\n", "/"),
        ("", "/"),
    ],
)
def test_the_login_leads_to_our_own_pages_only(wanted: str, goes_to: str) -> None:
    assert own_path(wanted) == goes_to
