"""Which time limits hold and which press: laws that hold for every record, harm, day and part of a country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.claims import (
    CLAIMS,
    Asked,
    Harm,
    Limit,
    Pressing,
    claim_of,
    claims_for,
    limits_of,
    of_these,
    pressing,
)
from bot.knowledge.codes import DeadlineCase, DeadlineStart, DeadlineUnit
from bot.knowledge.deadlines import When, known_events
from bot.knowledge.records import CivilCourt, Country, Fund, StateFund

TODAY = date(2026, 11, 24)
HARMS: tuple[Harm | None, ...] = (*get_args(Harm), None)
WHENS = (
    None,
    When.in_year(2015),
    When.in_year(2019),
    When.in_year(2023),
    When.in_year(2024),
    When.in_year(2025),
    When.in_month(2026, 10),
    When.on(date(2024, 2, 29)),
    When(date(2020, 1, 1), None),
)
# Stated a second time: what a limit for one harm never is.
NEVER: dict[str, set[str]] = {
    "injury": {"sexual_violence", "other_damage", "wages", "breach_of_contract", "overtime", "children", "death"},
    "sexual_violence": {"other_damage", "wages", "breach_of_contract", "wilful_underpayment", "children", "dismissal"},
    "unpaid_wages": {"bodily_injury", "sexual_violence", "violence", "other_damage", "intentional_wrong", "death"},
    "other": {"children", "dismissal", "death"},
}


def asked(harm: Harm | None, when: When | None, reported: bool | None, region: str | None = None) -> Asked:
    happened = {"happened": when, "pay_due": when, "end_of_job": when.or_later()} if when else {}
    events = known_events(**happened, reported=when.or_later() if when and reported else None)  # type: ignore[arg-type]
    return Asked(TODAY, harm, events, reported, region)


Told = tuple[Country, Asked, Pressing]


@pytest.fixture(scope="module")
def everybody(countries: dict[str, Country]) -> list[Told]:
    """What is told first to people of every harm, day and report in every country; in parts of one, after a report."""

    everywhere = [asked(*each) for each in product(HARMS, WHENS, (True, False, None))]

    def people() -> Iterator[tuple[Country, Asked]]:
        for record in countries.values():
            yield from ((record, person) for person in everywhere)
            state = record.compensation.state_fund
            for part, harm in product(state.by_region if state else (), HARMS):
                yield record, asked(harm, When.in_year(2024), True, part.region)

    return [(record, person, pressing(record, person)) for record, person in people()]


def test_no_limit_of_another_harm_or_claim_presses(everybody: list[Told]) -> None:
    for record, person, found in everybody:
        for limit in found.told:
            assert claim_of(limit.owner) in claims_for(person.harm), (record.country, person)
            assert limit.rule.case not in NEVER.get(str(person.harm), set()), (record.country, person)
            assert not (limit.rule.what == "police_report" and person.reported), (record.country, person)
            region = getattr(limit.owner, "region", None)
            assert region in (None, person.region), (record.country, person)


def test_nothing_that_could_end_earlier_is_passed_over(everybody: list[Told]) -> None:
    for record, person, found in everybody:
        told = found.main
        days = [limit.earliest for limit in told if limit.earliest]
        owners = {id(limit.owner) for limit in told}
        could = [
            limit
            for owner in (limit.owner for limit in told)
            for limit in limits_of(owner, person)
            if limit.sure and limit.earliest and not limit.is_over and not limit.rule.outer_limit
            if limit.is_coming or limit.rule.case != "back_payment"
        ]
        assert owners or not could
        assert not could or min(days) <= min(limit.earliest for limit in could if limit.earliest), record.country


def test_only_what_is_over_is_told_where_nothing_may_be_open(everybody: list[Told]) -> None:
    for record, person, found in everybody:
        told = found.told
        if told and all(limit.is_over for limit in told):
            left = [
                limit for owner in {id(x.owner): x.owner for x in told}.values() for limit in limits_of(owner, person)
            ]
            open_ones = [limit for limit in left if not limit.is_over and not limit.rule.outer_limit]
            assert all(x.rule.case in ("children", "dismissal", "back_payment") for x in open_ones), record.country


def limit(amount: int, unit: str = "years", start: str = "crime", case: str = "any", **fields: Any) -> dict[str, Any]:
    what = {"what": "application", "sources": ["S1"]}
    return {"amount": amount, "unit": unit, "from": start, "for": case, **what, **fields}


def fund(*limits: dict[str, Any], **fields: Any) -> StateFund:
    return StateFund.parse_obj({"exists": "yes", "sources": ["S1"], "deadlines": list(limits), **fields})


def main(owner: Fund | CivilCourt, person: Asked) -> list[tuple[int, str]]:
    return [(found.rule.amount, found.rule.case) for found in of_these(limits_of(owner, person), person).told]


def test_what_may_be_open_until_the_end_of_a_year_comes_before_the_next_day() -> None:
    both = fund(limit(1), limit(6))
    assert main(both, asked("injury", When.in_year(2025), True)) == [(1, "any"), (6, "any")]
    assert main(both, asked("injury", When.in_year(2024), True)) == [(6, "any")]
    assert main(both, asked("injury", When.in_month(2026, 1), True)) == [(1, "any")]


def test_on_the_last_day_itself_it_is_still_to_come() -> None:
    one = fund(limit(1))
    last, after = (limits_of(one, asked("injury", When.on(date(2025, 11, day)), True))[0] for day in (24, 23))
    assert (last.is_coming, last.is_over) == (True, False)
    assert (after.is_coming, after.is_over) == (False, True)


def test_what_holds_in_some_cases_is_told_only_where_it_ends_first_or_stands_alone() -> None:
    both = fund(limit(3), limit(30, case="intentional_wrong"))
    assert main(both, asked("injury", When.in_year(2025), True)) == [(3, "any")]
    assert main(both, asked("injury", When.in_year(2019), True)) == [(30, "intentional_wrong")]
    shorter = fund(limit(3), limit(1, case="torture_or_barbarity"))
    assert main(shorter, asked("injury", When.in_month(2026, 5), True)) == [(1, "torture_or_barbarity"), (3, "any")]


def test_a_limit_without_a_day_that_is_shorter_is_told_too() -> None:
    both = fund(limit(3, start="final_judgment"), limit(10))
    assert main(both, asked("injury", When.in_year(2025), True)) == [(3, "any"), (10, "any")]
    assert main(both, asked("injury", When.in_year(2025), False)) == [(10, "any")]


def test_a_later_end_is_told_only_where_the_usual_one_is_over() -> None:
    both = fund(limit(10), limit(1, start="final_judgment", case="crime_is_prosecuted"))
    assert main(both, asked("injury", When.in_year(2025), True)) == [(10, "any")]
    assert main(both, asked("injury", When.in_year(2015), True)) == [(1, "crime_is_prosecuted"), (10, "any")]


def test_the_end_in_any_case_bounds_what_may_be_open() -> None:
    both = fund(limit(2, start="knowledge_of_harm"), limit(5, outer_limit=True))
    open_one, gone = (limits_of(both, asked("injury", When.in_year(year), True))[0] for year in (2023, 2019))
    assert (open_one.may_be_open, open_one.latest) == (True, date(2028, 12, 31))
    assert gone.is_over


def test_after_sexual_violence_its_own_limit_takes_the_place_of_the_general_one() -> None:
    general = limit(1, exceptions=["longer_for_sexual_violence"])
    both = fund(general, limit(5, case="sexual_violence"))
    assert main(both, asked("sexual_violence", When.in_month(2026, 5), True)) == [(5, "sexual_violence")]
    assert main(both, asked("injury", When.in_month(2026, 5), True)) == [(1, "any")]
    assert main(fund(general), asked("sexual_violence", When.in_month(2026, 5), True)) == [(1, "any")]
    free = fund(limit(1, exceptions=["no_limit_for_sexual_violence"]))
    assert main(free, asked("sexual_violence", When.in_year(2015), True)) == []


def test_a_fund_that_does_not_pay_has_no_pressing_limit(countries: dict[str, Country]) -> None:
    record = countries["NL"]
    closed = record.compensation.state_fund.copy(update={"open_to_trafficking_victims": "no"})  # type: ignore[union-attr]
    money = record.compensation.copy(update={"state_fund": closed})
    assert pressing(record, asked("injury", When.in_year(2025), True)).told
    assert not pressing(record.copy(update={"compensation": money}), asked("injury", When.in_year(2025), True)).told


def test_a_limit_of_a_doubtful_way_is_doubtful() -> None:
    sure, doubtful = (limits_of(fund(limit(1), verify=verify), asked(None, None, None))[0] for verify in (False, True))
    assert (sure.is_doubtful, doubtful.is_doubtful) == (False, True)


@st.composite
def funds(draw: st.DrawFn) -> StateFund:
    one = st.builds(
        limit,
        st.integers(1, 12),
        st.sampled_from(get_args(DeadlineUnit)),
        st.sampled_from(get_args(DeadlineStart)),
        st.sampled_from(get_args(DeadlineCase)),
        outer_limit=st.booleans(),
    )
    return fund(*draw(st.lists(one, max_size=5)))


@st.composite
def people(draw: st.DrawFn) -> Asked:
    days = st.dates(date(2010, 1, 1), TODAY)
    first, second = sorted((draw(days), draw(days)))
    when = draw(st.sampled_from([None, When(first, second), When.on(first), When(first, None)]))
    return asked(draw(st.sampled_from(HARMS)), when, draw(st.sampled_from([True, False, None])))


@settings(max_examples=60, deadline=None)
@given(funds(), people())
def test_whatever_the_limits_are(owner: StateFund, person: Asked) -> None:
    known = limits_of(owner, person)
    found = of_these(known, person)
    held = [each for each in known if each.sure and each.earliest and not each.rule.outer_limit]
    held = [each for each in held if each.rule.case != "back_payment"]
    _is_one_of_three(known)
    may_be_open = [each.earliest for each in held if not each.is_over if each.earliest]
    days = [each.earliest for each in found.told if each.earliest]
    assert not may_be_open or min(days) <= min(may_be_open)
    assert not any(each.rule.outer_limit for each in found.told)
    assert len(found.told) == len({id(each.rule) for each in found.told}) <= 5


def _is_one_of_three(known: list[Limit]) -> None:
    for each in known:
        assert [each.is_coming, each.is_over, each.may_be_open].count(True) == (1 if each.earliest else 0)


@pytest.mark.parametrize("harm", HARMS)
def test_the_claims_of_a_harm(harm: Harm | None) -> None:
    assert set(claims_for(harm)) <= set(CLAIMS)
    assert ("wages" in claims_for(harm)) == (harm not in ("injury", "sexual_violence"))
