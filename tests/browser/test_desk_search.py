"""Searching at the desk, in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.conversations import holder
from tests.browser.desks import NARROW, WIDE, RunningDesk, check_accessible, picture
from tests.desk.making import conversation_of, waiting_conversation

pytestmark = pytest.mark.browser

XSS = "<img src=x onerror='document.title=\"broken\"'>"


def rows(page: Page) -> set[int]:
    return {int(each.get_attribute("id").split("-")[1]) for each in page.locator("a.row").all()}  # type: ignore[union-attr]


def look_for(page: Page, **fields: str) -> set[int]:
    """Fill in the form anew and send it; what is "on" is ticked, a choice is chosen."""
    page.get_by_role("link", name="Search", exact=True).first.click()
    form = page.get_by_role("search", name="Search conversations")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if value == "on":
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status").filter(has_text="found")).to_be_visible()
    return rows(page)


def test_a_conversation_is_found_by_what_it_is_and_by_a_word(desk: RunningDesk, come: Callable[..., Page]) -> None:
    urgent = waiting_conversation(desk.store, "+491701000001", "emergency", urgent=True, language="vi", text=XSS)
    held = waiting_conversation(desk.store, "+491701000002", language="fr", text="mon passeport est chez lui")
    others = waiting_conversation(desk.store, "+491701000003", language="fr", text="mon passeport aussi")
    closed = conversation_of(desk.store, "+491701000004", language="vi", country="FR", text="passeport")
    amira, _ = come("Amira"), come("Boris")
    with desk.store.write() as work:
        holder.take(work, held, 1)
        holder.take(work, others, 2)
    assert look_for(amira) == {urgent, held, others, closed}
    assert look_for(amira, language="Vietnamese") == {urgent, closed}
    assert look_for(amira, language="Vietnamese", country="France") == {closed}
    assert look_for(amira, urgent="on") == {urgent}
    assert look_for(amira, mine="on") == {held}
    assert look_for(amira, state="with an operator") == {held, others}
    assert look_for(amira, word="passeport") == {held}, "another's and a closed one open after a reason alone"
    assert "passeport" not in amira.url
    assert look_for(amira, word=XSS) == {urgent}
    expect(amira).to_have_title("Search · Desk")
    amira.locator(f"#row-{urgent}").click()
    expect(amira.get_by_role("log")).to_contain_text("onerror")
    look_for(amira, language="Vietnamese", country="France")
    amira.locator(f"#row-{closed}").click()
    expect(amira.locator("select[name=reason]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW, {"width": 390, "height": 844}], ids=["wide", "narrow", "phone"])
def test_it_is_accessible_and_fits(
    desk: RunningDesk, come: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    waiting_conversation(desk.store, "+491701000001", "emergency", urgent=True, language="vi")
    conversation_of(desk.store, "+491701000004", language="vi", country="FR")
    amira = come("Amira", viewport=size, color_scheme=scheme)
    amira.goto(f"{desk.address}/search")
    check_accessible(amira)
    amira.locator("[name=name]").fill("no such one")
    amira.get_by_role("button", name="Search").click()
    expect(amira.get_by_role("alert").filter(has_text="two words")).to_be_visible()
    amira.locator("[name=name]").fill("")
    amira.get_by_role("button", name="Search").click()
    expect(amira.locator("a.row")).to_have_count(2)
    picture(amira, f"search-{size['width']}-{scheme}")
    check_accessible(amira)
    assert amira.evaluate("document.documentElement.scrollWidth") <= size["width"]
