"""Setting up a second factor, logging in with its code or a spare one, and the coordinator's desk, in Chromium."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.conversations.work import Store
from bot.desk import second_factor
from bot.desk.accounts import add_operator
from bot.desk.app import make_desk
from bot.privacy.encryption import Vault
from bot.settings import Settings
from bot.storage.engine import Database
from tests.browser.desks import RunningDesk, check_accessible, opener, picture
from tests.browser.stage import serving
from tests.desk.making import PASSWORD

pytestmark = pytest.mark.browser

NOON = datetime.datetime(2026, 3, 1, 12, 0, 1, tzinfo=datetime.timezone.utc)
PHONE = {"width": 390, "height": 780}


@pytest.fixture
def desk(database: Database, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningDesk]:
    """A desk as it is set without a word in hotline.yml, with a supervisor, an administrator and a coordinator."""
    monkeypatch.setattr(second_factor, "now", lambda: NOON)  # or a step could begin between two lines of a test
    store = Store(database, vault)
    for name, role in (("Chief", "supervisor"), ("Adele", "administrator"), ("Nora", "coordinator")):
        add_operator(store, name, PASSWORD, role)
    with serving(make_desk(Settings(var=tmp_path), store)) as address:
        yield RunningDesk(store, address)


@pytest.fixture
def come(chromium: Browser, desk: RunningDesk) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for somebody, who is brought where their role begins."""
    with opener(chromium, desk) as open_for:
        yield open_for


def looked_at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check_accessible(page)
    picture(page, name)
    width = page.viewport_size
    assert width is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], name


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(NOON + datetime.timedelta(seconds=30 * steps))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_second_factor_is_set_up_and_asked_for(desk: RunningDesk, come: Callable[..., Page], scheme: str) -> None:
    page = come("Chief", "/account/second-factor", viewport=PHONE, color_scheme=scheme)
    looked_at(page, f"factor-none-{scheme}")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator("code.secret").inner_text()
    looked_at(page, f"factor-secret-{scheme}")
    page.get_by_label("Six digits").fill(code(secret, -1))
    page.get_by_role("button", name="Confirm").click()
    spare = page.locator("code.secret").all_inner_texts()
    assert len(spare) == 10
    looked_at(page, f"factor-codes-{scheme}")
    page.get_by_role("link", name="written them down").click()
    page.wait_for_url(desk.address + "/")

    for given, lands in ((code(secret), "/"), (spare[0], "/account/second-factor")):
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Name").fill("Chief")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="The code from your phone")).to_be_visible()
        looked_at(page, f"factor-asked-{scheme}")
        page.get_by_label("Six digits").fill(given)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(desk.address + lands)
    expect(page.get_by_text("9 recovery codes are left")).to_be_visible()
    looked_at(page, f"factor-there-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_coordinator_sees_the_numbers_alone(desk: RunningDesk, come: Callable[..., Page], scheme: str) -> None:
    page = come("Nora", "/statistics", viewport=PHONE, color_scheme=scheme)
    page.get_by_role("button", name="Menu").click()
    links = page.get_by_role("navigation", name="All pages").get_by_role("link")
    expect(links).to_have_text(["Statistics", re.compile("My account")])
    for name, path in (
        ("statistics", "/statistics"),
        ("gaps", "/statistics/gaps"),
        ("published", "/statistics/published"),
        ("account", "/account"),
        ("sessions", "/account/sessions"),
    ):
        page.goto(desk.address + path)
        looked_at(page, f"coordinator-{name}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_new_sets_a_password_by_the_link_they_were_given(
    come: Callable[..., Page], open_page: Callable[..., Page], scheme: str, desk: RunningDesk
) -> None:
    admin = come("Adele", "/account/second-factor", color_scheme=scheme)
    admin.get_by_role("button", name="Set it up").click()
    admin.get_by_label("Six digits").fill(code(admin.locator("code.secret").inner_text()))
    admin.get_by_role("button", name="Confirm").click()
    expect(admin.get_by_role("heading", name="Recovery codes")).to_be_visible()
    admin.goto(f"{desk.address}/operators")
    admin.get_by_label("Name").fill("Dana")
    admin.get_by_role("button", name="Add", exact=True).click()
    link = admin.locator("code.secret").inner_text()
    looked_at(admin, f"invited-{scheme}")
    page = open_page(viewport=PHONE, color_scheme=scheme)
    page.goto(link)
    looked_at(page, f"invitation-{scheme}")
    page.get_by_label("New password (").fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    page.get_by_label("Name").fill("Dana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(desk.address + "/")
    page.goto(link)
    expect(page.get_by_role("alert").get_by_text("This link was used")).to_be_visible()
