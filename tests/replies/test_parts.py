"""A long answer by text message comes in parts of six pages at most; nothing of it is lost or said twice."""

from __future__ import annotations

import pytest

from bot.channels.sms.channel import shape
from bot.replies.compose import COUNTRY_TOPICS, compose
from bot.replies.situation import Situation

MOST_PAGES = 6
PARTS = 6


@pytest.mark.long("shapes every answer in the script that takes most pages")
@pytest.mark.parametrize("country", ["DE", "GB", "IT"])
def test_no_answer_is_longer_than_six_pages(country: str) -> None:
    situation = Situation("uk", country, channel="sms", phone_country=country)
    for topic in COUNTRY_TOPICS - {"rights_overview"}:  # the law is what they asked for
        shaped = shape(compose(f"utter_{topic}", situation), ())
        assert len(shaped.texts) + len(shaped.more) <= MOST_PAGES, topic


def test_the_parts_together_are_the_whole_answer_and_the_last_offers_no_more() -> None:
    situation = Situation("uk", "GB", channel="sms", phone_country="GB")
    told = [compose("utter_compensation", situation, part=number) for number in range(PARTS)]
    offering = [reply for reply in told if any("more." in choice.payload for choice in reply.choices)]
    assert offering == told[: len(offering)]
    said = [paragraph for reply in told[: len(offering) + 1] for paragraph in reply.paragraphs]
    assert len(said) == len(set(said))
    assert told[len(offering)] == told[-1]
    payload = next(choice.payload for choice in told[0].choices if "more." in choice.payload)
    assert payload == '/inform{"answer": "more.compensation.1"}'


def test_elsewhere_the_answer_is_whole() -> None:
    reply = compose("utter_compensation", Situation("uk", "GB"))
    assert not any("more." in choice.payload for choice in reply.choices)
