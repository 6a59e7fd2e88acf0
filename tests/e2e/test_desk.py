"""A human is asked for, comes, answers and hands back: a phone or a chat page on one side, the desk on the other."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.desk.passwords import make_password
from bot.knowledge.lookup import best_number
from tests.browser.conftest import chromium  # noqa: F401  # a fixture
from tests.conversations.expectations import has_number, numbers_of, record_of
from tests.e2e.system import System, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

LIVE_MILLISECONDS = 20_000
ROWS = "a.row"


@pytest.fixture
def come(chromium: Browser, system: System) -> Iterator[Callable[[str], Page]]:  # noqa: F811
    """Opens a browser of its own for a new operator, logged in and looking at the list."""
    contexts: list[BrowserContext] = []

    def open_for(name: str) -> Page:
        password = system.add_operator(name)
        contexts.append(chromium.new_context(viewport={"width": 1400, "height": 900}))
        page = contexts[-1].new_page()
        page.goto(system.desk_url)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        change_password(page, password)
        page.goto(system.desk_url + "/")
        expect(page.locator("#state")).to_have_text("Live")
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def chat(chromium: Browser, system: System) -> Iterator[Page]:  # noqa: F811
    """The chat page, open in a browser that is set to German."""
    context = chromium.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(f"{system.url}/chat")
    yield page
    context.close()


def change_password(page: Page, given: str) -> None:
    """The first login leads to nothing else."""
    own = make_password()
    page.get_by_label("Present password").fill(given)
    page.get_by_label("New password (").fill(own)
    page.get_by_label("New password again").fill(own)
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("Your password was changed")).to_be_visible()


def a_name(first: str) -> str:
    return f"{first} {secrets.token_hex(3)}"


def french_phone() -> str:
    return f"+33612{secrets.randbelow(10**6):06}"


def rows(page: Page) -> set[str]:
    return {str(row.get_attribute("id")) for row in page.locator(ROWS).all()}


def appeared(page: Page, before: set[str]) -> str:
    """Wait for a row that was not there; its id."""
    page.wait_for_function(
        f"before => [...document.querySelectorAll({ROWS!r})].some(row => !before.includes(row.id))",
        arg=sorted(before),
        timeout=LIVE_MILLISECONDS,
    )
    (new,) = rows(page) - before
    return new


def test_a_text_for_a_human_is_seen_taken_answered_and_handed_back(system: System, come: Callable[[str], Page]) -> None:
    first_name, second_name, phone = a_name("Amira"), a_name("Boris"), french_phone()
    amira, boris = come(first_name), come(second_name)
    before = rows(amira)
    amira.evaluate("window.neverReloaded = true")

    (promise,) = system.ask(phone, "je veux parler à une vraie personne")
    row = appeared(amira, before)
    expect(amira.locator(f"#{row}")).to_contain_text("French")
    expect(amira.locator(f"#{row}")).to_contain_text("France")
    expect(amira.locator(f"#{row}")).to_contain_text("SMS")
    assert amira.evaluate("window.neverReloaded") is True

    boris.locator(f"#{row}").click()
    take_of_boris = boris.get_by_role("button", name="Take", exact=True)
    take_of_boris.evaluate("button => { window.kept = button.form; }")
    amira.locator(f"#{row}").click()
    expect(amira.get_by_role("log")).to_contain_text("je veux parler à une vraie personne")
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.get_by_label("Your answer")).to_be_visible()
    expect(boris.get_by_text(f"{first_name} holds this conversation")).to_be_visible(timeout=LIVE_MILLISECONDS)
    boris.evaluate("document.body.append(window.kept); window.kept.requestSubmit()")
    expect(boris.locator("#problem")).to_contain_text(f"{first_name} has this conversation")

    amira.get_by_label("Your answer").fill("Bonjour, je vous écoute.")
    amira.get_by_role("button", name="Send").click()
    answered = [promise, "Bonjour, je vous écoute."]
    wait_for(lambda: system.texts_to(phone) == answered, message="the operator's answer did not reach the phone")

    system.text(phone, "mon patron ne m'a pas payé mon salaire")
    expect(amira.get_by_role("log")).to_contain_text("mon salaire", timeout=LIVE_MILLISECONDS)
    time.sleep(1)  # the bot would speak now
    assert system.texts_to(phone) == answered

    amira.locator("summary", has_text="Hand back").click()
    amira.get_by_label("Yes, although 1 text is unanswered").first.check()
    amira.get_by_role("button", name="Hand back to the bot").click()
    expect(amira.get_by_text("The bot has this conversation again.")).to_be_visible()
    (reply,) = system.ask(phone, "il me faut un avocat gratuit")
    assert "avocat" in reply.lower()
    best = best_number(record_of("FR"), "legal_aid", language="fr")
    assert best is not None
    assert has_number(reply, best.number.dial)


def test_danger_comes_first_and_says_so(system: System, come: Callable[[str], Page]) -> None:
    amira, phone = come(a_name("Amira")), french_phone()
    before = rows(amira)
    (reply,) = system.ask(phone, "au secours il veut me tuer, il arrive")
    assert any(has_number(reply, number) for number in numbers_of(record_of("FR"), "police"))
    row = appeared(amira, before)
    expect(amira.locator(f"#{row}")).to_have_class(re.compile("urgent"))
    expect(amira.locator(f"#{row}")).to_contain_text("Urgent")


def test_a_visitor_of_the_chat_page_and_an_operator_see_each_other_live(
    system: System, come: Callable[[str], Page], chat: Page
) -> None:
    amira = come(a_name("Amira"))
    before = rows(amira)
    chat.fill("#text", "ich möchte mit einem Menschen sprechen")
    chat.click("#composer button")
    expect(chat.locator(".message.bot .text")).to_have_attribute("lang", "de", timeout=LIVE_MILLISECONDS)
    row = appeared(amira, before)
    amira.locator(f"#{row}").click()
    amira.get_by_role("button", name="Take", exact=True).click()
    amira.get_by_label("Your answer").fill("Guten Tag, ich bin da.")
    amira.get_by_role("button", name="Send").click()
    expect(chat.locator(".message.operator .text")).to_have_text("Guten Tag, ich bin da.", timeout=LIVE_MILLISECONDS)
    chat.fill("#text", "danke, dass Sie da sind")
    chat.click("#composer button")
    expect(amira.get_by_role("log")).to_contain_text("danke, dass Sie da sind", timeout=LIVE_MILLISECONDS)
    time.sleep(1)  # the bot would speak now
    assert chat.locator(".message.bot").count() == 1
