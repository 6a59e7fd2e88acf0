"""The chat on a hotline's own site: one neutral button, and a way out of the whole site."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.responses import HTMLResponse

from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from tests.browser.stage import Stage, serving

pytestmark = pytest.mark.browser

STRICT = "default-src 'none'; script-src {chat}; frame-src {chat}"  # a site that allows the widget and nothing else


@pytest.fixture
def site(tmp_path: Path, sqlite: Database, vault: Vault, elsewhere: str) -> Iterator[str]:
    """The address of a hotline's site that embeds the widget."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chat = f"http://localhost:{free.getsockname()[1]}"

    async def home(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            page = f'<!doctype html><html lang="fr"><title>Site</title><script src="{chat}/widget.js" defer></script>'
            headers = {"Content-Security-Policy": STRICT.format(chat=chat)}
            await HTMLResponse(page, headers=headers)(scope, receive, send)

    with serving(home) as url:
        stage = Stage(tmp_path, sqlite, vault, exit_url=elsewhere, webchat_origins=url)
        with stage.running(int(chat.rpartition(":")[2])):
            yield url


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
    page.goto(site)
    return page


def test_the_chat_opens_by_keyboard_talks_and_closes(visit: Page) -> None:
    visit.keyboard.press("Tab")
    visit.keyboard.press("Enter")
    frame = frame_of(visit)
    frame.fill("#text", "boss keeps my pay")
    frame.press("#text", "Enter")
    expect(frame.locator(".bot")).to_have_count(1)
    assert len(visit.context.pages) == 1
    assert visit.context.cookies() == []


def test_leaving_inside_leaves_the_whole_site(visit: Page, elsewhere: str) -> None:
    visit.keyboard.press("Tab")
    visit.keyboard.press("Enter")
    frame = frame_of(visit)
    frame.focus("#text")
    for _ in range(3):
        visit.keyboard.press("Shift")
    visit.wait_for_url(elsewhere)


def test_a_site_that_is_not_named_cannot_frame_the_chat(stage: Stage, open_page: Callable[..., Page]) -> None:
    async def thief(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await HTMLResponse(f'<!doctype html><iframe src="{stage.url}/chat"></iframe>')(scope, receive, send)

    with serving(thief) as url:
        page = open_page()
        page.goto(url.replace("127.0.0.1", "localhost"))
        page.wait_for_timeout(500)
        assert page.frames[-1].locator("#text").count() == 0
