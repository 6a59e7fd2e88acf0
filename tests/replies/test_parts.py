"""A long answer by text message comes in parts of six pages, and none of it is lost."""

from __future__ import annotations

import pytest

from bot.i18n.catalogues import available_languages
from bot.replies import parts
from bot.replies.compose import COUNTRY_TOPICS, RESPONSES, compose, with_fewer_pages
from bot.replies.floor import with_number_above
from bot.replies.reply import Reply
from bot.replies.situation import SMS, WEBCHAT, Situation
from bot.replies.text_messages import pages_of
from bot.replies.voice import voice_for
from bot.text.punctuation import as_written
from tests.replies.in_parts import next_part, told_after, told_in_parts

LONG = [("lt", "LT", "compensation"), ("ru", "DE", "unpaid_wages"), ("hi", "DE", "compensation")]


def is_short(part: Reply) -> bool:
    """Whether it has six pages at most; one paragraph alone, which is not cut, may have more."""
    return len(part.paragraphs) == 1 or len(pages_of(part, part.choices)) <= parts.MOST_PAGES


@pytest.mark.parametrize(("language", "country", "topic"), LONG)
def test_a_long_answer_comes_in_parts_and_none_of_it_is_lost(language: str, country: str, topic: str) -> None:
    situation = Situation(language, country, phone_country=country, channel=SMS)
    told = told_in_parts(topic, situation)
    assert len(told) > 1, "this answer is no longer long"
    assert all(map(is_short, told))
    whole = RESPONSES[f"utter_{topic}"](voice_for(situation))
    assert [text for part in told for text in part.paragraphs] == list(map(as_written, whole.paragraphs))
    assert {choice.payload for choice in whole.choices} <= {choice.payload for part in told for choice in part.choices}


@pytest.mark.long("every topic of a country in every language")
@pytest.mark.parametrize("language", available_languages())
def test_no_part_repeats_or_skips_a_paragraph_at_a_first_contact(language: str) -> None:
    situation = Situation(language, "LT", phone_country="LT", channel=SMS, first=True, country_guessed=True)
    for topic in sorted(COUNTRY_TOPICS):
        told = told_in_parts(topic, situation)
        whole = [as_written(text) for text in RESPONSES[f"utter_{topic}"](voice_for(situation)).paragraphs]
        said = [text for part in told for text in part.paragraphs if text in whole]
        assert said == whole, topic
        assert all(map(is_short, told)), topic
        assert len(pages_of(told[0], told[0].choices)) <= parts.MOST_PAGES, topic


@pytest.mark.long("every topic of a country in every language")
@pytest.mark.parametrize("language", available_languages())
def test_a_number_above_an_answer_makes_its_first_part_no_longer(language: str) -> None:
    situation = Situation(language, "RO", phone_country="RO", channel=SMS, first=True)
    for topic in sorted(COUNTRY_TOPICS):
        reply = with_number_above(compose(f"utter_{topic}", situation), situation, only_emergency=True)
        first = with_fewer_pages(reply, situation, topic)
        whole = [as_written(text) for text in RESPONSES[f"utter_{topic}"](voice_for(situation)).paragraphs]
        said = [text for part in told_after(first, situation) for text in part.paragraphs if text in whole]
        assert said == whole, topic
        assert first.paragraphs[:2] == reply.paragraphs[:2], topic
        assert len(pages_of(first, first.choices)) <= parts.MOST_PAGES, topic


def test_where_there_are_no_pages_nothing_is_cut() -> None:
    reply = compose("utter_unpaid_wages", Situation("lt", "LT", channel=WEBCHAT))
    assert next_part(reply) is None


@pytest.mark.parametrize("answer", ["more.unpaid_wages", "more.unpaid_wages.-1", "law.unpaid_wages", "yes"])
def test_other_answers_pick_no_rest(answer: str) -> None:
    assert parts.rest_in(answer) is None


def test_a_part_of_an_answer_that_has_become_shorter_is_its_end() -> None:
    situation = Situation("en", "GB", channel=SMS)
    end = compose("utter_more", situation, topic="shelter", start=999)
    whole = RESPONSES["utter_shelter"](voice_for(situation))
    assert end.paragraphs == (as_written(whole.paragraphs[-1]),)
