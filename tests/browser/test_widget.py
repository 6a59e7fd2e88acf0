"""The chat on a hotline's own site: one neutral button, and a way out of the whole site."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.responses import HTMLResponse

from bot.conversations.messages import Author
from bot.conversations.work import Store
from bot.i18n.catalogues import catalogue_of
from bot.privacy.encryption import Vault
from bot.replies.phrases import webchat as phrases
from bot.storage.engine import Database
from tests.browser.stage import Stage, serving, until

pytestmark = pytest.mark.browser

STRICT = "default-src 'none'; script-src {chat}; frame-src {chat}"  # a site that allows the widget and nothing else


@pytest.fixture
def embedded(tmp_path: Path, database: Database, vault: Vault, elsewhere: str) -> Iterator[tuple[str, Stage]]:
    """The address of a hotline's site that embeds the widget, and the chat in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chat = f"http://localhost:{free.getsockname()[1]}"

    async def home(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            language = scope["path"].strip("/") or "en"
            page = (
                f'<!doctype html><html lang="{language}"><title>Site</title><h1>Site</h1>'
                f'<script src="{chat}/widget.js" defer></script>'
            )
            headers = {"Content-Security-Policy": STRICT.format(chat=chat)}
            await HTMLResponse(page, headers=headers)(scope, receive, send)

    with serving(home) as url:
        stage = Stage(
            tmp_path,
            Store(database, vault),
            exit_url=elsewhere,
            webchat_origins=f"{url},{url.replace('127.0.0.1', 'localhost')}",
        )
        with stage.running(int(chat.rpartition(":")[2])):
            yield url, stage


@pytest.fixture
def site(embedded: tuple[str, Stage]) -> str:
    return embedded[0]


@pytest.fixture
def chat(embedded: tuple[str, Stage]) -> Stage:
    return embedded[1]


OPEN_ROOTS = """
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: "open" }); };
"""  # the widget's own is closed to its site, and would be to these tests


def frame_of(page: Page) -> Any:
    for _ in range(100):
        if len(page.frames) == 2:
            break
        page.wait_for_timeout(20)
    page.frames[1].wait_for_selector("html.live")
    return page.frames[1]


@pytest.fixture
def visit(site: str, open_page: Callable[..., Page]) -> Page:
    page = open_page()
    page.add_init_script(OPEN_ROOTS)
    page.goto(site)
    return page


def ask_and_close(page: Page) -> None:
    page.click(".open")
    frame = frame_of(page)
    frame.fill("#text", "boss keeps my pay")
    frame.press("#text", "Enter")
    expect(frame.locator(".bot")).to_have_count(1)
    page.click(".panel button")


@pytest.fixture
def closed(visit: Page) -> Page:
    """A question was asked and answered, then the chat was closed."""
    ask_and_close(visit)
    expect(visit.locator("iframe")).not_to_be_visible()
    expect(visit.locator(".dot")).not_to_be_visible()
    return visit


def test_the_chat_opens_by_keyboard_talks_and_closes(visit: Page) -> None:
    visit.keyboard.press("Tab")
    visit.keyboard.press("Enter")
    frame = frame_of(visit)
    frame.fill("#text", "boss keeps my pay")
    frame.press("#text", "Enter")
    expect(frame.locator(".bot")).to_have_count(1)
    assert len(visit.context.pages) == 1
    assert visit.context.cookies() == []


@pytest.mark.parametrize("author", [Author.BOT, Author.OPERATOR])
def test_a_closed_chat_shows_that_something_came_and_not_what(closed: Page, chat: Stage, author: Author) -> None:
    heard: list[str] = []
    closed.expose_function("hear", lambda data: heard.append(data))
    closed.evaluate("addEventListener('message', (event) => hear(JSON.stringify(event.data)))")
    chat.say("Your passport is yours.", author)
    expect(closed.locator(".dot")).to_be_visible()
    assert closed.locator(".open").inner_text().strip() == "Chat"
    assert closed.title() == "Site"
    assert heard == ['{"chat":"news"}']
    closed.click(".open")
    expect(closed.locator(".dot")).not_to_be_visible()
    expect(frame_of(closed).locator(".text").last).to_be_in_viewport()
    expect(closed.locator(".open")).not_to_have_attribute("aria-label", re.compile("."))


@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_the_sign_has_a_name_in_the_site_s_language(
    site: str, chat: Stage, open_page: Callable[..., Page], language: str
) -> None:
    page = open_page()
    page.add_init_script(OPEN_ROOTS)
    page.goto(f"{site}/{language}")
    ask_and_close(page)
    chat.say("Hello, I am Ana.", Author.OPERATOR)
    catalogue = catalogue_of(language)
    name = f"{catalogue.say(phrases.TITLE)}. {catalogue.say(phrases.NEWS)}"
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_what_is_read_at_once_is_no_news(closed: Page, chat: Stage) -> None:
    closed.click(".open")
    chat.say("Hello, I am Ana.", Author.OPERATOR)
    expect(frame_of(closed).locator(".operator")).to_have_count(1)
    closed.click(".panel button")
    closed.wait_for_timeout(300)
    expect(closed.locator(".dot")).not_to_be_visible()


def test_what_was_read_before_a_reload_is_no_news(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.add_init_script(OPEN_ROOTS)
    page.goto(site.replace("127.0.0.1", "localhost"))  # the chat's own site: another one gives it no storage here
    page.click(".open")
    frame = frame_of(page)
    frame.fill("#text", "boss keeps my pay")
    frame.press("#text", "Enter")
    expect(frame.locator(".bot")).to_have_count(1)
    page.reload()
    page.click(".open")
    page.click(".panel button")
    expect(frame_of(page).locator(".bot")).to_have_count(1)
    page.wait_for_timeout(300)
    expect(page.locator(".dot")).not_to_be_visible()


def test_the_sign_goes_with_what_was_erased(closed: Page, chat: Stage) -> None:
    chat.say("Hello, I am Ana.", Author.OPERATOR)
    expect(closed.locator(".dot")).to_be_visible()
    chat.erase()
    expect(closed.locator(".dot")).not_to_be_visible()
    expect(frame_of(closed).locator(".message")).to_have_count(0)


def test_nobody_but_the_chat_can_set_the_sign_or_make_the_site_leave(closed: Page) -> None:
    closed.evaluate("postMessage({ chat: 'news' }, '*')")
    closed.evaluate("postMessage({ chat: 'leave', exit: 'https://example.org/' }, '*')")
    closed.wait_for_timeout(300)
    expect(closed.locator(".dot")).not_to_be_visible()
    expect(closed.locator(".open")).to_be_visible()


def test_leaving_inside_leaves_the_whole_site(visit: Page, elsewhere: str) -> None:
    visit.keyboard.press("Tab")
    visit.keyboard.press("Enter")
    frame = frame_of(visit)
    frame.focus("#text")
    for _ in range(3):
        visit.keyboard.press("Shift")
    visit.wait_for_url(elsewhere)


@pytest.mark.parametrize("opened", [True, False])
def test_three_shifts_on_the_site_leave_it_too(closed: Page, chat: Stage, elsewhere: str, opened: bool) -> None:
    if opened:
        closed.click(".open")
        closed.focus(".panel button")
    else:
        closed.click("h1")
    for _ in range(3):
        closed.keyboard.press("Shift")
    closed.wait_for_url(elsewhere)
    until(lambda: chat.received()[-1].stops)


def test_capitals_on_the_site_do_not_leave_nor_shifts_before_the_chat_was_opened(closed: Page, site: str) -> None:
    closed.click("h1")
    for letter in "ABCD":
        closed.keyboard.press(f"Shift+{letter}")
    closed.reload()
    for _ in range(3):
        closed.keyboard.press("Shift")
    closed.wait_for_timeout(300)
    assert closed.url.rstrip("/") == site
    expect(closed.locator(".open")).to_be_visible()


def test_a_site_that_is_not_named_cannot_frame_the_chat(stage: Stage, open_page: Callable[..., Page]) -> None:
    async def thief(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await HTMLResponse(f'<!doctype html><iframe src="{stage.url}/chat"></iframe>')(scope, receive, send)

    with serving(thief) as url:
        page = open_page()
        page.goto(url.replace("127.0.0.1", "localhost"))
        page.wait_for_timeout(500)
        assert page.frames[-1].locator("#text").count() == 0
