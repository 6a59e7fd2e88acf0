from __future__ import annotations

from typing import Any

import pytest

from bot.replies import country_rules
from bot.replies.national_law import rules_on
from bot.replies.situation import SMS
from tests.replies.conftest import MakeCountry, MakeVoice

S = {"sources": ["S1"]}
EVERYTHING: dict[str, Any] = {
    "minimum_wage": {
        "exists": "yes",
        "amount": 12.5,
        "currency": "EUR",
        "per": "hour",
        "valid_from": "2026-01-01",
        "law": "Pay Act, s. 1",
        **S,
    },
    "reporting": [
        {"offices": ["hospital", "court"], "duty": "need_not", "law": "Stay Act, s. 87", **S},
        {"offices": ["police"], "duty": "must", **S},
    ],
    "not_punished": {"strength": "must", "law": "Criminal Code, art. 5", **S},
    "appeals": [{"against": "removal", "amount": 15, "unit": "days", **S}],
    "crimes": [{"act": "keeping_papers", **S}],
    "without_papers": [{"to": "emergency_care", "verify": True, **S}],
}


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (
            "unpaid_wages",
            "The lowest legal pay for most adults here is €12.50 an hour (since January 1, 2026). Law: Pay Act, s. 1. "
            "These do not have to tell the immigration authority about people without papers: courts. "
            "Law: Stay Act, s. 87.",
        ),
        (
            "medical_help",
            "In an emergency, hospitals here must treat people without papers too. "
            "I could not check all of this: ask a lawyer. "
            "These do not have to tell the immigration authority about people without papers: hospitals and doctors. "
            "Law: Stay Act, s. 87.",
        ),
        (
            "report_to_police",
            "These must tell the immigration authority about people without papers: police. "
            "The law here forbids punishing you for crimes others made you do. Law: Criminal Code, art. 5.",
        ),
        ("residence_permit", "The time to appeal against an order to leave can be as short as: 15 days."),
        ("documents_taken", "Keeping another person's papers can be a crime here."),
    ],
)
def test_a_topic_is_told_the_rules_on_it_and_no_others(
    country: MakeCountry, voice: MakeVoice, topic: str, said: str
) -> None:
    assert rules_on(voice(country(national_law=EVERYTHING)), topic) == [said]


def test_what_is_told_is_cited(country: MakeCountry, voice: MakeVoice) -> None:
    speaking = voice(country(national_law=EVERYTHING))
    rules_on(speaking, "documents_taken")
    assert speaking.cited == ["GB:national_law.crimes"]


def test_text_messages_name_no_law_and_no_crime(country: MakeCountry, voice: MakeVoice) -> None:
    texted = voice(country(national_law=EVERYTHING), channel=SMS)
    assert rules_on(texted, "documents_taken") == []
    assert "Law:" not in " ".join(rules_on(texted, "unpaid_wages"))


def test_that_no_lowest_pay_is_set_by_law_is_told(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(national_law={"minimum_wage": {"exists": "no", **S}})
    (said,) = rules_on(voice(record), "working_conditions")
    assert said.startswith("Here no law sets one lowest pay for everybody.")


@pytest.mark.parametrize(
    ("wage", "fault"),
    [
        ({"exists": "yes", "amount": 12}, "needs amount, currency, per and valid_from"),
        ({"exists": "no", "amount": 12}, "yet a part of one is given"),
    ],
)
def test_a_lowest_pay_is_whole_or_none(country: MakeCountry, wage: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        country(national_law={"minimum_wage": {**wage, **S}})


def test_nothing_is_said_where_nothing_is_known(country: MakeCountry, voice: MakeVoice) -> None:
    assert rules_on(voice(country()), "unpaid_wages") == []


def test_an_overview_says_how_long_the_time_to_decide_is_and_who_gives_it(
    country: MakeCountry, voice: MakeVoice
) -> None:
    days = {"value": 30, "granted_by": ["police", "prosecutor"], **S}
    record = country(identification={"recovery_period_days": days, "help_needs_cooperation": "no", **S})
    speaking = voice(record)
    (said,) = country_rules.facts(speaking, "rights_overview")
    assert said == (
        "Here the time to rest and decide lasts: 30 days. Who gives you this time: police, prosecutor. "
        "You get help even if you do not work with the police."
    )
    assert "GB:identification" in speaking.cited
    assert country_rules.facts(voice(record), "shelter") == ["You get help even if you do not work with the police."]
