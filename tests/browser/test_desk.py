"""The desk in Chromium, against a real server: two operators, live updates, taking, answering, handing back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from bot.conversations import call_backs, holder, messages
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk.lists import PATIENCE
from bot.storage.engine import now
from bot.storage.tables import conversation, operator_session, outbox, tombstone
from tests.browser.desks import NARROW, WIDE, RunningDesk, check_accessible, hold, opener, picture, running, take
from tests.browser.stage import until
from tests.desk.making import (
    PASSWORD,
    conversation_of,
    holder_in,
    said_by_operators,
    stops,
    to_be_sent,
    waiting_conversation,
    writes,
)

pytestmark = pytest.mark.browser

LISTS_ASKED_FOR = "performance.getEntriesByType('resource').filter(entry => entry.name.includes('/lists')).length"


def urgent_one(desk: RunningDesk, address: str = "+491701000001") -> int:
    return waiting_conversation(desk.store, address, "emergency", urgent=True, language="ru", text="он закрыл дверь")


def test_a_new_conversation_appears_on_every_desk_without_reload(
    chromium: Browser, store: Store, tmp_path: Path
) -> None:
    with running(store, tmp_path) as desk, opener(chromium, desk) as come:
        see_a_new_conversation(desk, come)


def see_a_new_conversation(desk: RunningDesk, come: Callable[..., Page]) -> None:
    amira, boris = come("Amira"), come("Boris")
    for page in (amira, boris):
        expect(page.locator("#state")).to_have_text("Live")
        expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
        page.evaluate("window.neverReloaded = true")
    waits = urgent_one(desk)
    for page in (amira, boris):
        expect(page.locator(f"#row-{waits}")).to_contain_text("In danger now")
        expect(page.get_by_role("alert").filter(has_text="Urgent:")).to_contain_text("In danger now, Russian, SMS.")
        expect(page.locator("#urgent-pill")).to_have_text("1 urgent")
        expect(page).to_have_title("(1) Desk")
    picture(amira, "list")
    amira.locator(f"#row-{waits}").click()
    amira.get_by_role("button", name="Take", exact=True).click()
    boris.locator("#to-others").click()
    expect(boris.get_by_text("with Amira")).to_be_visible()
    expect(boris).to_have_title("Desk")
    expect(boris.locator(".alert")).to_have_count(0)
    expect(boris.locator("#urgent-pill")).to_be_hidden()
    assert boris.evaluate("window.neverReloaded") is True


def test_an_operator_takes_answers_and_hands_back(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira = come("Amira")
    amira.get_by_role("button", name="Take the most urgent one").click()
    box = amira.get_by_label("Your answer")
    expect(box).to_be_focused()
    amira.keyboard.type("Are you")
    amira.keyboard.press("Enter")
    amira.keyboard.type("safe?")
    expect(amira.locator("#length")).to_contain_text("1 SMS, 13 of 1600 characters")
    expect(amira.locator("#hint")).to_contain_text("Russian is not usually written in Latin letters")
    amira.get_by_role("button", name="Insert 110").click()
    expect(box).to_have_value("Are you\nsafe?110")
    box.fill("Are you\nsafe?")
    before = to_be_sent(desk.store)
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("Are you\nsafe?")
    assert said_by_operators(desk.store, waits) == ["Are you\nsafe?"]
    assert to_be_sent(desk.store) == before + 1
    expect(amira.get_by_label("Your answer")).to_have_value("")
    amira.evaluate("window.neverReloaded = true")
    writes(desk.store, waits, "да, но скорее")
    expect(amira.get_by_role("log")).to_contain_text("да, но скорее")
    assert amira.evaluate("window.neverReloaded") is True
    picture(amira, "conversation")
    amira.locator("summary", has_text="Hand back").click()
    amira.get_by_label("Closing sentence").fill("Take care.")
    amira.locator("#hand-back-sure").get_by_label("Yes, although it is urgent and 1 text is unanswered").check()
    amira.get_by_role("button", name="Hand back to the bot").click()
    expect(amira.get_by_text("The bot has this conversation again.")).to_be_visible()
    assert holder_in(desk.store, waits) == ("bot", None)
    assert said_by_operators(desk.store, waits)[-1] == "Take care."


def test_a_number_in_a_right_to_left_answer_and_transcript_keeps_its_order(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    text = "رقمي +49 30 1234567"
    waits = waiting_conversation(desk.store, "+491701000001", language="ar", text=text, country="DE")
    amira = come("Amira")
    amira.goto(f"{desk.address}/conversations/{waits}")
    expect(amira.get_by_role("log")).to_contain_text("رقمي \u2068+49 30 1234567\u2069")
    amira.get_by_role("button", name="Take", exact=True).click()
    amira.get_by_label("Your answer").fill("اتصلي على ")
    amira.get_by_role("button", name="Insert 116 006").click()
    expect(amira.get_by_label("Your answer")).to_have_value("اتصلي على \u2068116 006\u2069")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("اتصلي على \u2068116 006\u2069")
    assert said_by_operators(desk.store, waits) == ["اتصلي على \u2068116 006\u2069"]


def test_the_slower_of_two_is_told_who_has_it(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira, boris = come("Amira"), come("Boris")
    for page in (amira, boris):
        page.goto(f"{desk.address}/conversations/{waits}")
    take = boris.get_by_role("button", name="Take", exact=True)
    take.evaluate("button => { window.kept = button.form; }")
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.get_by_label("Your answer")).to_be_visible()
    expect(boris.get_by_text("Amira holds this conversation")).to_be_visible()  # live; and the form from before:
    boris.evaluate("document.body.append(window.kept); window.kept.requestSubmit()")
    expect(boris.locator("#problem")).to_contain_text("Amira has this conversation")


def test_a_draft_survives_a_lost_page_and_a_logout_by_idleness(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira = come("Amira")
    amira.goto(f"{desk.address}/conversations/{waits}")
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.locator("#state")).to_have_text("Live")
    amira.get_by_label("Your answer").fill("half a sentence")
    amira.reload()
    expect(amira.get_by_label("Your answer")).to_have_value("half a sentence")
    with desk.store.write() as work:
        work.run(operator_session.delete())
    writes(desk.store, waits, "hello?")
    amira.wait_for_url(re.compile("/login"), timeout=15_000)
    expect(amira.get_by_text("You were logged out")).to_be_visible()
    until(lambda: holder_in(desk.store, waits) == ("queue", None))  # nobody waits for who is gone
    amira.get_by_label("Name").fill("Amira")
    amira.get_by_label("Password").fill(PASSWORD)
    amira.get_by_role("button", name="Log in").click()
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.get_by_label("Your answer")).to_have_value("half a sentence")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("half a sentence")
    expect(amira.get_by_label("Your answer")).to_have_value("")  # the news may come before the press is answered
    amira.reload()
    expect(amira.get_by_label("Your answer")).to_have_value("")


def test_five_tabs_stay_live_and_usable(desk: RunningDesk, come: Callable[..., Page]) -> None:
    ids = [waiting_conversation(desk.store, f"+49170100000{n}", language="fr", text=f"text {n}") for n in range(7)]
    first = come("Amira")
    tabs = [first.context.new_page() for _ in ids]
    for tab, conversation_id in zip(tabs, ids, strict=True):
        tab.goto(f"{desk.address}/conversations/{conversation_id}")
        tab.get_by_role("button", name="Take", exact=True).click()
    for tab, conversation_id in zip(tabs, ids, strict=True):
        writes(desk.store, conversation_id, f"news for {conversation_id}")
        expect(tab.get_by_role("log")).to_contain_text(f"news for {conversation_id}")
    tabs[0].close()  # another tab takes the stream over
    writes(desk.store, ids[3], "still there")
    expect(tabs[3].get_by_role("log")).to_contain_text("still there")
    first.close()
    writes(desk.store, ids[4], "and there")
    expect(tabs[4].get_by_role("log")).to_contain_text("and there", timeout=10_000)


def test_a_broken_stream_is_said_and_mended(desk: RunningDesk, come: Callable[..., Page]) -> None:
    amira = come("Amira")
    expect(amira.locator("#state")).to_have_text("Live")
    broken = come("Boris")
    broken.route("**/live", lambda route: route.fulfill(status=502, body=""))
    broken.reload()
    expect(broken.locator("#state")).to_have_class(re.compile("broken"))
    waits = urgent_one(desk)
    expect(broken.locator(f"#row-{waits}")).to_be_visible(timeout=10_000)  # by asking every few seconds
    broken.unroute("**/live")
    expect(broken.locator("#state")).to_have_text("Live", timeout=10_000)


def test_nothing_that_a_contact_sends_runs(desk: RunningDesk, come: Callable[..., Page]) -> None:
    attack = '<img src=x onerror="window.attacked = 1"><script>window.attacked = 1</script>'
    waits = waiting_conversation(desk.store, "+491701000001", text=attack)
    amira = come("Amira")
    amira.goto(f"{desk.address}/conversations/{waits}")
    writes(desk.store, waits, attack + " again")
    expect(amira.get_by_role("log")).to_contain_text(attack + " again")
    assert amira.evaluate("window.attacked") is None


def test_without_scripts_the_essentials_work(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira = come("Amira", java_script_enabled=False)
    amira.locator(f"#row-{waits}").click()
    amira.get_by_role("button", name="Take", exact=True).click()
    amira.get_by_label("Your answer").fill("Are you safe?")
    amira.get_by_role("button", name="Send").click()
    expect(amira.get_by_role("log")).to_contain_text("Are you safe?")
    amira.locator("summary", has_text="Put back").click()
    amira.locator("#put-back-sure").get_by_role("checkbox").check()
    amira.get_by_role("button", name="Put back into the queue").click()
    assert holder_in(desk.store, waits) == ("queue", None)
    amira.get_by_role("button", name="Menu").click()
    amira.get_by_role("button", name="Log out").click()
    expect(amira.get_by_role("heading", name="Log in")).to_be_visible()


def says_danger(desk: RunningDesk, conversation_id: int) -> None:
    with desk.store.write() as work:
        new = NewMessage(Author.CONTACT, "he will kill me", topic="emergency")
        messages.add(work, conversation_id, new)
        work.notify()


def is_in_sight(page: Page, selector: str) -> bool:
    return bool(
        page.evaluate(
            "s => { const box = document.querySelector(s).getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight && box.height > 0; }",
            selector,
        )
    )


def test_alerts_stay_in_sight_until_dismissed_and_come_again_with_new_danger(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    held = waiting_conversation(desk.store, "+491701000009", text="long\n" * 60)
    amira = hold(desk, come, held, viewport={"width": 700, "height": 450})  # 1400 by 900 at 200 percent
    ids = [urgent_one(desk, f"+49170100000{n}") for n in range(5)]
    pill, fresh = amira.locator("#urgent-pill"), amira.locator("#alerts .is-new")
    for size in ({"width": 700, "height": 450}, WIDE):  # the first is 1400 by 900 at 200 percent
        amira.set_viewport_size(size)
        amira.reload()
        expect(pill).to_have_text("5 urgent")
        expect(pill).to_have_class(re.compile("loud"))
        for part in ("#urgent-pill", "#composer button.main", "#head", "#text"):
            assert is_in_sight(amira, part), part
        picture(amira, f"alerts-{size['width']}")
    pill.click()
    expect(fresh).to_have_count(5)
    picture(amira, "alerts-open")
    amira.get_by_role("button", name="Dismiss", exact=True).first.click()
    expect(fresh).to_have_count(4)
    amira.get_by_label("Your answer").fill("I am here")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("I am here")
    expect(amira.get_by_label("Your answer")).to_have_value("")  # the news may come before the press is answered
    expect(fresh).to_have_count(4)
    amira.get_by_role("button", name="Dismiss all").click()
    expect(fresh).to_have_count(0)
    expect(amira.get_by_label("Your answer")).to_be_focused()
    amira.reload()
    expect(amira.locator("#waiting")).to_have_text("5 waiting")
    expect(pill).to_have_text("5 urgent")
    expect(pill).not_to_have_class(re.compile("loud"))
    says_danger(desk, ids[3])
    expect(pill).to_have_class(re.compile("loud"))
    expect(fresh).to_have_count(1)


def test_the_warning_before_the_logout_stands_above_all_alerts(desk: RunningDesk, come: Callable[..., Page]) -> None:
    amira = come("Amira", viewport={"width": 700, "height": 450})
    amira.clock.install()
    for number in range(5):
        urgent_one(desk, f"+49170100000{number}")
    amira.reload()
    expect(amira.locator("#urgent-pill")).to_have_text("5 urgent")
    amira.clock.fast_forward(29 * 60 * 1000)
    expect(amira.locator("#idle-warning")).to_contain_text("You will be logged out in two minutes")
    assert is_in_sight(amira, "#idle-warning")


def test_what_an_operator_neglects_is_announced_to_the_others_who_may_take_it_over(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    waits = urgent_one(desk)
    amira, boris = hold(desk, come, waits), come("Boris")
    amira.get_by_label("Your answer").fill("half a sent")
    expect(boris.locator("#alerts .alert")).to_have_count(0)
    with desk.store.write() as work:
        work.run(conversation.update().values(taken_at=now() - PATIENCE))
        work.notify()
    expect(boris.locator("#alerts .alert")).to_contain_text("is with Amira, unanswered for 2 min or more")
    expect(boris.locator(f"#row-{waits}")).to_contain_text("no answer for 2 min or more")
    picture(boris, "neglected")
    boris.get_by_role("button", name="Take the most urgent one").click()
    expect(boris.get_by_label("Your answer")).to_be_visible()
    expect(amira.locator("#moved")).to_have_text("Boris took this conversation over; your draft is kept in this tab.")
    expect(amira.locator("#said .toast")).to_have_count(0)
    picture(amira, "taken-over")
    with desk.store.write() as work:
        work.run(conversation.update().values(taken_at=now() - PATIENCE))
        work.notify()
    amira.get_by_role("button", name="Take over from Boris").click()
    expect(amira.get_by_label("Your answer")).to_have_value("half a sent")


def about_to_put_back(desk: RunningDesk, come: Callable[..., Page]) -> Page:
    """Somebody who has begun an answer and opened the form that gives the conversation away."""
    amira = hold(desk, come, waiting_conversation(desk.store, "+491701000001"))
    amira.get_by_label("Your answer").fill("never mind")
    amira.locator("summary", has_text="Put back").click()
    return amira


def test_a_draft_of_a_conversation_that_was_given_away_does_not_come_back(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    amira = about_to_put_back(desk, come)
    amira.get_by_role("button", name="Put back into the queue").click()
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.get_by_label("Your answer")).to_have_value("")


def test_a_draft_does_not_come_back_to_who_takes_it_again_before_the_scripts_ran(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    amira = about_to_put_back(desk, come)
    amira.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    amira.get_by_role("button", name="Put back into the queue").click()
    expect(amira.get_by_role("button", name="Take", exact=True)).to_be_visible()
    amira.unroute("**/*.js")
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.locator("html.scripts")).to_have_count(1)
    expect(amira.get_by_label("Your answer")).to_have_value("")


def test_a_new_text_out_of_sight_is_pointed_at(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    for number in range(40):
        writes(desk.store, waits, f"text {number}")
    for size in (WIDE, {"width": 700, "height": 450}):
        amira = hold(desk, come, waits, "Amira" if size is WIDE else "Boris", viewport=size)
        amira.evaluate("scrollTo(0, 0); document.getElementById('transcript').scrollTop = 0")
        says_danger(desk, waits)
        expect(amira.locator("#new-message")).to_have_text("Urgent: new message below")
        assert is_in_sight(amira, "#new-message")
        picture(amira, f"new-below-{size['width']}")
        amira.locator("#new-message").click()
        expect(amira.locator("#new-message")).to_have_count(0)
        assert is_in_sight(amira, ".message:last-child")
        writes(desk.store, waits, "seen at once")
        expect(amira.get_by_role("log")).to_contain_text("seen at once")
        with desk.store.write() as work:
            holder.release(work, waits, 3)
            work.notify()


def test_what_would_be_left_behind_is_counted_live(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    amira = hold(desk, come, waits)
    amira.locator("summary", has_text="Hand back").click()
    amira.get_by_label("Your answer").fill("a draft")
    sure = amira.locator("#hand-back-sure")
    expect(sure).to_be_empty()
    writes(desk.store, waits, "one")
    sure.get_by_label("Yes, although 1 text is unanswered").check()
    writes(desk.store, waits, "two")
    expect(sure).to_contain_text("Yes, although 2 texts are unanswered")
    expect(sure.get_by_role("checkbox")).not_to_be_checked()
    expect(amira.get_by_label("Your answer")).to_have_value("a draft")
    picture(amira, "hand-back")
    amira.get_by_role("button", name="Hand back to the bot").click()
    assert holder_in(desk.store, waits) == ("operator", 1)


def test_a_false_alarm_leaves_the_top_of_every_list_without_reload(
    desk: RunningDesk, come: Callable[..., Page]
) -> None:
    laughs, waits = urgent_one(desk), waiting_conversation(desk.store, "+491701000002")
    amira, boris = hold(desk, come, laughs), come("Boris")
    amira.get_by_label("Your answer").fill("half a sentence")
    expect(boris.locator(f"#row-{laughs}")).to_contain_text("Urgent")
    amira.locator("summary", has_text="This is not urgent").click()
    amira.get_by_role("button", name="Not urgent").click()
    expect(amira.get_by_text("It is not urgent now.")).to_be_visible()
    expect(amira.get_by_label("Your answer")).to_have_value("half a sentence")
    expect(boris.locator(f"#row-{laughs}")).to_contain_text("Not urgent, as an operator read it")
    expect(amira.locator("#state")).to_have_text("Live")
    amira.locator("summary", has_text="This is urgent").click()
    says_danger(desk, laughs)
    with desk.store.write() as work:
        holder.ask_for_human(work, laughs, "emergency", Urgency.URGENT)
        work.notify()
    expect(amira.locator("#urgency summary")).to_have_text("This is not urgent")
    expect(amira.locator("#urgency summary")).to_be_focused()
    expect(amira.get_by_role("button", name="Not urgent")).to_be_hidden()
    expect(amira.get_by_text("It is not urgent now.")).to_have_count(0)
    expect(amira.get_by_label("Your answer")).to_have_value("half a sentence")
    boris.goto(f"{desk.address}/conversations/{waits}")
    boris.locator("summary", has_text="This is urgent").click()
    boris.get_by_role("button", name="Urgent", exact=True).click()
    expect(amira.locator(f"#row-{waits}")).to_contain_text("Urgent, as an operator read it")
    expect(amira.get_by_role("alert").filter(has_text="Urgent, as an operator read it")).to_have_count(1)
    picture(amira, "urgency")


def test_a_text_that_did_not_arrive_can_be_sent_again(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, "+491701000001", language="fr")
    amira = hold(desk, come, waits)
    amira.get_by_label("Your answer").fill("Je suis là")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("Je suis là")
    expect(amira.get_by_label("Your answer")).to_have_value("")  # the news may come before the press is answered
    amira.locator("#composer input[name=after]").evaluate("field => { field.value = 2; }")  # a tab from before
    with desk.store.write() as work:
        work.run(outbox.update().values(state="undelivered", error="30003"))
        work.notify()
    amira.get_by_role("button", name="Send again").click()
    expect(amira.get_by_label("Your answer")).to_have_value("Je suis là")
    expect(amira.get_by_label("Your answer")).to_be_focused()
    picture(amira, "send-again")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_label("Your answer")).to_have_value("")
    assert said_by_operators(desk.store, waits) == ["Je suis là"] * 2
    expect(amira.get_by_text("Sent.", exact=True)).to_be_visible()


def test_the_keyboard_stays_where_it_was(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira = hold(desk, come, waits)
    amira.keyboard.type("one")
    amira.keyboard.press("Control+Enter")
    expect(amira.get_by_role("log")).to_contain_text("one")
    expect(amira.get_by_label("Your answer")).to_have_value("")  # the news may come before the press is answered
    expect(amira.locator("#state")).to_have_text("Live")
    amira.wait_for_timeout(300)
    amira.keyboard.type("two")
    expect(amira.get_by_label("Your answer")).to_have_value("two")
    boris = come("Boris")
    other = urgent_one(desk, "+491701000002")
    expect(boris.locator(f"#row-{other}")).to_be_visible()
    for selector in ("#take-next", f"#row-{other}"):
        boris.locator(selector).focus()
        asked = boris.evaluate(LISTS_ASKED_FOR)
        writes(desk.store, other, "and?")
        boris.wait_for_function(f"asked => {LISTS_ASKED_FOR} > asked", arg=asked)
        boris.wait_for_timeout(200)
        expect(boris.locator(selector)).to_be_focused()


def fill_the_desk(desk: RunningDesk) -> int:
    """All that a page can show at once; returns the conversation to open."""
    shown = urgent_one(desk)
    stopped = waiting_conversation(desk.store, "+33612345678", language="fr", country="FR")
    stops(desk.store, stopped)
    silent = conversation_of(desk.store, "+393201234567", language="it")
    with desk.store.write() as work:
        weeks_ago = now() - datetime.timedelta(days=25)
        work.run(update(conversation).where(conversation.c.id == silent).values(changed_at=weeks_ago))
        work.run(tombstone.insert().values(pseudonym="a1b2c3d4", erased_on=now().date()))
        held = NewMessage(Author.CONTACT, "", kind="media")
        messages.add(work, shown, held)
        messages.add(work, shown, NewMessage(Author.CONTACT, "مرحبا، أين أنتم؟", language="ar"))
        messages.add(work, shown, NewMessage(Author.CONTACT, "w" * 200, topic="shelter"))
        holder.take(work, stopped, 2)
        call_backs.add(work, shown, "call", "", "evening", None)
    return shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_accessible_and_fits(
    desk: RunningDesk, come: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    shown = fill_the_desk(desk)
    chief = come("Chief", viewport=size, color_scheme=scheme)
    pages = {"list": "/", "reading": f"/conversations/{shown}", "operators": "/operators", "audit": "/audit"}
    pages |= {"account": "/account", "erased-by-age": "/retention", "call-backs": "/call-backs", "shift": "/shift"}
    pages |= {"settings": "/settings"}

    def check(name: str) -> None:
        picture(chief, f"{name}-{size['width']}-{scheme}")
        check_accessible(chief)
        assert chief.evaluate("document.documentElement.scrollWidth") <= size["width"], name

    for name, path in pages.items():
        chief.goto(desk.address + path)
        expect(chief.get_by_role("heading", level=1)).to_be_visible()
        check(name)
    chief.goto(desk.address + pages["reading"])
    take(chief)
    chief.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")  # a click opens one
    expect(chief.locator("#ready [data-sentence]").first).to_be_attached()
    check("holding")
    chief.reload()
    chief.get_by_role("button", name="Menu").click()
    chief.get_by_role("button", name="Log out").click()
    expect(chief.get_by_role("heading", name="Log in")).to_be_visible()
    check("login")


def test_everything_is_reached_by_keyboard(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = urgent_one(desk)
    amira = come("Amira")

    def tab_to(what: str) -> None:
        for _ in range(40):
            amira.keyboard.press("Tab")
            if amira.evaluate(f"document.activeElement.matches({what!r})"):
                return
        raise AssertionError(f"{what} is not reached")

    tab_to(f"#row-{waits}")
    amira.keyboard.press("Enter")
    expect(amira.get_by_role("log")).to_be_visible()
    tab_to("#transcript")
    tab_to("#actions button.main")
    amira.keyboard.press("Enter")
    expect(amira.get_by_label("Your answer")).to_be_focused()
    tab_to("#composer button.main")
