"""A conversation without a shared language, in Chromium: asked in Vietnamese, answered by number, read in English."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from bot.conversations import inbox
from bot.hotline import ByLanguage
from bot.i18n.catalogues import catalogue_of
from bot.knowledge.phrasebook import Kind
from bot.replies import phrasebook
from bot.replies.phrasebook import Known, KnownSection, sections
from bot.replies.phrases import service
from bot.worker.turns import Turns
from tests.browser.desks import NARROW, RunningDesk, check_accessible, hold, picture
from tests.desk.making import said_by_operators, waiting_conversation
from tests.making import text_from
from tests.worker.stub import StubAssistant, StubChannel

pytestmark = pytest.mark.browser

ADDRESS = "+491701000001"
HELD = Known(
    "held",
    ByLanguage({"en": "Is the door locked?", "vi": "Cửa có bị khóa không?"}),
    Kind.YES_NO,
    phrasebook.YES_NO,
    telling=True,
)
CALL = Known(
    "call_you", ByLanguage({"en": "When may we call?", "vi": "Khi nào gọi được?"}), Kind.TIME, {}, telling=False
)
MEET = Known("meet", ByLanguage({"en": "Go there: {place}", "vi": "Đến đó: {place}"}), None, {}, telling=False)


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sentences that are in Vietnamese whichever others are."""
    own = (HELD, CALL, MEET)
    known = {**phrasebook._shipped_by_code(), **{sentence.code: sentence for sentence in own}}
    shown = (KnownSection("own", "Our own", own), *sections())
    monkeypatch.setattr(phrasebook, "_shipped_by_code", lambda: known)
    monkeypatch.setattr("bot.desk.phrasebook.sections", lambda: shown)
    monkeypatch.setattr(phrasebook, "PICK", ByLanguage({"en": "Answer with a number:", "vi": "Trả lời bằng một số:"}))
    monkeypatch.setattr(phrasebook, "TIME_LIKE_THIS", ByLanguage({"en": "Like 18:30", "vi": "Ví dụ 18:30"}))


def _writes(desk: RunningDesk, text: str) -> None:
    """The contact writes, and the worker reads it."""
    inbox.receive(desk.store, text_from(ADDRESS, text))
    turns = Turns(desk.store, StubAssistant(), {"sms": StubChannel()}, "w")
    row = inbox.claim(desk.store, "w")
    assert row is not None
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's own loop runs here
        assert elsewhere.submit(asyncio.run, turns.work_off(row)).result()


def test_a_conversation_in_vietnamese_is_read_in_english(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, ADDRESS, language="vi", text="Họ nhốt tôi")
    amira = hold(desk, come, waits)
    amira.keyboard.press("/")
    search = amira.get_by_role("searchbox", name="Search the phrasebook")
    expect(search).to_be_focused()
    search.fill("door lock")
    picture(amira, "phrasebook-search")
    amira.keyboard.press("Enter")
    send = amira.get_by_role("button", name="Send this sentence")
    expect(send).to_be_focused()
    expect(amira.locator(".goes-out")).to_contain_text("Cửa có bị khóa không?")
    expect(amira.locator(".preview")).to_contain_text("Is the door locked?")
    check_accessible(amira)
    picture(amira, "phrasebook-preview")
    amira.keyboard.press("Enter")
    transcript = amira.get_by_role("log")
    expect(transcript).to_contain_text("Cửa có bị khóa không?")
    yes = catalogue_of("vi").say(service.YES)
    assert said_by_operators(desk.store, waits)[0].startswith(f"Cửa có bị khóa không?\nTrả lời bằng một số:\n1 {yes}")
    _writes(desk, "2")
    expect(amira.locator(".answered b")).to_have_text("No")
    expect(amira.locator(".answered")).to_contain_text("Is the door locked?")
    picture(amira, "phrasebook-answered")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_sentence_with_a_blank_goes_beside_a_half_typed_answer(
    desk: RunningDesk, come: Callable[..., Page], scripts: bool
) -> None:
    waits = waiting_conversation(desk.store, ADDRESS, language="vi")
    amira = come("Amira", java_script_enabled=scripts, viewport=NARROW)
    amira.goto(f"{desk.address}/conversations/{waits}")
    amira.get_by_role("button", name="Take", exact=True).click()
    if scripts:
        amira.get_by_label("Your answer").fill("half a sentence")
    amira.locator("#ready summary").click()
    if not scripts:
        amira.get_by_role("link", name="Open the phrasebook").click()
    amira.get_by_role("link", name="Go there").click()
    amira.get_by_label("Place or address").fill("Bahnhof 3")
    if scripts:
        expect(amira.locator(".goes-out")).to_have_text("Đến đó: Bahnhof 3")
        check_accessible(amira)
    picture(amira, f"phrasebook-narrow-{scripts}")
    amira.get_by_role("button", name="Send this sentence").click()
    expect(amira.get_by_role("log")).to_contain_text("Đến đó: Bahnhof 3")
    expect(amira.get_by_role("log")).to_contain_text("Go there: Bahnhof 3")
    assert said_by_operators(desk.store, waits) == ["Đến đó: Bahnhof 3"]
    if scripts:
        expect(amira.get_by_label("Your answer")).to_have_value("half a sentence")


def test_a_time_that_may_be_twelve_hours_later_is_shown_as_both(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, ADDRESS, language="vi")
    amira = hold(desk, come, waits)
    amira.locator("#ready summary").click()
    amira.get_by_role("link", name="When may we call?").click()
    amira.get_by_role("button", name="Send this sentence").click()
    expect(amira.get_by_role("log")).to_contain_text("Khi nào gọi được?")
    _writes(desk, "6:30")
    expect(amira.locator(".answered b")).to_have_text("06:30 / 18:30")
    expect(amira.locator(".answered")).to_contain_text("morning or evening is not said")
