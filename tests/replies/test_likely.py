"""The short answer to a text that is likely about a topic: one screen, with what else may be meant."""

from __future__ import annotations

import pytest

from bot.channels.sms.channel import shape
from bot.i18n.catalogues import available_languages
from bot.replies.budget import PHONE_NUMBER
from bot.replies.compose import compose
from bot.replies.situation import Situation

INSTEAD = ("compensation", "debt_bondage", "legal_aid")


def likely(**known: object) -> Situation:
    return Situation("en", "GB", channel="sms", instead=INSTEAD, **known)  # type: ignore[arg-type]


def test_more_of_it_and_the_next_likely_topics_are_offered_with_a_person() -> None:
    reply = compose("utter_unpaid_wages", likely())
    assert [choice.payload for choice in reply.choices] == [
        *("/unpaid_wages", "/compensation", "/debt_bondage", "/talk_to_human")
    ]


def test_it_fits_one_text_with_the_number() -> None:
    texts = shape(compose("utter_unpaid_wages", likely()), ()).texts
    assert len(texts) == 1
    assert PHONE_NUMBER.search(texts[0])


@pytest.mark.parametrize("language", available_languages())
def test_it_begins_as_the_whole_answer_does(language: str) -> None:
    whole = compose("utter_threats_violence", Situation(language, "DE"))
    short = compose("utter_threats_violence", Situation(language, "DE", instead=()))
    assert short.paragraphs[0] == whole.paragraphs[0]
    assert "110" in short.paragraphs[1]
    assert len(short.paragraphs) == 3


def test_who_is_told_it_again_reads_the_next_step() -> None:
    assert compose("utter_unpaid_wages", likely()).paragraphs[0] not in (
        compose("utter_unpaid_wages", likely(times_told=1)).paragraphs
    )


def test_an_alarm_that_is_not_sure_offers_what_else_may_be_meant_and_no_second_person() -> None:
    sure, doubtful = compose("utter_distress", Situation("en", "GB")), compose("utter_distress", likely())
    assert sure.choices == ()
    assert [choice.payload for choice in doubtful.choices] == ["/compensation", "/debt_bondage"]
    assert doubtful.paragraphs[0] == sure.paragraphs[0]
