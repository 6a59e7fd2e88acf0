"""`make screenshots`: takes the pictures of docs/ from the real system, so that they cannot lie."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.conversations.work import Store
from bot.desk.accounts import add_operator
from bot.desk.app import make_desk
from bot.desk.passwords import make_password
from bot.privacy.encryption import make_keys
from bot.settings import Settings
from tests.browser.stage import serving
from tests.databases import new_sqlite
from tests.desk.conftest import PASSWORD_ONLY
from tests.e2e.system import ROOT, System, running
from tools import made_year

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 780}
SCREEN = {"width": 1280, "height": 860}
PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch
QUESTIONS = {
    "en": "my boss took my passport, I am in germany",
    "ru": "начальник забрал мой паспорт, я в германии",
    "ar": "صاحب العمل أخذ جواز سفري وأنا في ألمانيا",
    "fa": "کارفرما پاسپورتم رو گرفته، من توی آلمان هستم",
    "ur": "مالک نے میرا پاسپورٹ رکھ لیا ہے، میں جرمنی میں ہوں",
}

MONEY = {
    "de": "ich will Entschädigung, ich bin in Deutschland",
    "ar": "أريد تعويضًا عما حدث لي، أنا في ألمانيا",
}
QUESTIONS_ON_MONEY = 6  # at most, then the result


def take_chat(system: System, browser: Browser, language: str) -> None:
    """A question and its answer on a phone."""
    context = browser.new_context(viewport=PHONE, locale=language)
    page = context.new_page()
    page.goto(f"{system.url}/chat")
    page.wait_for_timeout(1500)
    page.locator("textarea").first.fill(QUESTIONS[language])
    page.keyboard.press("Enter")
    page.wait_for_timeout(4000)
    page.screenshot(path=PICTURES / ("chat.png" if language == "en" else f"chat-{language}.png"))
    context.close()


def take_page_to_print(system: System, browser: Browser, language: str) -> None:
    """The questions on money for what happened, always the first answer, and their result on paper."""
    context = browser.new_context(viewport=PHONE, locale=language)
    page = context.new_page()
    page.goto(f"{system.url}/chat")
    page.wait_for_timeout(1500)
    page.locator("#text").fill(MONEY[language])
    page.keyboard.press("Enter")
    for answers in range(1, QUESTIONS_ON_MONEY + 1):
        page.locator(".message.bot").nth(answers - 1).wait_for()
        if page.locator(".keep button").count():
            break
        page.locator(".choices button").first.click()
    page.locator(".keep button").click()
    page.locator("body.summary").wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.screenshot(path=PICTURES / f"page-to-print-{language}.png")
    context.close()


def take_desk(system: System, browser: Browser) -> None:
    """Two people wait; one of them is in danger and is being answered."""
    password = system.add_operator("maria")
    system.ask("+4915112345678", "он стоит за дверью с ножом, помогите")
    system.ask("+447700900123", "I want to talk to a person please")
    page = browser.new_page(viewport=SCREEN)
    page.goto(f"{system.desk_url}/")
    page.fill("input[name=name]", "maria")
    page.fill("input[type=password]", password)
    page.keyboard.press("Enter")
    own = make_password()
    for label, value in (("Present", password), ("New password (", own), ("New password again", own)):
        page.get_by_label(label).fill(value)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{system.desk_url}/")
    page.get_by_role("button", name="Take the most urgent one").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / "desk.png")


def take_statistics(browser: Browser) -> None:
    """Statistics of a made year, which say that they are made, and the first page of the report on them."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(new_sqlite(Path(folder) / "rightsline.db"), make_keys())
        made_year.make_year(store, 2025, 12000)
        name, password = "supervisor", make_password()
        add_operator(store, name, password, "supervisor")
        with serving(make_desk(Settings(var=Path(folder), hotline=PASSWORD_ONLY), store)) as address:
            page = browser.new_context(viewport=SCREEN).new_page()
            page.goto(address)
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Log in").click()
            page.wait_for_url(address + "/")
            page.goto(f"{address}/statistics?first=sector&second=sex&period=2025")
            page.screenshot(path=PICTURES / "statistics.png", full_page=True)
            page.set_viewport_size(PAPER)
            page.emulate_media(media="print")
            page.goto(f"{address}/statistics/report?year=2025&language=fr")
            page.screenshot(path=PICTURES / "report.png")
        store.close()


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for language in QUESTIONS:
            take_chat(system, browser, language)
        for language in MONEY:
            take_page_to_print(system, browser, language)
        take_desk(system, browser)
        take_statistics(browser)
        browser.close()


if __name__ == "__main__":
    main()
