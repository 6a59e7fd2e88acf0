"""Nobody gets past the guard without session, role, form token and our own origin."""

from __future__ import annotations

import datetime
import logging

import httpx
import pytest
from starlette.requests import Request

from bot.conversations.duty import IDLE
from bot.desk.app import PAGES
from bot.desk.guard import LARGEST_FORM, Access, same_origin
from bot.storage.engine import now
from bot.storage.tables import operator_session
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, holder_in, waiting_conversation

CLOSED = [page for page in PAGES if page.access is not Access.ANYONE]
POSTS = [page for page in PAGES if page.method == "POST"]
FOR_SUPERVISORS = [page for page in PAGES if page.access is Access.SUPERVISOR]


def path_of(page: object, number: int = 1) -> str:
    return page.path.replace("{id:int}", str(number)).replace("{file:int}", "1")  # type: ignore[attr-defined]


async def test_only_health_login_and_links_are_open(desk: RunningDesk) -> None:
    assert {(page.method, page.path) for page in PAGES if page.access is Access.ANYONE} == {
        ("GET", "/health"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/login/code"),
        ("POST", "/interface"),
        ("GET", "/invitation/{token}"),
        ("POST", "/invitation"),
    }
    client = desk.browser().client
    for page in CLOSED:
        response = await client.request(page.method, path_of(page), data={} if page.method == "POST" else None)
        if page.passive:
            assert response.status_code == 401, page.path
        else:
            assert response.status_code == 303, page.path
            assert response.headers["location"].startswith("/login?"), page.path


async def test_supervisors_pages_are_closed_to_operators(desk: RunningDesk, amira: Browser) -> None:
    desk.add("Boris")
    await amira.get("/account")
    for page in FOR_SUPERVISORS:
        if page.method == "GET":
            response = await amira.get(path_of(page))
        else:
            await amira.get("/account")
            response = await amira.post(path_of(page, 2), name="Eve", role="supervisor")
        assert response.status_code == 403, page.path
    assert (await desk.browser().log_in("Boris")).status_code == 200  # nobody closed it or changed its password


@pytest.mark.parametrize("given", ["", "0" * 64, "stolen"])
async def test_a_form_without_this_browsers_token_changes_nothing(
    desk: RunningDesk, amira: Browser, boris: Browser, given: str
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await boris.get("/account")
    token = boris.field("form_token") if given == "stolen" else given
    for page in POSTS:
        response = await amira.post(path_of(page, waits), form_token=token)
        assert response.status_code == 403, page.path
    assert holder_in(desk.store, waits) == ("queue", None)
    assert (await amira.get("/account")).status_code == 200  # and is still logged in


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://desk.test.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(
    desk: RunningDesk, amira: Browser, headers: dict[str, str]
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.open(waits)
    amira.client.headers.update(headers)
    response = await amira.post(f"/conversations/{waits}/take")
    assert response.status_code == 403
    assert holder_in(desk.store, waits) == ("queue", None)


def test_a_browser_that_says_nothing_of_its_origin_is_judged_by_the_token_alone() -> None:
    def request(**headers: str) -> Request:
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return Request({"type": "http", "method": "POST", "headers": raw, "path": "/"})

    assert same_origin(request(host="desk.test"))
    assert same_origin(request(host="desk.test:5010", origin="http://desk.test:5010"))
    assert same_origin(request(host="desk.test", origin="https://desk.test"))  # TLS ends at the proxy
    assert not same_origin(request(host="desk.test:5010", origin="http://desk.test"))


async def test_too_large_and_oddly_typed_forms_are_refused(desk: RunningDesk, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    assert (await amira.send(waits, "x" * LARGEST_FORM)).status_code == 413

    async def chunks():  # type: ignore[no-untyped-def]
        yield b"text=hello"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await amira.client.post(f"/conversations/{waits}/send", content=chunks(), headers=kind)).status_code == 413
    response = await amira.client.post(f"/conversations/{waits}/send", json={"text": "hello"})
    assert response.status_code == 403


async def test_what_a_page_does_by_itself_keeps_no_session_alive(desk: RunningDesk, amira: Browser) -> None:
    def set_idle(minutes: float) -> None:
        with desk.store.write() as work:
            moment = now() - datetime.timedelta(minutes=minutes)
            work.run(operator_session.update().values(seen_at=moment))

    def idle() -> datetime.timedelta:
        with desk.store.read() as work:
            return now() - work.run(operator_session.select()).one().seen_at

    set_idle(20)
    for path in ("/lists", "/news", "/?auto=1"):
        assert (await amira.get(path)).status_code == 200
    assert idle() > datetime.timedelta(minutes=19)
    await amira.get("/")
    assert idle() < datetime.timedelta(minutes=1)
    set_idle(IDLE.total_seconds() / 60 + 1)
    response = await amira.get("/")
    assert response.url.path == "/login"
    assert "logged out" in response.text


async def test_after_logging_in_again_one_is_where_one_was(desk: RunningDesk, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    with desk.store.write() as work:
        work.run(operator_session.delete())
    response = await amira.send(waits, "hello")
    assert response.url.path == "/login"
    response = await amira.post(
        "/login", name="Amira", password="correct horse battery staple", next=amira.field("next")
    )
    assert response.url.path == f"/conversations/{waits}"


async def test_a_fault_is_told_without_details_and_noted_without_texts(
    desk: RunningDesk, amira: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("boss has my passport")

    monkeypatch.setattr("bot.desk.worklist.read_rows", broken)
    with caplog.at_level(logging.DEBUG):
        response = await amira.get("/")
    assert response.status_code == 500
    assert "passport" not in response.text + caplog.text
    assert "KeyError" in caplog.text


async def test_https_cookies_are_secure_and_bound_to_the_host(desk: RunningDesk) -> None:
    desk.add("Amira")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=desk.app),
        base_url="https://desk.test",  # type: ignore[arg-type]
    ) as client:
        browser = Browser(client)
        await browser.get("/login")
        response = await client.post(
            "/login",
            data={
                "name": "Amira",
                "password": "correct horse battery staple",
                "form_token": browser.field("form_token"),
            },
        )
    cookie = next(c for c in response.headers.get_list("set-cookie") if c.startswith("__Host-desk="))
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
