from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.codes import DeadlineStart, DeadlineUnit
from bot.knowledge.deadlines import (
    When,
    add_months,
    end_of,
    end_of_year,
    known_events,
    last_day,
    majority,
)
from bot.knowledge.records import Deadline

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 12, 31))
UNITS = st.sampled_from(get_args(DeadlineUnit))
AMOUNTS = st.integers(1, 40)


def limit(amount: int, unit: str, start: str = "crime", **fields: Any) -> Deadline:
    values = {"amount": amount, "unit": unit, "from": start, "what": "application", "sources": ["S1"], **fields}
    return Deadline.parse_obj(values)


@st.composite
def periods(draw: st.DrawFn) -> When:
    first, second = sorted((draw(DAYS), draw(DAYS)))
    return draw(st.sampled_from([When(first, second), When.on(first), When(first, None)]))


@pytest.mark.parametrize(
    ("amount", "unit", "less", "start", "end"),
    [
        (3, "months", 0, "2026-01-15", "2026-04-15"),
        (3, "months", 1, "2026-01-15", "2026-04-14"),
        (1, "months", 0, "2026-01-31", "2026-02-28"),
        (1, "months", 0, "2024-01-31", "2024-02-29"),
        (6, "months", 0, "2026-08-31", "2027-02-28"),
        (1, "years", 0, "2024-02-29", "2025-02-28"),
        (4, "years", 0, "2024-02-29", "2028-02-29"),
        (12, "months", 0, "2025-12-31", "2026-12-31"),
        (120, "days", 0, "2026-01-01", "2026-05-01"),
        (5, "days", 0, "2026-12-30", "2027-01-04"),
        (3, "months", 1, "2026-12-01", "2027-02-28"),
        (72, "hours", 0, "2026-11-02", "2026-11-05"),
    ],
)
def test_the_last_day_of_a_limit(amount: int, unit: str, less: int, start: str, end: str) -> None:
    assert end_of(limit(amount, unit, less_days=less), date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize(("hours", "day"), [(72, "2026-11-04"), (24, "2026-11-02"), (120, "2026-11-06")])
def test_of_hours_the_last_whole_day_is_shown_since_nobody_knows_the_hour(hours: int, day: str) -> None:
    found = last_day(limit(hours, "hours"), {"crime": When.on(date(2026, 11, 2))})
    assert found.earliest == date.fromisoformat(day)
    assert found.latest == date(2026, 11, 2) + timedelta(days=hours // 24)


def test_of_a_year_the_earliest_possible_day_is_the_one_to_show() -> None:
    found = last_day(limit(2, "years"), {"crime": When.in_year(2024)})
    assert (found.earliest, found.latest) == (date(2026, 1, 1), date(2026, 12, 31))
    assert not found.is_exact


def test_of_a_month_both_ends_are_counted() -> None:
    found = last_day(limit(1, "years"), {"crime": When.in_month(2026, 2)})
    assert (found.earliest, found.latest) == (date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize("start", get_args(DeadlineStart))
def test_what_starts_a_limit_and_is_not_known_gives_no_day(start: DeadlineStart) -> None:
    found = last_day(limit(1, "years", start), {})
    assert (found.earliest, found.latest) == (None, None)


def test_a_judgment_is_never_guessed_from_the_day_of_the_harm() -> None:
    events = known_events(When.in_year(2024))
    later_events = {
        "final_judgment",
        "end_of_proceedings",
        "recognition_as_victim",
        "charge",
        "police_report",
        "unknown",
    }
    assert not later_events & set(events)


def test_what_counts_from_knowledge_begins_no_earlier_than_the_harm_and_has_an_open_end() -> None:
    events = known_events(When.on(date(2024, 5, 6)))
    assert events["knowledge_of_harm"] == When(date(2024, 5, 6), None)
    assert events["end_of_harm_worsening"] == When(date(2024, 5, 6), None)
    assert events["end_of_year_of_knowledge"] == When(date(2024, 12, 31), None)
    found = last_day(limit(3, "years", "end_of_year_of_knowledge"), events)
    assert (found.earliest, found.latest) == (date(2027, 12, 31), None)


def test_pay_has_events_of_its_own() -> None:
    due = When.in_month(2026, 3)
    events = known_events(pay_due=due, end_of_job=due.or_later())
    assert events["payment_due"] == due
    assert events["end_of_year_of_payment_due"] == When.on(date(2026, 12, 31))
    assert events["end_of_job"] == events["dismissal"] == When(date(2026, 3, 1), None)
    assert "crime" not in events


def test_judgment_end_of_proceedings_and_identification_are_used_where_known() -> None:
    day = When.on(date(2026, 6, 1))
    events = known_events(judgment=day, end_of_proceedings=day, identified=day, reported=day)
    for start in ("final_judgment", "end_of_proceedings", "recognition_as_victim", "police_report"):
        assert last_day(limit(120, "days", start), events).earliest == date(2026, 9, 29)


@pytest.mark.parametrize(
    ("born", "first", "last"),
    [
        (When.on(date(2008, 3, 4)), "2026-03-04", "2026-03-04"),
        (When.on(date(2008, 2, 29)), "2026-02-28", "2026-03-01"),
        (When.in_year(2008), "2026-01-01", "2026-12-31"),
    ],
)
def test_the_18th_birthday(born: When, first: str, last: str) -> None:
    assert majority(born) == When(date.fromisoformat(first), date.fromisoformat(last))
    assert known_events(born=born)["majority"] == majority(born)


def test_a_period_is_written_and_read_back() -> None:
    for when in (When.in_year(2024), When.on(date(2024, 5, 6)), When(date(2024, 5, 6), None)):
        assert When.from_text(str(when)) == when


@pytest.mark.parametrize("wrong", ["2024", "2024-13-01/..", "2024-02-01/2024-01-01", "skip"])
def test_what_is_no_period_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month must|is before"):
        When.from_text(wrong)


@given(AMOUNTS, UNITS, st.sampled_from([0, 1]), periods())
def test_the_earliest_day_is_never_after_the_latest(amount: int, unit: str, less: int, when: When) -> None:
    found = last_day(limit(amount, unit, less_days=less), {"crime": when})
    assert found.earliest is not None
    assert found.earliest >= when.earliest
    assert found.latest is None or found.earliest <= found.latest
    assert (found.latest is None) == (when.latest is None)


@given(AMOUNTS, UNITS, DAYS, DAYS)
def test_what_happened_later_never_ends_earlier(amount: int, unit: str, one: date, other: date) -> None:
    rule, (first, second) = limit(amount, unit), sorted((one, other))
    for early in (True, False):
        assert end_of(rule, first, early=early) <= end_of(rule, second, early=early)


@given(AMOUNTS, UNITS, DAYS)
def test_a_longer_limit_never_ends_earlier(amount: int, unit: str, start: date) -> None:
    assert end_of(limit(amount, unit), start) <= end_of(limit(amount + 1, unit), start)


@given(AMOUNTS, st.sampled_from(["days", "months", "years"]), DAYS)
def test_less_one_day_is_exactly_one_day_less(amount: int, unit: str, start: date) -> None:
    assert end_of(limit(amount, unit), start) - end_of(limit(amount, unit, less_days=1), start) == timedelta(days=1)


@given(DAYS, st.integers(0, 600))
def test_months_keep_the_day_of_the_month_or_end_with_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == day.day or (later.day == last < day.day)


@given(DAYS)
def test_twelve_months_are_a_year(day: date) -> None:
    assert end_of(limit(12, "months"), day) == end_of(limit(1, "years"), day)


@given(periods())
def test_the_18th_birthday_is_eighteen_years_later_whatever_is_known(born: When) -> None:
    grown = majority(born)
    assert grown.earliest.year == born.earliest.year + 18
    if born.latest:
        assert grown.latest is not None
        assert grown.earliest <= grown.latest
        assert (grown.latest - born.latest).days in range(6573, 6577)  # 18 years have four or five leap days


@given(periods())
def test_the_end_of_the_year_is_not_before_the_event(when: When) -> None:
    end = end_of_year(when)
    assert (end.earliest.month, end.earliest.day) == (12, 31)
    assert when.earliest <= end.earliest
    assert when.latest is None or when.latest <= (end.latest or date.min)


@given(periods(), AMOUNTS, UNITS)
def test_knowing_less_never_shows_a_later_day(when: When, amount: int, unit: str) -> None:
    rule = limit(amount, unit)
    of_year = When(date(when.earliest.year, 1, 1), when.latest)
    shown = [last_day(rule, {"crime": each}).earliest for each in (of_year, when)]
    assert shown[0] is not None
    assert shown[1] is not None
    assert shown[0] <= shown[1]
