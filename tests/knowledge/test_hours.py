"""Whether somebody answers at a moment, also past midnight."""

from __future__ import annotations

import datetime

import pytest

from bot.knowledge.hours import in_language, is_open_at
from bot.knowledge.records import Hours

WEEK = ["mon", "tue", "wed", "thu", "fri"]
MONDAY = datetime.date(2026, 11, 30)


def at(day: int, clock: str) -> datetime.datetime:
    """A local moment `day` days after a Monday."""
    return datetime.datetime.combine(MONDAY + datetime.timedelta(days=day), datetime.time.fromisoformat(clock))


def hours(*openings: tuple[list[str], str, str]) -> Hours:
    return Hours(openings=[{"days": days, "from": opens, "to": closes} for days, opens, closes in openings])


@pytest.mark.parametrize(
    ("day", "clock", "is_open"),
    [(0, "09:00", True), (0, "08:59", False), (0, "16:59", True), (0, "17:00", False), (5, "12:00", False)],
)
def test_an_opening_lasts_from_its_beginning_until_before_its_end(day: int, clock: str, is_open: bool) -> None:
    assert is_open_at(hours((WEEK, "09:00", "17:00")), at(day, clock)) is is_open


@pytest.mark.parametrize(
    ("day", "clock", "is_open"),
    [(4, "23:00", True), (5, "01:59", True), (5, "02:00", False), (5, "23:00", False), (0, "01:00", False)],
)
def test_an_opening_past_midnight_belongs_to_the_day_before(day: int, clock: str, is_open: bool) -> None:
    assert is_open_at(hours((WEEK, "20:00", "02:00")), at(day, clock)) is is_open


def test_sunday_night_runs_into_monday() -> None:
    assert is_open_at(hours((["sun"], "20:00", "02:00")), at(0, "01:00"))


def test_a_line_that_ends_with_the_day_is_open_until_midnight() -> None:
    assert is_open_at(hours((["mon"], "10:00", "24:00")), at(0, "23:59"))


def test_a_line_that_never_closes_is_open() -> None:
    assert is_open_at(Hours(always=True), at(6, "03:00"))


def test_only_the_openings_of_a_language_are_kept_and_all_where_none_is_for_it() -> None:
    some = Hours(
        openings=[
            {"days": ["mon"], "from": "10:00", "to": "16:00", "languages": ["cs", "ro"]},
            {"days": ["tue"], "from": "10:00", "to": "16:00", "languages": ["cs"]},
        ]
    )
    assert [opening.days for opening in in_language(some, "ro").openings] == [("mon",)]
    assert in_language(some, "cs") == some
    assert in_language(some, "bn") == some
    assert in_language(Hours(always=True), "bn").always


def test_an_opening_in_norwegian_is_for_readers_of_each_norwegian() -> None:
    both = Hours(
        openings=[
            {"days": ["mon"], "from": "10:00", "to": "16:00", "languages": ["no"]},
            {"days": ["tue"], "from": "10:00", "to": "16:00", "languages": ["en"]},
        ]
    )
    assert [opening.days for opening in in_language(both, "nb").openings] == [("mon",)]
