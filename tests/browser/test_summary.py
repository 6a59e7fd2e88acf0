"""The page to print in a real browser: the same address, only the result on paper, and a quick way out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from bot.replies.compose import Situation, compose
from tests.browser.stage import Stage
from tests.browser.test_chat import conversation, violations

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def printed(page: Page, stage: Stage, language: str = "en") -> Page:
    """The page to print of a conversation that has a result."""
    conversation(page, stage)
    answers = {"compensation.country": "DE", "compensation.when": "2025-01-01/2025-12-31"}
    result = compose("utter_compensation_result", Situation(language, "DE"), answers=answers, today="2026-11-24")
    stage.say(result.text, language=language)
    page.click(".keep button")
    expect(page.locator("body")).to_have_class("summary live")
    return page


def test_the_result_is_shown_alone_at_the_same_address_and_the_chat_comes_back(
    stage: Stage, open_page: OpenPage
) -> None:
    page = printed(open_page(), stage)
    assert urlsplit(page.url)[2:] == ("/chat", "", "")
    expect(page.locator(".text")).to_contain_text("Money for the harm and for pay")
    assert "boss keeps my pay" not in page.inner_text("body")
    page.click("text=Back to the chat")
    expect(page.locator(".contact .text").first).to_have_text("boss keeps my pay")


def test_only_the_result_goes_on_paper_and_of_the_chat_nothing(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    conversation(page, stage)
    page.emulate_media(media="print")
    expect(page.locator("#log")).not_to_be_visible()
    page.emulate_media(media="screen")
    printed(page, stage)
    page.emulate_media(media="print")
    expect(page.locator(".text")).to_be_visible()
    expect(page.locator("#leave")).not_to_be_visible()
    expect(page.locator("#print")).not_to_be_visible()


@pytest.mark.parametrize("language", ["ar", "fa", "ur"])
def test_the_date_is_in_one_piece_beside_a_latin_name(stage: Stage, open_page: OpenPage, language: str) -> None:
    page = printed(open_page(viewport={"width": 794, "height": 1000}), stage, language)
    name, date = (each.bounding_box() for each in page.locator("main > p > bdi").all())
    assert name
    assert date
    assert date["x"] + date["width"] <= name["x"]


def test_the_print_button_prints(stage: Stage, open_page: OpenPage) -> None:
    page = printed(open_page(), stage)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.click("#print")
    expect(page).to_have_title("printed")


@pytest.mark.parametrize("how", ["button", "shift"])
def test_it_can_be_left_as_fast_as_the_chat(stage: Stage, open_page: OpenPage, elsewhere: str, how: str) -> None:
    page = printed(open_page(), stage)
    if how == "button":
        page.click("#leave button")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(elsewhere)
    page.goto(f"{stage.url}/chat")
    expect(page.locator(".message")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") <= 1


def test_everybody_can_use_it(stage: Stage, open_page: OpenPage) -> None:
    page = printed(open_page(viewport={"width": 320, "height": 640}), stage)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for each in page.locator("button, a[href='/chat'], a[href^='tel:']").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "leave"
