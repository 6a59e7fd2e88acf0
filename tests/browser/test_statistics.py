"""The pages of the statistics in Chromium: each role, wide and narrow, light and dark, and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.conversations.work import Store
from bot.desk import interface
from bot.desk.accounts import add_operator
from bot.desk.statistics import VIEWS
from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES, po_files
from bot.privacy.encryption import Vault
from bot.statistics import counts, published
from bot.statistics.codes import LANGUAGES
from bot.statistics.months import Month
from bot.storage.engine import Database
from bot.storage.tables import asked_pair, operator
from tests.browser.desks import WIDE, check_accessible, opener, picture, running
from tests.desk.making import PASSWORD, waiting_conversation
from tests.statistics.making import OVER, add_records

pytestmark = pytest.mark.browser

PHONE, LAPTOP = {"width": 390, "height": 780}, {"width": 1280, "height": 800}
TABLE = f"/statistics?first=sector&second=sex&period={OVER}"
GAPS = "/statistics/gaps"
MORE_PAGES = ("/operators", "/settings", "/retention", "/account")
REPORTS = tuple(f"/statistics/report?year=2025&language={language}" for language in LANGUAGES)
QUESTIONS = tuple(f"/statistics?first={each.first}&second={each.second}&period={OVER}" for each in VIEWS)
PUBLISHED = "/statistics/published"
PAGES = (TABLE, GAPS, PUBLISHED, f"{PUBLISHED}?year=2024&what=sex", *REPORTS)
REFUSED = ("/statistics?period=2999", "/statistics/gaps?period=2999", "/statistics/report?year=2999")
PAIRS = (("en", "agency keeps"), ("en", "keeps money"), ("ar", "جواز سفر"), ("zh", "工 资"))
SHORTENED = """(() => {
    const brand = document.querySelector('.brand'), menu = document.querySelector('.open-pages');
    return brand.scrollWidth > brand.clientWidth || menu.offsetHeight > 40;
})()"""  # the head has no room for its words
LOADED = "image => image.decode()"  # fails for one that cannot be drawn
CUT = """[...document.querySelectorAll('.scroll')].some(box =>
    getComputedStyle(box).overflowX !== 'visible' && box.scrollWidth > box.clientWidth)"""  # paper does not scroll


@pytest.fixture
def come(database: Database, vault: Vault, chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a browser for somebody at a desk with a month that is closed."""
    store = Store(database, vault)
    for sex in ("Feminine", "Masculine"):
        for sector in ("F_Construction", "C_Manufacturing", "A_AgricultureForestryAndFishing"):
            add_records(store, 15, sex=sex, sector=sector, country="DE", many={"topic": {"return_home"}})
    add_records(store, 30, Month(2024, 12), sex="Feminine")
    counts.close_months(store, "month")
    with store.write() as work:
        published.publish(work, "2024", "sex", counts.ALONE, 0.5)
        for language, words in PAIRS:
            values = {"month": str(OVER), "language": language, "words": words, "contacts": 23}
            work.run(asked_pair.insert().values(**values))
    for name, role in (("Sabine", "supervisor"), ("Nora", "coordinator")):
        add_operator(store, name, PASSWORD, role)
    with running(store, tmp_path) as desk, opener(chromium, desk) as open_for:
        yield open_for


@pytest.fixture
def every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that offers all that is written, ready or not."""
    monkeypatch.setattr(interface, "offered", lambda: ("en", *po_files(DESK_LOCALES, DESK_DOMAIN)))


def address(page: Page) -> str:
    return page.url.split("/statistics")[0].rstrip("/")


def go(page: Page, path: str) -> None:
    page.goto(address(page) + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(come: Callable[..., Page], scheme: str) -> None:
    page = come("Chief", viewport=PHONE, color_scheme=scheme)
    for number, path in enumerate(PAGES):
        go(page, path)
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        picture(page, f"statistics-{number}-{scheme}")


@pytest.mark.long("reads eight pages in three languages, wide and narrow")
def test_every_page_fits_in_every_language_of_the_desk(
    every_language: None, come: Callable[..., Page], database: Database, vault: Vault
) -> None:
    waiting_conversation(Store(database, vault), "+491701000001", "emergency", urgent=True, language="vi", country="DE")
    for size in (LAPTOP, PHONE):
        page = come("Chief", viewport=size)
        desk = page.url.rstrip("/")
        for language in po_files(DESK_LOCALES, DESK_DOMAIN):
            with Store(database, vault).write() as work:
                work.run(operator.update().values(interface=language))
            for path in (*PAGES[:4], *MORE_PAGES):
                page.goto(desk + path)
                assert page.locator("html").get_attribute("lang") == language
                expect(page.locator("#urgent-pill")).to_be_visible()
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (language, path)
                assert not page.evaluate(SHORTENED), (language, path)
                picture(page, f"desk-{language}-{size['width']}-{path.strip('/').replace('/', '-')[:24]}")
        check_accessible(page)


def test_a_supervisor_finds_the_table_its_picture_and_the_report(come: Callable[..., Page]) -> None:
    page = come("Chief")
    page.get_by_role("link", name="Statistics").click()
    page.get_by_role("link", name="Industry and sex").click()
    expect(page.get_by_role("row", name="Construction")).to_contain_text("15")
    page.locator(".picture img").first.evaluate(LOADED)
    page.locator(f"a[href='{REPORTS[LANGUAGES.index('fr')]}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que l'on a demandé à une ligne d'aide en 2025")
    page.emulate_media(media="print")
    page.locator(".picture img").first.evaluate(LOADED)
    check_accessible(page)
    picture(page, "statistics-printed")


def test_every_question_and_page_reads_from_right_to_left_and_on_paper(come: Callable[..., Page]) -> None:
    page = come("Chief")
    for number, path in enumerate((*QUESTIONS, *PAGES)):
        go(page, path)
        check_accessible(page)
        page.emulate_media(media="print")
        picture(page, f"statistics-paper-{number}")
        assert not page.evaluate(CUT), f"{path}: cut on paper"
        page.emulate_media(media="screen")
        page.evaluate("document.documentElement.dir = 'rtl'")
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], path
        picture(page, f"statistics-rtl-{number}")


def test_words_are_read_in_their_own_direction_and_chosen_by_language(come: Callable[..., Page]) -> None:
    page = come("Chief")
    go(page, GAPS)
    words = page.get_by_role("region", name="Words that were not understood")
    expect(words.get_by_role("row", name="keeps")).to_contain_text("agency keeps 25, keeps money 25")
    assert words.locator("td[lang=ar]").evaluate("cell => getComputedStyle(cell).direction") == "rtl"
    page.get_by_label("Language").select_option("zh")
    page.get_by_role("button", name="Show").click()
    expect(words.get_by_role("row")).to_have_count(2)
    expect(words).to_contain_text("工 资")


def test_a_supervisor_publishes_a_table_after_saying_that_it_stays(come: Callable[..., Page]) -> None:
    page = come("Chief")
    page.get_by_role("link", name="Statistics").click()
    page.get_by_role("link", name="Tables for everybody").click()
    page.get_by_label("Year").select_option("2024")
    page.get_by_label("Rows").select_option("country")
    page.get_by_label("Epsilon").fill("0.25")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The table is published.")).to_have_count(0)  # the box is not ticked
    page.get_by_label("I know that it cannot be taken back").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The table is published.")).to_be_visible()
    expect(page.get_by_text("Spent: 0.75 of 1. Left: 0.25.")).to_be_visible()
    check_accessible(page)


@pytest.mark.parametrize(
    ("name", "lands", "publishes"), [("Sabine", "/", True), ("Nora", "/statistics", False), ("Chief", "/", True)]
)
def test_each_role_that_reads_numbers_opens_every_page_of_them(
    come: Callable[..., Page], name: str, lands: str, publishes: bool
) -> None:
    """A supervisor, a coordinator and an administrator; what cannot be shown is a page too."""
    page = come(name, lands)
    page.get_by_role("link", name="Statistics").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistics")
    for path, status in (*((path, 200) for path in (*QUESTIONS, *PAGES)), *((path, 400) for path in REFUSED)):
        response = page.goto(address(page) + path)
        assert response is not None
        assert response.status == status, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if status == 400:
            expect(page.locator(".problem[role=alert]")).to_contain_text("2999 is in the future")
        check_accessible(page)
    go(page, PUBLISHED)
    expect(page.get_by_role("button", name="Publish")).to_have_count(int(publishes))


def test_an_operator_sees_no_statistics(come: Callable[..., Page]) -> None:
    page = come("Amira")
    expect(page.get_by_role("link", name="Statistics")).to_have_count(0)
    for path in (*QUESTIONS, *PAGES):
        assert page.request.get(address(page) + path).status == 403, path
