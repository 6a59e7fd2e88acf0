"""The desk that Chromium looks at, and what its tests do with a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.conversations.work import Store
from bot.desk.accounts import add_operator
from bot.desk.app import make_desk
from bot.settings import Settings
from tests.browser.stage import serving
from tests.desk.conftest import PASSWORD_ONLY
from tests.desk.making import PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PICTURES = os.environ.get("DESK_PICTURES")  # a folder, to look at what operators see
WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 320, "height": 640}


@dataclass
class RunningDesk:
    """A desk that answers at `address`."""

    store: Store
    address: str


@contextmanager
def running(store: Store, tmp_path: Path) -> Iterator[RunningDesk]:
    """A desk on a real server, with two operators and an administrator."""
    for name, role in (("Amira", "operator"), ("Boris", "operator"), ("Chief", "administrator")):
        add_operator(store, name, PASSWORD, role)
    with serving(make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), store)) as address:
        yield RunningDesk(store, address)


@contextmanager
def opener(chromium: Browser, desk: RunningDesk) -> Iterator[Callable[..., Page]]:
    """Opens browsers for operators; at the end no page may have reported an error or asked elsewhere."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_for(name: str, lands: str = "/", **options: Any) -> Page:
        context = chromium.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
        page.on("request", lambda request: faults.append(request.url) if desk.address not in request.url else None)
        page.goto(desk.address)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(desk.address + lands)
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert faults == []


def is_fault(said: ConsoleMessage) -> bool:
    """Whether what the browser complains of is our fault: answers that a test provokes are not."""
    return said.type == "error" and not any(f"status of {status}" in said.text for status in (400, 401, 404, 409, 502))


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def check_accessible(page: Page) -> None:
    """Fail on anything that axe finds. It is put into the page by the test, past the page's own policy."""
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [(v["id"], [node["target"] for node in v["nodes"]]) for v in result["violations"]]
    assert found == []


def hold(
    desk: RunningDesk, come: Callable[..., Page], conversation_id: int, name: str = "Amira", **options: Any
) -> Page:
    """An operator who has just taken it."""
    page = come(name, **options)
    page.goto(f"{desk.address}/conversations/{conversation_id}")
    take(page)
    expect(page.locator("#state")).to_have_text("Live")
    return page


def take(page: Page) -> None:
    """Take the open conversation, and wait for what the press itself brings.

    The news may show the answer box before: what is opened or scrolled then is closed and left by the late answer.
    """
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.locator("#said")).to_contain_text("You have this conversation now")
    expect(page.get_by_label("Your answer")).to_be_focused()
