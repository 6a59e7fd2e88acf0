"""Who may apply, on what conditions, and what is doubtful: nothing that a record holds is lost in what people read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.records import Country, Eligibility, Fund, FundNeed, StateFund
from bot.replies.compensation import routes
from bot.replies.country_rules import facts
from bot.replies.known import country_record
from bot.replies.phrases import compensation as say
from bot.replies.phrases import law
from bot.replies.situation import Situation
from bot.replies.voice import voice_for
from tests.replies.conftest import MakeCountry, MakeVoice
from tests.replies.words import COUNTRIES

S = {"sources": ["S1"]}


def funds_of(country: str) -> list[Fund]:
    record = country_record(country)
    state = record.compensation.state_fund if record else None
    if record is None or state is None or state.exists != "yes":
        return []
    return [state, *state.by_region, *record.compensation.other_funds]


def text_of(country: str, fund: Fund) -> str:
    return routes.fund_route(voice_for(Situation("en", country)), fund).text


def of_the_state(country: str) -> str:
    return text_of(country, funds_of(country)[0])


def permit_of(country: str) -> str:
    return " ".join(facts(voice_for(Situation("en", country)), "residence_permit"))


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_group_is_told_with_what_it_needs_as_well(country: str) -> None:
    for fund in funds_of(country):
        text, rule = text_of(country, fund), fund.who_may_apply
        for group in rule.any_of:
            also = [f"(who must also be: {say.APPLICANTS[who].source})" for who in group.and_also]
            days = [f"(at least {group.days} days)"] if group.days else []
            assert " ".join([say.APPLICANTS[group.who].source, *days, *also]) in text
        for needed in rule.all_of:
            people = "; ".join(say.APPLICANTS[who].source for who in needed.any_of)
            assert f"In every case you must also be one of these: {people}." in text
        assert (say.USUALLY.source in text) == rule.exceptions_possible
        assert (say.WHO_UNVERIFIED.source in text) == rule.verify


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_condition_is_told_with_its_exceptions(country: str) -> None:
    for fund in funds_of(country):
        text = text_of(country, fund)
        for need in fund.conditions:
            told = text.split(say.CONDITIONS[need.needs].source)[1]
            cases = "; ".join(say.CONDITION_EXCEPTIONS[code].source for code in need.unless)
            assert told.startswith(f" This is not needed: {cases}.") == bool(cases)
            assert ("older rules apply" in told) >= bool(need.since)
        for code in fund.instead_of_police_report:
            assert say.INSTEAD[code].source in text


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_sum_that_could_not_be_checked_is_told_as_doubtful(country: str) -> None:
    for fund in funds_of(country):
        sums = [amount for amount in (fund.max_amount, fund.fixed_amount, fund.fee_amount) if amount]
        assert text_of(country, fund).count(say.SUM_UNVERIFIED.source) == sum(amount.verify for amount in sums)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_condition_of_a_permit_is_told_with_its_exceptions(country: str) -> None:
    record = country_record(country)
    permit = record.identification.residence_permit if record and record.identification else None
    if permit is None or permit.available != "yes":
        return
    text = permit_of(country)
    for need in permit.conditions:
        cases = "; ".join(say.CONDITION_EXCEPTIONS[code].source for code in need.unless)
        told = law.PERMIT_CONDITIONS[need.needs].source + (f" (not needed: {cases})" if cases else "")
        assert told in text
    if permit.lasts:
        limits = {"exact": "lasts: ", "at_least": "lasts at least: ", "at_most": "lasts at most: "}
        assert f"The permit to stay {limits[permit.lasts.limit]}" in text


@pytest.mark.parametrize(
    ("country", "said"),
    [
        (
            "PL",
            "people with a permit to stay for good; people with a permit to stay for good in another EU country",
        ),
        ("PL", "In every case you must also be one of these: people harmed by a crime in this country."),
        ("CY", "people with a permit to stay for good (who must also be: citizens of a Council of Europe country)"),
        ("CZ", "In every case you must also be one of these: citizens; people harmed by a crime in this country."),
        ("LU", "citizens of a Council of Europe country"),
        ("HR", "people with a permit to stay for good in another EU country"),
        ("LT", "people with a permit to stay for good in another EU country"),
        ("HU", "people who are allowed to stay in another EU country"),
        ("SK", "any citizenship (who must also be: people with a permit to stay for good)"),
        (
            "MK",
            "any citizenship (who must also be: people who were in the country at the time of the crime)",
        ),
        (
            "GB",
            "The fund pays only if there was violence. This is not needed: if there were threats of violence; after",
        ),
        ("ES", "The fund pays only if there was violence. This is not needed: after sexual violence."),
        ("BE", "Let a lawyer do it. This is not needed: if nobody knows who did it."),
        ("DE", "If you do not help to clear up the crime as far as you can, you can get less or no money."),
        ("DE", "For harm before January 1, 2024 older rules apply"),
        ("FI", "Who can apply: people harmed by a crime in this country. There can be exceptions: ask a lawyer."),
        ("NO", "people who live in the country, harmed abroad, if a court here decided the criminal case"),
        ("IE", "people harmed by a crime on a ship or aircraft of this country"),
        ("SI", "I could not check who can apply: ask a lawyer."),
    ],
)
def test_the_conditions_of_a_fund_are_those_of_its_source(country: str, said: str) -> None:
    assert said in of_the_state(country)


@pytest.mark.parametrize(
    ("country", "region", "said"),
    [
        ("US", "US-CA", "this can be enough: other proof, for example a statement of a caseworker."),
        ("US", "US-PA", "this can be enough: a protection order that you asked for."),
        ("CA", "CA-ON", "this can be enough: a report to a shelter, a hospital or a local help organisation."),
        ("CA", "CA-BC", "For harm before January 1, 2024 older rules apply"),
    ],
)
def test_the_conditions_of_a_part_of_the_country_are_those_of_its_source(country: str, region: str, said: str) -> None:
    (fund,) = (each for each in funds_of(country) if getattr(each, "region", None) == region)
    assert said in text_of(country, fund)


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("US", "(not needed: for people who were under 18 at the time; if trauma prevents this)"),
        ("US", "The permit to stay lasts at most: 4 years."),
        ("NL", "(not needed: if serious threats, illness or age prevent this)"),
        ("SE", "The permit to stay lasts at least: 6 months."),
        ("CA", "The permit to stay lasts at least: 12 months."),
        ("IS", "The permit to stay lasts at most: 9 months."),
        ("FR", "one of these reasons can be enough: you made an official complaint; you work with the police"),
    ],
)
def test_the_conditions_of_a_permit_are_those_of_its_source(country: str, said: str) -> None:
    assert said in permit_of(country)


def test_joining_the_trial_is_not_told_as_a_court_case_of_one_s_own() -> None:
    for country in ("GR", "AT"):
        record = country_record(country)
        assert record is not None
        assert record.compensation.criminal_court is not None
        text = routes.criminal_court_route(voice_for(Situation("en", country)), record.compensation.criminal_court).text
        assert "You need a court case of your own." not in text
        assert "what the criminal court does not give you" in text


def test_a_fund_that_takes_something_instead_of_a_report_is_not_closed_without_one(
    country: MakeCountry, voice: MakeVoice
) -> None:
    from bot.replies.compensation.incident import REPORTED
    from bot.replies.compensation.result import result

    def told(**fields: Any) -> str:
        money = {"state_fund": {"exists": "yes", "police_report_required": "yes", **fields, **S}}
        return result(voice(country(compensation=money)), answers={REPORTED: "no"}, today="2026-11-24").text

    assert "What may not be possible for you" in told()
    assert "What may not be possible for you" not in told(instead_of_police_report=["other_proof"])


def test_what_shuts_most_people_out_is_told_in_short_with_its_exceptions(
    country: MakeCountry, voice: MakeVoice
) -> None:
    needs = {"needs": "needs_violence", "unless": ["sexual_violence"]}
    record: Country = country(compensation={"state_fund": {"exists": "yes", "conditions": [needs], **S}})
    fund = record.compensation.state_fund
    assert isinstance(fund, StateFund)
    text = routes.fund_route(voice(record), fund, routes.Manner(brief=True)).text
    assert "The fund pays only if there was violence. This is not needed: after sexual violence." in text


def test_nothing_of_the_record_s_shape_is_left_without_a_test() -> None:
    assert set(Eligibility.__fields__) == {"any_of", "all_of", "exceptions_possible", "verify"}
    assert set(FundNeed.__fields__) == {"needs", "unless", "since"}


def test_what_a_court_or_the_pay_asks_for_is_told() -> None:
    assert "while the crime itself can still be punished" in _court("CH")
    assert "while the crime itself can still be punished" in _court("SE")
    assert "If the case goes to court, you must first ask for the money there." in of_the_state("DK")
    assert "If the case goes to court, you must first ask for the money there." in of_the_state("FI")
    record = country_record("IE")
    assert record is not None
    assert record.compensation.unpaid_wages is not None
    pay = routes.wages_route(voice_for(Situation("en", "IE")), record.compensation.unpaid_wages).text
    assert "you must show that you took all reasonable steps to get one" in pay


def _court(country: str) -> str:
    record = country_record(country)
    assert record is not None
    assert record.compensation.civil_court is not None
    return routes.civil_court_route(voice_for(Situation("en", country)), record.compensation.civil_court).text
