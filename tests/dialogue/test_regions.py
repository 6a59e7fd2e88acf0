"""Which part of a country a text names, what is remembered of it, and which text answers the question for it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.region_answer import answer_to_region
from bot.dialogue.regions import MOST_BESIDE, region_after, region_in
from bot.dialogue.story import SLOT, Story
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.replies.phrases.region import NAMES

SCOTLAND, ENGLAND, WALES = "GB-SCT", "GB-ENG", "GB-WLS"
ASKED = {SLOT: Story(region_asked=True, asks_region=True).write(), "country": "GB", "language": "en"}


def parse(text: str, topic: str = "nlu_fallback", *, role: str | None = None, country: str = "") -> dict[str, Any]:
    """A parse; with `country`, the last word is a place in it."""
    start = len(text) - len(text.split()[-1])
    place = {"entity": "country", "value": country, "start": start, "end": len(text), "role": role}
    return {"text": text, "intent": {"name": topic}, "entities": [place] if country else []}


def answered(text: str, topic: str = "nlu_fallback", **slots: Any) -> str | None:
    found = answer_to_region({**ASKED, **slots}, parse(text, topic))
    return found["answer"] if found else None


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("I am in a village near Cardiff", "GB", WALES),
        ("Глазго", "GB", SCOTLAND),
        ("格拉斯哥", "GB", SCOTLAND),
        ("ग्लासगो में", "GB", SCOTLAND),
        ("Birmingham, England", "GB", ENGLAND),
        ("Glasgow or London", "GB", None),
        ("kansas city", "US", None),  # not Kansas
        ("malmo", "SE", "SE-M"),
        ("thanks", "GB", None),
        ("i live in the north", "GB", None),
        ("we came here three years ago and they sent us to Leeds", "GB", None),
        ("Warsaw", "PL", None),
    ],
)
def test_a_short_text_names_one_part_or_none(text: str, country: str, region: str | None) -> None:
    assert region_in(text, country, MOST_BESIDE, endings=False) == region


@pytest.mark.parametrize(
    ("text", "region"), [("в Шотландии", SCOTLAND), ("w Londynie", ENGLAND), ("в Кардиффе", WALES)]
)
def test_names_are_read_with_case_endings_where_the_language_has_them(text: str, region: str) -> None:
    assert region_in(text, "GB", MOST_BESIDE, endings=True) == region


@pytest.mark.parametrize("language", available_languages())
def test_what_can_be_picked_can_be_written_in_every_language(language: str) -> None:
    for region, name in NAMES.items():
        assert region_in(catalogue_of(language).say(name), "GB", 0, endings=False) == region


def test_the_town_somebody_says_they_are_in_tells_the_part_and_another_one_later_moves_it() -> None:
    glasgow = region_after(None, parse("I live in Glasgow", role="city", country="GB"), "GB")
    assert glasgow == SCOTLAND
    assert region_after(glasgow, parse("now in London", role="city", country="GB"), "GB") == ENGLAND


def test_a_town_that_is_only_named_does_not_move_what_is_known() -> None:
    named = parse("he drives to London", role="town", country="GB")
    assert region_after(None, named, "GB") == ENGLAND
    assert region_after(SCOTLAND, named, "GB") == SCOTLAND


@pytest.mark.parametrize(("text", "role"), [("I come from Glasgow", "origin"), ("I am not in Scotland", "not")])
def test_where_they_are_not_tells_nothing(text: str, role: str) -> None:
    assert region_after(None, parse(text, role=role, country="GB"), "GB") is None


def test_england_may_be_said_of_the_whole_country_and_scotland_not() -> None:
    assert region_after(None, parse("I am in England", country="GB"), "GB") is None
    assert region_after(None, parse("I am in Scotland", country="GB"), "GB") == SCOTLAND


def test_a_town_of_another_country_tells_nothing_of_this_one() -> None:
    assert region_after(None, parse("in Boston", role="city", country="US"), "GB") is None
    assert region_after("US-TX", parse("hello"), "GB") == "US-TX"  # they may go back
    assert region_after("US-TX", parse("in Glasgow", role="town", country="GB"), "GB") == SCOTLAND


def _inform(question: str, answer: str) -> dict[str, Any]:
    entities = [{"entity": "question", "value": question}, {"entity": "answer", "value": answer}]
    return {"text": "/inform", "intent": {"name": "inform"}, "entities": entities}


def test_what_is_picked_counts_whatever_was_known() -> None:
    assert region_after(ENGLAND, _inform("region", SCOTLAND), "GB") == SCOTLAND
    assert region_after(ENGLAND, _inform("region", "skip"), "GB") == ENGLAND
    assert region_after(None, _inform("region", SCOTLAND), "SE") is None


def test_where_it_happened_counts_only_while_nothing_else_is_known() -> None:
    assert region_after(None, _inform("compensation.region", "US-TX"), "US") == "US-TX"
    assert region_after("US-OH", _inform("compensation.region", "US-TX"), "US") == "US-OH"


def test_a_name_alone_is_an_answer_whatever_it_is_taken_for() -> None:
    assert answered("Cardiff", "shelter") == WALES
    assert answered("a place to sleep in Cardiff", "shelter") is None
    assert answered("we are in Cardiff", "nlu_fallback") == WALES


def test_who_does_not_know_is_understood_right_after_the_question_only() -> None:
    assert answered("I don't know") == "skip"
    later: dict[str, Any] = {SLOT: Story(region_asked=True).write()}
    assert answered("I don't know", **later) is None


def test_unasked_only_a_text_on_where_they_are_is_an_answer() -> None:
    unasked: dict[str, Any] = {SLOT: Story().write()}
    assert answered("I am in Cardiff", "change_country", **unasked) == WALES
    assert answered("Cardiff", "nlu_fallback", **unasked) is None


def test_a_town_of_another_country_is_an_answer_only_where_the_country_is_sure() -> None:
    boston = parse("Boston", "change_country", role="city", country="US")
    assert answer_to_region({**ASKED, "country_guessed": True}, boston) is None
    assert answer_to_region({**ASKED, "country_guessed": False}, boston) == {"question": "region", "answer": ENGLAND}


def test_without_a_country_there_is_no_part_of_it() -> None:
    assert answered("Cardiff", country=None) is None
    assert region_after(None, parse("Cardiff", role="city", country="GB"), None) is None


def test_the_story_remembers_the_part_and_forgets_that_the_last_answer_asked() -> None:
    story = Story(region_asked=True, asks_region=True).after(parse("in Glasgow", role="city", country="GB"), "GB", "en")
    assert (story.region, story.region_asked, story.asks_region) == (SCOTLAND, True, False)
