"""Whoever asks once more gets the next thing to do, with the number, and never the same words."""

from __future__ import annotations

import re

import pytest

from bot.i18n.catalogues import available_languages
from bot.knowledge.lookup import emergency_numbers
from bot.replies import again, topics
from bot.replies.budget import PHONE_NUMBER
from bot.replies.compose import COUNTRY_TOPICS, compose
from bot.replies.known import country_record, known_countries
from bot.replies.situation import Situation
from bot.replies.text_messages import pages_of
from bot.replies.voice import voice_for

TIMES = 4
LONG = 40  # letters; shorter paragraphs, such as the way to a person, may be said again


@pytest.mark.parametrize("topic", sorted(COUNTRY_TOPICS))
@pytest.mark.parametrize("language", available_languages())
def test_no_paragraph_of_an_answer_is_said_twice(topic: str, language: str) -> None:
    said: set[str] = set()
    for times in range(TIMES):
        reply = compose(f"utter_{topic}", Situation(language, "DE", channel="sms", times_told=times))
        first = reply.paragraphs[0]
        assert first not in said
        said.add(first)


def test_the_number_comes_every_time() -> None:
    for times in range(TIMES):
        text = compose("utter_threats_violence", Situation("en", "GB", channel="sms", times_told=times)).text
        assert "999" in text
        assert PHONE_NUMBER.search(text)


def test_what_else_was_asked_for_is_heard_and_comes_first_among_the_choices() -> None:
    reply = compose("utter_documents_taken", Situation("en", "DE", also=("unpaid_wages", "return_home")))
    assert any("My pay and Going home" in paragraph for paragraph in reply.paragraphs[:3])
    assert [choice.payload for choice in reply.choices[:2]] == ["/unpaid_wages", "/return_home"]
    payloads = [choice.payload for choice in reply.choices]
    assert len(set(payloads)) == len(payloads)
    assert payloads[-1] == "/talk_to_human"


def test_a_new_country_is_said_in_passing() -> None:
    moved = compose("utter_unpaid_wages", Situation("en", "DE", is_country_new=True))
    assert "I answer for this country now: Germany. If this is wrong, write the country you are in." in moved.paragraphs
    assert not any(
        "now: Germany" in paragraph for paragraph in compose("utter_shelter", Situation("en", "DE")).paragraphs
    )


@pytest.mark.parametrize("topic", sorted(COUNTRY_TOPICS))
def test_the_next_step_is_none_that_the_first_screen_of_a_text_message_told(topic: str) -> None:
    situation = Situation("en", "DE", channel="sms")
    early = topics.step_now(voice_for(situation), topics.topic_rights(topic))
    following = compose("utter_next_step", situation, topic=topic, times=1).paragraphs[0]
    assert not any(step in following for step in early)


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("name", sorted(again.STEPS_AFTER))
def test_an_alarm_once_more_has_the_number_first_and_says_nothing_twice(name: str, language: str) -> None:
    said: set[str] = set()
    for times in range(TIMES):
        first, *rest = compose(f"utter_{name}", Situation(language, "GB", channel="sms", times_told=times)).paragraphs
        assert "999" in (first if times or name == "emergency" else rest[0])
        long = {paragraph for paragraph in rest if len(paragraph) > LONG}
        assert not long & said
        said |= long


@pytest.mark.parametrize("language", available_languages())
def test_the_first_page_of_an_alarm_has_the_emergency_number_in_every_country(language: str) -> None:
    for code, known in emergency_numbers_of_all().items():
        for name in again.STEPS_AFTER:
            for times in (0, 1):
                reply = compose(f"utter_{name}", Situation(language, code, channel="sms", times_told=times))
                first = pages_of(reply, reply.choices)[0]
                assert known & set(re.findall(r"\d+", first)), (code, name, times)


def emergency_numbers_of_all() -> dict[str, set[str]]:
    known = {code: emergency_numbers(country_record(code)) for code in known_countries()}
    return {code: {*each.police, *each.ambulance} for code, each in known.items() if each}
