"""How many clicks and keys ten common tasks take: done in Chromium, and compared with the table of docs/desk.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.desk.lists import read_row
from tests.browser.desks import RunningDesk
from tests.desk.making import holder_in, said_by_operators, waiting_conversation

pytestmark = pytest.mark.browser

GUIDE = Path(__file__).parents[2] / "docs" / "desk.md"
ROW = re.compile(r"^\| (?P<task>[^|]+) \| (?P<ours>\d+) \| (?P<theirs>\d+) \|", re.MULTILINE)
OF_A_LIST = 2  # a drop-down of the browser is opened and chosen from; no script sees it
COUNTER = """
const count = (event) => {
  if (event.isTrusted && !["Control", "Shift", "Alt", "Meta"].includes(event.key)) window.countOne();
};
addEventListener("pointerdown", count, true);
addEventListener("keydown", count, true);
"""


class Counted:
    """A page whose clicks and keys are counted. What is typed into a field is put in at once, and counts nothing."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0
        self.taken: dict[str, int] = {}
        page.expose_function("countOne", self._one)
        page.add_init_script(COUNTER)
        page.reload()

    def _one(self) -> None:
        self.acts += 1

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f"select[name={name}]:visible").select_option(label=label)
        self.acts += OF_A_LIST

    @contextmanager
    def task(self, name: str) -> Iterator[Page]:
        """Count what is done until the end, which a test waits for itself."""
        expect(self.page.locator("#state")).to_have_text("Live")
        self.acts = 0
        yield self.page
        self.taken[name] = self.acts


def in_the_guide() -> dict[str, int]:
    section = GUIDE.read_text().split("## Ten common tasks")[1].split("\n## ")[0]
    return {row["task"]: int(row["ours"]) for row in ROW.finditer(section)}


@pytest.mark.long("does ten tasks at two desks")
def test_ten_tasks_take_as_many_clicks_and_keys_as_the_guide_says(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, "+491701000001", language="vi", text="Họ nhốt tôi", urgent=True)
    other = waiting_conversation(desk.store, "+491701000002", language="en", text="my passport is gone")
    boris = Counted(come("Boris"))
    amira = Counted(come("Amira"))

    with amira.task("take the most urgent one and write") as page:
        page.get_by_role("button", name="Take the most urgent one").click()
        expect(page.get_by_label("Your answer")).to_be_focused()
    assert holder_in(desk.store, waits)[0] == "operator"
    log = amira.page.get_by_role("log")

    with amira.task("send a typed answer") as page:
        amira.type("Xin chào")
        page.keyboard.press("Control+Enter")
        expect(log).to_contain_text("Xin chào")
        expect(page.get_by_label("Your answer")).to_have_value("")  # the news may come before the press is answered

    with amira.task("send a ready sentence") as page:
        page.get_by_label("Your answer").blur()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="Search the phrasebook")).to_be_focused()
        amira.type("door lock")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Send this sentence")).to_be_focused()
        page.keyboard.press("Enter")
        expect(log).to_contain_text("Is the door locked")

    with amira.task("write a note for colleagues") as page:
        page.locator("#together summary", has_text="Note").click()
        expect(page.locator("#note")).to_be_focused()
        amira.type("speaks quietly")
        page.get_by_role("button", name="Keep the note").click()
        expect(log).to_contain_text("speaks quietly")

    with amira.task("call it not urgent") as page:
        page.locator("#urgency summary").click()
        page.get_by_role("button", name="Not urgent").click()
        expect(page.locator("#head .badge.danger")).to_have_count(0)

    with amira.task("hand it over to a named colleague") as page:
        page.locator("#together summary", has_text="Hand over").click()
        amira.choose("to", "Boris")
        page.get_by_role("button", name="Ask them").click()
        expect(page.locator(".offer")).to_contain_text("Offered to Boris")

    boris.page.locator("#to-others").click()
    with boris.task("accept what a colleague offers") as page:
        page.locator(f"#row-{waits}").click()
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_label("Your answer")).to_be_visible()
    with desk.store.read() as work:
        row = read_row(work, waits)
    assert row is not None
    assert row.operator_name == "Boris"

    with boris.task("end it with an outcome") as page:
        page.locator("#toolbar summary", has_text="Hand back").click()
        boris.choose("outcome", "Answered")
        if page.locator("#hand-back-sure input").count():
            page.locator("#hand-back-sure input").check()
        page.get_by_role("button", name="Hand back to the bot").click()
        expect(page.locator("#head .holder")).to_contain_text("The bot holds")

    with boris.task("find a conversation by a word") as page:
        page.get_by_role("link", name="Search", exact=True).first.click()
        expect(page.locator("[name=word]")).to_be_focused()
        boris.type("passport")
        page.keyboard.press("Enter")
        page.locator(f"#row-{other}").click()
        expect(page.get_by_role("log")).to_contain_text("my passport is gone")

    with boris.task("go on a pause") as page:
        page.locator("details.duty summary").click()
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("details.duty summary")).to_contain_text("On a pause")

    assert len(said_by_operators(desk.store, waits)) == 2
    assert {**amira.taken, **boris.taken} == in_the_guide()
