"""The pages of the statistics in Chromium: each role, wide and narrow, light and dark, and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.statistics import counts
from bot.storage.engine import Database
from tests.browser.desks import check_accessible, opener, picture, running
from tests.statistics.making import OVER, add_records

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 780}
TABLE = f"/statistics?first=sector&second=sex&period={OVER}"
PAGES = (TABLE, "/statistics/gaps", "/statistics/report?year=2025&language=ru")
LOADED = "document.querySelector('.picture img').naturalWidth > 0"


@pytest.fixture
def come(database: Database, vault: Vault, chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a browser for somebody at a desk with a month that is closed."""
    store = Store(database, vault)
    for sex in ("Feminine", "Masculine"):
        for sector in ("F_Construction", "C_Manufacturing", "A_AgricultureForestryAndFishing"):
            add_records(store, 15, sex=sex, sector=sector, country="DE", many={"topic": {"return_home"}})
    counts.close_months(store, "month")
    with running(store, tmp_path) as desk, opener(chromium, desk) as open_for:
        yield open_for


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(come: Callable[..., Page], scheme: str) -> None:
    page = come("Chief", viewport=PHONE, color_scheme=scheme)
    for number, path in enumerate(PAGES):
        page.goto(page.url.split("/statistics")[0].rstrip("/") + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        picture(page, f"statistics-{number}-{scheme}")


def test_a_supervisor_finds_the_table_its_picture_and_the_report(come: Callable[..., Page]) -> None:
    page = come("Chief")
    page.get_by_role("link", name="Statistics").click()
    page.get_by_role("link", name="Industry and sex").click()
    expect(page.get_by_role("row", name="Construction")).to_contain_text("15")
    page.wait_for_function(LOADED)
    page.get_by_role("link", name="français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que l'on a demandé à une ligne d'aide en 2025")
    page.emulate_media(media="print")
    page.wait_for_function(LOADED)
    check_accessible(page)
    picture(page, "statistics-printed")


def test_an_operator_sees_no_statistics(come: Callable[..., Page]) -> None:
    page = come("Amira")
    expect(page.get_by_role("link", name="Statistics")).to_have_count(0)
