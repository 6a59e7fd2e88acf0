"""A text that may tell of danger gets a number to call above whatever is asked back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.sms.channel import shape
from bot.dialogue.danger import FLOOR, may_tell_of_danger, tells_of_beating
from bot.i18n.catalogues import available_languages
from bot.replies.compose import compose
from bot.replies.floor import with_number_above
from bot.replies.situation import SMS, Situation


def ranked(
    intent: str, text: str = "he beat me", peaks: dict[str, float] | None = None, **likely: float
) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": sure} for name, sure in likely.items()]
    return {"text": text, "intent": {"name": intent}, "intent_ranking": ranking, "peaks": peaks or {}}


@pytest.mark.parametrize(
    ("parse", "plausible"),
    [
        (ranked("threats_violence"), True),
        (ranked("nlu_fallback", emergency=FLOOR / 2, cannot_leave=FLOOR / 2, unpaid_wages=0.5), True),
        (ranked("nlu_fallback", emergency=FLOOR / 3, unpaid_wages=0.9), False),
        (ranked("unpaid_wages", peaks={"sexual_exploitation": 0.6}, unpaid_wages=0.9), True),
        (ranked("unpaid_wages", peaks={"legal_aid": 0.9}, unpaid_wages=0.9), False),
        (ranked("emergency", text="/emergency"), False),  # picked: the answer itself has the number
        ({"text": "hello", "intent": {"name": None}}, False),
    ],
)
def test_danger_is_plausible_by_topic_by_all_topics_together_or_by_a_passage(
    parse: dict[str, Any], plausible: bool
) -> None:
    assert may_tell_of_danger(parse) is plausible


@pytest.mark.parametrize(
    ("topic", "text", "told"),
    [
        ("documents_taken", "he beats me and took my passport", True),
        ("out_of_scope", "how do I beat level 46", False),
        ("documents_taken", "/documents_taken", False),
        ("working_conditions", "the boss beats the drum " * 4, False),
    ],
)
def test_beating_is_danger_beside_another_need_said_in_few_words(topic: str, text: str, told: bool) -> None:
    parse = ranked(topic, text) | {"concepts": ["beat"]}
    assert tells_of_beating(parse) is told
    assert may_tell_of_danger(parse) is told


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("response", ["utter_choices", "utter_out_of_scope", "utter_greet", "utter_choose_language"])
def test_the_first_text_message_begins_with_the_number(language: str, response: str) -> None:
    situation = Situation(language, "GB", channel=SMS, phone_country="GB")
    reply = with_number_above(compose(response, situation), situation)
    assert "999" in reply.paragraphs[0]
    assert "999" in shape(reply, ()).texts[0].split("\n")[0]
    assert "GB:emergency" in reply.sources


def test_a_country_that_is_not_known_gets_the_number_that_most_of_europe_has() -> None:
    situation = Situation("en", None)
    assert "112" in " ".join(with_number_above(compose("utter_choices", situation), situation).paragraphs[:2])
    assert "112" in with_number_above(compose("utter_menu", situation), situation).paragraphs[0]


@pytest.mark.parametrize("response", ["utter_emergency", "utter_threats_violence", "utter_shelter"])
def test_an_answer_that_begins_with_a_number_stays_as_it_is(response: str) -> None:
    situation = Situation("en", "GB", channel=SMS, phone_country="GB")
    reply = compose(response, situation)
    assert with_number_above(reply, situation) == reply


@pytest.mark.parametrize("language", available_languages())
def test_who_cannot_speak_and_calls_for_help_reads_how_to_get_it_in_writing(language: str) -> None:
    situation = Situation(language, "GB", channel="sms", is_quiet=True)
    first = with_number_above(compose("utter_cry_for_help", situation), situation).paragraphs[0]
    assert "9" in first
    alone = with_number_above(compose("utter_cannot_talk", situation), situation)
    assert alone == compose("utter_cannot_talk", situation)
