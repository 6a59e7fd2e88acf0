"""What goes wrong in a night at the desk, and what is done together, in Chromium."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from bot.conversations import call_backs, inbox, outbox
from bot.conversations.contract import NotSent, SendError, Sent
from bot.conversations.duty import HERE_WITHIN
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session
from bot.storage.tables import outbox as outbox_table
from bot.worker.turns import Turns
from tests.browser.desks import RunningDesk, check_accessible, hold, picture, take
from tests.desk.making import conversation_of, holder_in, said_by_operators, waiting_conversation, writes
from tests.making import text_from
from tests.worker.stub import StubAssistant, StubChannel

pytestmark = pytest.mark.browser

HERS = "+491701000001"
ATTACK = '<img src=x onerror="window.attacked = 1"><script>window.attacked = 1</script>'
MINUTE = datetime.timedelta(minutes=1)


def provider_says(desk: RunningDesk, outcome: Sent | NotSent) -> int:
    """What is due is tried once, with this outcome; returns how many texts were tried."""
    tried = 0
    while (row := outbox.claim(desk.store, "sms", "w")) is not None:
        outbox.record(desk.store, row, outcome)
        tried += 1
    with desk.store.write() as work:
        work.notify()
    return tried


def minute_passes(desk: RunningDesk) -> None:
    """All that is to be sent was written, and is due, a minute earlier."""
    with desk.store.write() as work:
        for row in work.run(outbox_table.select()).all():
            earlier = {"due_at": row.due_at - MINUTE, "created_at": row.created_at - MINUTE}
            work.run(outbox_table.update().where(outbox_table.c.id == row.id).values(earlier))
        work.notify()


def test_a_provider_that_is_down_for_five_minutes_is_seen_and_nothing_is_lost(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    waits = waiting_conversation(desk.store, HERS, "emergency", urgent=True)
    provider_says(desk, Sent("SM0"))
    amira = hold(desk, come, waits)
    amira.get_by_label("Your answer").fill("Help is coming")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("Help is coming")
    for minute in range(5):
        provider_says(desk, NotSent(SendError.PROVIDER_DOWN))
        expect(amira.locator(".delivery.failed")).to_contain_text("next try at")
        expect(amira.locator("#trouble")).to_contain_text("SMS takes no texts since")
        expect(amira.locator(f"#row-{waits}")).to_contain_text("1 not sent yet")
        if minute == 2:
            amira.get_by_role("button", name="Try now").click()
            expect(amira.get_by_text("It is being tried again now.")).to_be_visible()
            assert provider_says(desk, NotSent(SendError.PROVIDER_DOWN)) == 1, "it was due at once"
        minute_passes(desk)
    picture(amira, "provider-down")
    check_accessible(amira)
    with desk.store.write() as work:
        work.run(outbox_table.update().where(outbox_table.c.state == "waiting").values(due_at=now() - MINUTE))
    assert provider_says(desk, Sent("SM1")) == 1
    expect(amira.locator(".delivery.failed")).to_have_count(0)
    expect(amira.locator("#trouble")).to_be_empty()
    expect(amira.locator(f"#row-{waits}")).not_to_contain_text("not sent yet")


def test_nobody_on_duty_is_told_to_the_contact_and_the_next_shift_finds_them(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    amira = come("Amira")
    expect(amira.locator("#state")).to_have_text("Live")
    amira.locator("details.duty summary").click()
    amira.get_by_role("button", name="Off duty").click()
    expect(amira.get_by_text("You are off duty")).to_be_visible()
    inbox.receive(desk.store, text_from(HERS, "9"))
    row = inbox.claim(desk.store, "w")
    assert row is not None
    turns = Turns(desk.store, StubAssistant(), {"sms": StubChannel()}, "w")
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's own loop runs here
        assert elsewhere.submit(asyncio.run, turns.work_off(row)).result()
    boris = come("Boris")
    boris.locator(f"#row-{row.conversation_id}").click()
    expect(boris.get_by_role("log")).to_contain_text("Reach me later")  # offered only while nobody reads
    take(boris)


def test_what_a_killed_browser_held_is_seen_by_the_others_and_taken(
    desk: RunningDesk, come: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.looking_after.HERE_WITHIN", datetime.timedelta(0))  # as if the desk ran for long
    waits = waiting_conversation(desk.store, HERS, language="de")
    amira, boris = hold(desk, come, waits), come("Boris")
    boris.locator("#to-others").click()
    expect(boris.locator(f"#row-{waits}")).to_contain_text("with Amira")
    amira.context.close()
    with desk.store.write() as work:
        hers = operator_session.c.operator_id == holder_in(desk.store, waits)[1]
        work.run(operator_session.update().where(hers).values(pulse_at=now() - HERE_WITHIN * 1.1))
    boris.locator("#to-waiting").click()
    expect(boris.locator(f"#row-{waits}")).to_be_visible(timeout=15_000)
    boris.get_by_role("button", name="Take the most urgent one").click()
    expect(boris.get_by_label("Your answer")).to_be_focused()
    expect(boris.get_by_role("log")).to_contain_text("put back into the queue by Amira")


def test_a_named_colleague_takes_over_and_gives_back_with_notes_and_events_in_line(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    waits = waiting_conversation(desk.store, HERS, text=ATTACK)
    boris, amira = come("Boris"), hold(desk, come, waits)

    def note(page: Page, text: str) -> None:
        page.locator("#together summary", has_text="Note").click()
        page.locator("#note").fill(text)
        page.get_by_role("button", name="Keep the note").click()
        expect(page.get_by_role("log")).to_contain_text(text)

    def offer(page: Page, name: str) -> None:
        page.locator("#together summary", has_text="Hand over").click()
        page.locator("select[name=to]:visible").select_option(label=name)
        page.get_by_role("button", name="Ask them").click()
        expect(page.locator(".offer")).to_contain_text(f"Offered to {name}")

    note(amira, ATTACK)
    offer(amira, "Boris")
    boris.locator("#to-others").click()
    expect(boris.locator(f"#row-{waits}")).to_contain_text("offered to you")
    boris.locator(f"#row-{waits}").click()
    expect(boris.get_by_role("log")).to_contain_text("window.attacked = 1")
    picture(boris, "offered")
    check_accessible(boris)
    boris.get_by_role("button", name="Accept").click()
    expect(boris.get_by_label("Your answer")).to_be_visible()
    expect(amira.locator("#composer")).to_have_count(0)
    note(boris, "speaks quietly")
    offer(boris, "Amira")
    expect(amira.locator(".offer")).to_contain_text("asks you to take this conversation over")
    amira.get_by_role("button", name="Accept").click()
    expect(amira.get_by_label("Your answer")).to_be_visible()
    log = amira.get_by_role("log")
    for said in ("Amira asks Boris to take it over", "Boris accepted it", "speaks quietly", "Amira accepted it"):
        expect(log).to_contain_text(said)
    assert [page.evaluate("window.attacked") for page in (amira, boris)] == [None, None]
    with desk.store.read() as work:
        who = work.run(operator.select().where(operator.c.name == "Amira")).one().id
    assert holder_in(desk.store, waits) == ("operator", who)


def test_a_call_back_is_found_and_worked_off(desk: RunningDesk, come: Callable[..., Page]) -> None:
    number = conversation_of(desk.store, HERS, language="fr")
    with desk.store.write() as work:
        call_backs.add(work, number, "call", ATTACK, "any", None)
    amira = come("Amira")
    amira.get_by_role("link", name="Call-backs").first.click()
    expect(amira.get_by_role("heading", level=1)).to_contain_text("1")
    amira.locator("td a").click()
    amira.locator("select[name=reason]").select_option("came_back")
    amira.get_by_role("button", name="Open", exact=True).click()
    expect(amira.get_by_text("window.attacked = 1").first).to_be_visible()
    picture(amira, "call-back")
    amira.get_by_role("button", name="Reached", exact=True).click()
    expect(amira.get_by_role("log")).to_contain_text("worked off a call-back")
    amira.goto(f"{desk.address}/call-backs")
    expect(amira.get_by_text("Nobody waits to be called back.")).to_be_visible()
    assert amira.evaluate("window.attacked") is None


@pytest.mark.parametrize(
    "size",
    [{"width": 1280, "height": 600}, {"width": 390, "height": 844}, {"width": 320, "height": 256}],
    ids=["low", "phone", "400 %"],
)
def test_on_a_small_screen_one_reads_answers_and_loses_nothing(
    desk: RunningDesk, come: Callable[..., Page], size: dict[str, int]
) -> None:
    """320 by 256 is what is left of 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)."""
    waits = waiting_conversation(desk.store, HERS, "emergency", urgent=True)
    for n in range(12):
        writes(desk.store, waits, f"text {n} " + "of many words " * 8)
    amira = hold(desk, come, waits, viewport=size)
    expect(amira.get_by_role("log")).to_contain_text("text 11")
    amira.get_by_label("Your answer").fill("I am here")
    send = amira.get_by_role("button", name="Send", exact=False).first
    send.scroll_into_view_if_needed()
    expect(send).to_be_in_viewport()
    picture(amira, f"small-{size['width']}")
    assert amira.evaluate("document.documentElement.scrollWidth") <= size["width"]
    check_accessible(amira)
    send.click()
    expect(amira.get_by_role("log")).to_contain_text("I am here")
    assert said_by_operators(desk.store, waits) == ["I am here"]
