"""However odd a long text is, to read it takes a time that grows as its length, and no faster.

Twenty-eight texts of 4,000 times U+FDFA kept everybody waiting for a minute; 4,000 letters of "a@a@a@" for five.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversations.contract import OfferedChoice
from bot.conversations.offers import Offer
from bot.dates.when import when_in
from bot.dialogue.keywords import recognise
from bot.dialogue.typed_choice import numbered_in, titled_in
from bot.dialogue.unreadable import report_in
from bot.dialogue.yes_no import said_in
from bot.nlu.passages import parts_of, passages_of
from bot.storage.engine import now
from bot.text.addresses import without_addresses
from bot.text.folding import comparable, romanised, without_accents
from bot.text.letters import scripts_in
from bot.text.visible import visible
from tests.nlu.extraction import places_of

LETTERS = 8000  # twice the longest text that is read
MOST_SECONDS = 1.0  # of the processor; what grows as the square took ten times as long, or minutes
OFFER = Offer((OfferedChoice("t1", "Money", "/unpaid_wages"), OfferedChoice("t2", "A person", "/talk_to_human")))
NAMES_IN = ("en", "de", "fi", "tr", "ru", "ar", "zh")
READERS: dict[str, Callable[[str], object]] = {
    "folding": lambda text: (without_accents(text), romanised(text), comparable(text)),
    "letters": lambda text: (scripts_in(text), visible(text), without_addresses(text)),
    "passages": lambda text: (passages_of(text), parts_of(text)),
    "names": lambda text: [places_of(*NAMES_IN).find(text, language) for language in ("de", "tr")],
    "conversation": lambda text: (
        recognise(text),
        numbered_in(text, OFFER),
        titled_in(text, OFFER),
        report_in(text, "ru"),
        said_in(text, "en"),
        when_in(text, "en", now().date()),
    ),
}
PARTS = st.text(st.sampled_from("aé1١.@#,-/ \n'а中ก\ufdfa\u0301\u200d:w"), min_size=1, max_size=4)
READ = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@pytest.fixture(scope="module", autouse=True)
def names_are_known() -> None:
    """Before anything is timed; not while tests are collected, which every run of any test does."""
    places_of(*NAMES_IN)


def seconds_to(read: Callable[[str], object], text: str) -> float:
    read(text[:50])  # what is made once
    gc.freeze()  # as the worker does: a collection would go through what all other tests have left
    try:
        begun = time.process_time()
        read(text)
        return time.process_time() - begun
    finally:
        gc.unfreeze()


@READ
@given(PARTS)
@example("\ufdfa")
@example("a@")
@example("@")
@example("in ")
@example("in san ")
@example("not ")
@example("1-")
@example("1 ")
@example("www.")
@settings(max_examples=15, deadline=None, derandomize=True)
def test_a_long_odd_text_is_read_in_a_time_that_grows_as_its_length(read: Callable[[str], object], part: str) -> None:
    text = (part * LETTERS)[:LETTERS]
    assert seconds_to(read, text) < MOST_SECONDS
