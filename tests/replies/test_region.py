"""The part of the country: asked where it changes whom to call, and only what it changes is told."""

from __future__ import annotations

import pytest

from bot.i18n.catalogues import available_languages
from bot.replies import region
from bot.replies.compose import compose
from bot.replies.region import QUESTION, with_question
from bot.replies.reply import Reply
from bot.replies.situation import SMS, TELEGRAM, WEBCHAT, Situation
from bot.replies.text_messages import pages_of
from tests.replies.conftest import MakeCountry, MakeVoice, contact

NATIONS = ["England", "Scotland", "Wales", "Northern Ireland"]
IN_BRITAIN = Situation("en", "GB")


def asked(topic: str, situation: Situation) -> Reply | None:
    return with_question(compose(f"utter_{topic}", situation), situation, topic)


def test_the_question_ends_the_answer_and_the_nations_are_picked() -> None:
    reply, plain = asked("shelter", IN_BRITAIN), compose("utter_shelter", IN_BRITAIN)
    assert reply is not None
    assert reply.paragraphs[:-1] == plain.paragraphs
    assert reply.paragraphs[-1] == "Which part of the country are you in? I may know a helpline there."
    assert [choice.title for choice in reply.choices[:4]] == NATIONS
    assert reply.choices[4:] == plain.choices


def test_where_parts_have_no_names_to_pick_a_town_is_asked_for() -> None:
    reply = asked("shelter", Situation("en", "SE"))
    assert reply is not None
    assert "Write its name." in reply.paragraphs[-1]
    assert not any(QUESTION in choice.payload for choice in reply.choices)


@pytest.mark.parametrize(
    ("topic", "situation"),
    [
        ("unpaid_wages", IN_BRITAIN),  # one line for all of it
        ("shelter", Situation("en", "PL")),
        ("shelter", Situation("en")),
        ("shelter", Situation("en", "GB", region="GB-SCT")),
    ],
)
def test_it_is_not_asked_where_it_changes_nothing_or_is_known(topic: str, situation: Situation) -> None:
    assert asked(topic, situation) is None


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("topic", ["shelter", "legal_aid", "interpreter", "residence_permit"])
def test_by_sms_the_first_page_loses_nothing_to_the_question(topic: str, language: str) -> None:
    situation = Situation(language, "GB", phone_country="GB", channel=SMS, first=True)
    plain, reply = compose(f"utter_{topic}", situation), asked(topic, situation)
    if reply is not None:
        before, after = pages_of(plain, plain.choices), pages_of(reply, reply.choices)
        assert after[0].rpartition(" ")[0] == before[0].rpartition(" ")[0]
        assert reply.choices == plain.choices


def test_by_sms_a_short_reply_is_not_pushed_onto_a_second_page() -> None:
    situation = Situation("en", "GB", phone_country="GB", channel=SMS)
    plain = Reply(("Call them. " * 36, "0800 1"), "en")
    assert len(pages_of(plain, ())) == 1
    assert with_question(plain, situation, "shelter") is None


def test_the_part_is_never_asked_of_the_country_that_it_is_not_in() -> None:
    reply = asked("shelter", Situation("en", "SE", region="GB-SCT"))
    assert reply is not None


@pytest.mark.parametrize("channel", [SMS, TELEGRAM, WEBCHAT])
def test_only_the_line_of_the_part_is_told(channel: str) -> None:
    situation = Situation("en", "GB", phone_country="GB", channel=channel, region="GB-SCT")
    reply = compose("utter_region_known", situation, topic="shelter")
    assert len(reply.paragraphs) == 2
    assert "0141 884 7900" in reply.paragraphs[1]
    assert compose("utter_shelter", situation).choices == reply.choices


@pytest.mark.parametrize(
    ("country", "where", "topic"),
    [("SE", "SE-BD", "shelter"), ("GB", "GB-SCT", "unpaid_wages"), ("GB", None, "shelter")],
)
def test_where_nothing_changes_the_number_is_not_repeated(country: str, where: str | None, topic: str) -> None:
    reply = compose("utter_region_known", Situation("en", country, region=where), topic=topic)
    assert reply.paragraphs == ("Thank you. The helpline stays the same.",)


def test_before_any_answer_the_line_for_everybody_is_told() -> None:
    reply = compose("utter_region_known", Situation("en", "GB", phone_country="GB", region="GB-NIR"))
    assert "028 9244 8449" in reply.paragraphs[1]


def test_a_lawyer_of_another_part_is_not_told() -> None:
    scotland = compose("utter_legal_aid", Situation("en", "GB", region="GB-SCT"))
    assert "Civil Legal Advice" not in scotland.text
    assert "Civil Legal Advice" in compose("utter_legal_aid", Situation("en", "GB", region="GB-WLS")).text


def test_a_part_counts_in_its_own_country_only(voice: MakeVoice, country: MakeCountry) -> None:
    record = country(contact("a"), contact("b", regions=["GB-SCT"], place="Scotland"))
    assert voice(record, region="GB-SCT").region == "GB-SCT"
    assert voice(record, region="US-TX").region is None
    assert region.known(voice(record, region="US-TX")).paragraphs == ("Thank you. The helpline stays the same.",)


def test_a_changed_country_asks_nothing_of_the_part_known_before() -> None:
    reply = compose("utter_shelter", Situation("en", "GB", region="GB-SCT"), country="SE")
    assert "0141 884 7900" not in reply.text
