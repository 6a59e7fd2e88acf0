"""Logging in and out: the same answer for wrong, unknown and closed; five attempts; everything noted."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from argon2 import PasswordHasher
from itsdangerous import TimestampSigner

from bot.desk import accounts, attempts, passwords, texts
from bot.desk.entering import own_path
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


async def test_a_name_in_other_letters_gets_no_more_attempts(desk: RunningDesk) -> None:
    desk.add("Amira")
    written = ["".join(chr(ord(c) + 0xFEE0) if n & 1 << i else c for i, c in enumerate("amira")) for n in range(12)]
    found = [(await desk.browser().log_in(name, "wrong password here")).status_code for name in written]
    assert found == [401] * 5 + [429] * 7
    assert (await desk.browser().log_in("Amira")).status_code == 429


async def test_an_address_gets_no_more_attempts_by_other_names(desk: RunningDesk) -> None:
    desk.add("Amira")
    guesses = [await desk.browser("192.0.2.1").log_in(f"name {n}", "wrong password here") for n in range(32)]
    assert [each.status_code for each in guesses] == [401] * 30 + [429] * 2
    assert (await desk.browser("192.0.2.1").log_in("Amira")).status_code == 429
    assert (await desk.browser("192.0.2.2").log_in("Amira")).status_code == 200


async def test_strangers_lock_out_neither_a_session_nor_a_browser_that_was_here_before(
    desk: RunningDesk, amira: Browser
) -> None:
    for n in range(40):
        await desk.browser().log_in(("Amira", f"name {n}")[n >= 5], "wrong password here")
    assert (await desk.browser().log_in("Amira")).status_code == 429
    await amira.get("/account")
    new = "another long password"
    assert (await amira.post("/account", old=PASSWORD, new=new, again=new)).status_code == 200
    await amira.post("/logout")
    assert (await amira.log_in(" AMIRA", new)).status_code == 200


async def test_a_browser_is_known_for_its_own_name_only_and_has_a_limit_too(desk: RunningDesk, amira: Browser) -> None:
    desk.add("Boris")
    await amira.post("/logout", form_token=(await amira.get("/account")) and amira.field("form_token"))
    for _ in range(5):
        assert (await desk.browser().log_in("Boris", "wrong password here")).status_code == 401
        assert (await amira.log_in("Amira", "wrong password here")).status_code == 401
    assert (await amira.log_in("Boris")).status_code == 429
    assert (await amira.log_in("Amira")).status_code == 429
    assert (await desk.browser().log_in("Amira")).status_code == 200


async def test_a_devices_cookie_that_is_not_ours_or_for_another_name_is_none(desk: RunningDesk, amira: Browser) -> None:
    desk.add("Boris")
    ours = next(cookie for cookie in amira.client.cookies.jar if cookie.name.startswith("desk-device-"))
    await (boris := desk.browser()).log_in("Boris")
    other = next(cookie.name for cookie in boris.client.cookies.jar if cookie.name.startswith("desk-device-"))
    for _ in range(5):
        for name in ("Amira", "Boris"):
            await desk.browser().log_in(name, "wrong password here")
    for cookie, value, name in ((other, ours.value, "Boris"), (ours.name, f"{ours.value}x", "Amira")):
        browser = desk.browser()
        browser.client.cookies.set(cookie, str(value))
        assert (await browser.log_in(name)).status_code == 429
    assert "amira" not in str(ours.value).lower()


async def test_a_clock_that_was_set_back_makes_no_known_browser_a_stranger(
    desk: RunningDesk, amira: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await desk.browser().log_in("Amira", "wrong password here")
    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) - 3)
    await amira.post("/logout")
    assert (await amira.log_in("Amira")).status_code == 200
    assert (await desk.browser().log_in("Amira")).status_code == 429


async def test_many_logins_at_once_do_not_hold_up_the_desk(
    desk: RunningDesk, amira: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(PasswordHasher):
        def verify(self, *given: str) -> bool:  # type: ignore[override]
            time.sleep(0.15)  # what a hash takes
            return super().verify(*given)

    monkeypatch.setattr(passwords, "_hasher", Slow(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(attempts, "ATTEMPTS_FROM_ADDRESS", 1000)
    await amira.get("/")
    await amira.post("/logout")
    strangers = [desk.browser(f"192.0.2.{n}") for n in range(60)]
    for stranger in strangers:
        await stranger.get("/login")
    begun = time.perf_counter()
    flood = asyncio.gather(*(each.post("/login", name=f"n{n}", password="x") for n, each in enumerate(strangers)))
    await asyncio.sleep(0.05)
    assert (await amira.log_in("Amira")).status_code == 200
    took = time.perf_counter() - begun
    answered = sorted(each.status_code for each in await flood)
    assert took < 2
    assert set(answered) == {401, 503}
    assert answered.count(503) > 40


async def test_a_password_that_was_handed_out_opens_only_the_page_to_change_it(desk: RunningDesk) -> None:
    accounts.add_operator(desk.store, "Dana", PASSWORD, "administrator", handed_out=True)
    dana = desk.browser()
    response = await dana.log_in("Dana")
    assert response.url.path == "/account"
    assert texts.NOTES["change-first"] in response.text
    assert "desk.js" not in response.text  # it would ask for what is closed
    for path in ("/", "/operators", "/audit", "/conversations/1"):
        assert (await dana.get(path)).url.path == "/account"
    assert (await dana.get("/lists")).status_code == 403
    assert (await dana.get("/live")).status_code == 403
    await dana.get("/account")
    assert (await dana.post("/operators", name="Eve", role="operator")).url.path == "/account"
    same = await dana.post("/account", old=PASSWORD, new=PASSWORD, again=PASSWORD)
    assert same.status_code == 400
    new = "another long password"
    await dana.post("/account", old=PASSWORD, new=new, again=new)
    assert (await dana.get("/operators")).url.path == "/operators"
    assert "Eve" not in dana.page


async def test_a_password_that_is_reset_is_handed_out(desk: RunningDesk) -> None:
    amira = desk.add("Amira")
    with desk.store.write() as work:
        password = accounts.reset_password(work, amira)
    assert (await desk.browser().log_in("Amira", password)).url.path == "/account"


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


async def test_a_flood_of_logins_and_forged_forms_has_a_line_each(desk: RunningDesk) -> None:
    desk.add("Amira")
    stranger = desk.browser()
    for _ in range(8):
        await stranger.log_in("Amira", "wrong password here")
    for _ in range(3):
        assert (await stranger.post("/login", name="Amira", password="x", form_token="forged")).status_code == 403
    lines = [line[:2] for line in audit_lines(desk.store)]
    assert lines == [("Amira", "login_failed"), ("Amira", "too_many_attempts"), (None, "form_refused")]


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
