from __future__ import annotations

from bot.replies import country_rules
from tests.replies.conftest import MakeCountry, MakeVoice

S = {"sources": ["S1"]}


def test_the_time_to_decide_and_who_starts_the_steps_are_told(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(
        identification={
            "recovery_period_days": {"value": 45, "limit": "at_least", **S},
            "can_refer": ["ngo", "police"],
            "decided_by": ["immigration_authority"],
            "self_referral": "no",
            "help_needs_cooperation": "no",
            **S,
        }
    )
    (said,) = country_rules.facts(voice(record), "recovery_period")
    assert said == (
        "Here the time to rest and decide lasts at least: 45 days. "
        "Who can start the official steps: charities, police. Who decides: immigration authority. "
        "You cannot start the official steps yourself: one of them must do it. "
        "You get help even if you do not work with the police."
    )


def test_the_permit_says_conditions_length_and_work(country: MakeCountry, voice: MakeVoice) -> None:
    permit = {
        "available": "yes",
        "conditions": ["identified_as_victim"],
        "one_of": ["personal_situation", "child"],
        "lasts": {"amount": 6, "unit": "months"},
        "renewable": "yes",
        "work_allowed": "no",
        "cooperation_required": "no",
        **S,
    }
    record = country(identification={"residence_permit": permit, **S})
    (said,) = country_rules.facts(voice(record), "residence_permit")
    for sentence in (
        "For the permit to stay all of this is needed: your situation was officially recognised.",
        "For the permit to stay one of these reasons can be enough: your personal situation; you are under 18.",
        "The permit to stay lasts: 6 months.",
        "The permit to stay can be made longer.",
        "The permit to stay does not allow you to work.",
        "You can get the permit to stay without working with the police.",
    ):
        assert sentence in said


def test_that_there_is_no_permit_is_said_and_an_unknown_one_is_not_made_up(
    country: MakeCountry, voice: MakeVoice
) -> None:
    without = country(identification={"residence_permit": {"available": "no", **S}, **S})
    unknown = country(identification={"residence_permit": {"available": "unknown", **S}, **S})
    assert "no special permit" in country_rules.facts(voice(without), "residence_permit")[0]
    assert country_rules.facts(voice(unknown), "residence_permit") == []


def test_cautions_on_the_police_and_on_the_phone_are_kept_apart(country: MakeCountry, voice: MakeVoice) -> None:
    codes = ["victims_were_punished", "own_phone_may_turn_numbers_into_112"]
    record = country(cautions=[{"code": code, **S} for code in codes])
    assert country_rules.police_cautions(voice(record)) == [
        "Here people in your situation were sometimes punished. Talk to a lawyer or a helpline first."
    ]
    assert len(country_rules.phone_cautions(voice(record))) == 1
    assert "112" not in country_rules.phone_cautions(voice(record))[0]


def test_other_topics_and_unknown_countries_have_no_facts(country: MakeCountry, voice: MakeVoice) -> None:
    assert country_rules.facts(voice(country()), "shelter") == []
    assert country_rules.facts(voice(None), "recovery_period") == []
