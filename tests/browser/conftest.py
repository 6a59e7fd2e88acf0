"""Chromium, and the web process that it looks at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from tests.browser.desks import RunningDesk, opener, running
from tests.browser.stage import Stage, serving
from tests.quick_desk import quick_hashes, templates_compiled_once

__all__ = ["quick_hashes", "templates_compiled_once"]  # for every test here

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, closed at the module's end: Playwright's event loop would stop every asynchronous test after it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def is_complaint(text: str) -> bool:
    """Whether the browser says that our own headers stop our own page, or that it does not know one."""
    return "Policy" in text and "frame-ancestors" not in text


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of its own browser profile; what the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": PHONE, "locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message.text) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """The neutral page that people leave to, on another origin."""

    async def weather(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            assert Request(scope).method == "GET"
            await HTMLResponse("<!doctype html><title>Weather</title><p>Sunny")(scope, receive, send)

    with serving(weather) as url:
        yield f"{url}/weather"


@pytest.fixture
def stage(tmp_path: Path, database: Database, vault: Vault, elsewhere: str) -> Iterator[Stage]:
    """The running web process, with a worker that answers."""
    with Stage(tmp_path, Store(database, vault), exit_url=elsewhere).running() as running:
        yield running


@pytest.fixture
def desk(database: Database, vault: Vault, tmp_path: Path) -> Iterator[RunningDesk]:
    """A desk on SQLite."""
    with running(Store(database, vault), tmp_path) as made:
        yield made


@pytest.fixture
def come(chromium: Browser, desk: RunningDesk) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for an operator, logged in."""
    with opener(chromium, desk) as open_for:
        yield open_for
