"""The calendars that people give dates in: the Gregorian, Iran's and Afghanistan's, Nepal's, and the Islamic one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import nepali_datetime
import yaml
from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

from bot.i18n.locale_data import locales_of
from bot.knowledge.deadlines import MONTHS_A_YEAR, When
from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents

FILE = PROJECT_ROOT / "data" / "lexicons" / "calendars.yml"
EARLIEST_YEAR = 1950  # what is read as a Gregorian year; a number before it is an amount or of another calendar
DAY = timedelta(days=1)
# The letters of an Arabic keyboard, which people use for Persian and Urdu too.
ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ʼ": "'", "’": "'", "\u0640": None})


@dataclass(frozen=True)
class Words:
    """What stands around a year of a calendar; see data/lexicons/calendars.yml."""

    before: frozenset[str]
    after: frozenset[str]
    other: frozenset[str]
    marks: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every one of them."""
        return self.before | self.after | self.other | self.marks


@dataclass(frozen=True)
class Calendar:
    """A calendar as one language uses it.

    `first_year`: the earliest that is read. `month_of`: the year and month of a Gregorian day. `first_day`: the first
    Gregorian day of a month. `months`: their names as `plain` leaves them, without spaces. `words`: those of
    data/lexicons/calendars.yml that stand around a year; None where a year is one whatever stands there. `margin`: by
    how much tables and places differ. `counts_years`: whether "this year" may be its.
    """

    first_year: int
    month_of: Callable[[date], tuple[int, int]]
    first_day: Callable[[int, int], date]
    months: Mapping[str, int]
    words: Words | None = None
    margin: timedelta = timedelta()
    counts_years: bool = True

    def on(self, year: int, month: int, day: int) -> When | None:
        """A day of it, with the margin; None when there is no such day, or a year that is not read."""
        found = self.in_month(year, month)
        if found is None or found.latest is None or day < 1:
            return None
        first = found.earliest + self.margin + (day - 1) * DAY
        return When(first - self.margin, first + self.margin) if first <= found.latest else None

    def in_month(self, year: int, month: int) -> When | None:
        """Some day of a month; None when there is none, or a year that is not read."""
        if not 1 <= month <= MONTHS_A_YEAR:
            return None
        return self._between((year, month), (year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1))

    def in_year(self, year: int) -> When | None:
        """Some day of a year; None when it is not read."""
        return self._between((year, 1), (year + 1, 1))

    def _between(self, first: tuple[int, int], after: tuple[int, int]) -> When | None:
        if first[0] < self.first_year:
            return None
        try:
            start, end = self.first_day(*first), self.first_day(*after)
        except (ValueError, OverflowError):
            return None
        return When(start - self.margin, end - DAY + self.margin)


def plain(text: str) -> str:
    """A text without case and accents, and with one letter for those that look alike."""
    return without_accents(text.translate(ALIKE)).translate(ALIKE)


@lru_cache(maxsize=64)
def calendars_of(language: str) -> tuple[Calendar, ...]:
    """The calendars that speakers of a language give dates in, the Gregorian one first."""
    gregorian = Calendar(
        EARLIEST_YEAR, lambda day: (day.year, day.month), lambda year, month: date(year, month, 1), _names(language)
    )
    return (gregorian, *(_others()[name] for name in OTHERS.get(language, ())))


OTHERS = {"fa": ("solar_hijri",), "ne": ("bikram_sambat",), "ar": ("hijri",), "ur": ("hijri",)}


@lru_cache(maxsize=1)
def _others() -> dict[str, Calendar]:
    words = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        "solar_hijri": Calendar(1390, _solar_month, _solar_day, **_words(words["solar_hijri"])),
        # Nepal's months are fixed by a committee year by year; published tables differ by a day.
        "bikram_sambat": Calendar(2070, _bikram_month, _bikram_day, **_words(words["bikram_sambat"]), margin=DAY),
        # Months begin when the moon is seen, a day or two earlier or later from place to place.
        "hijri": Calendar(1410, _hijri_month, _hijri_day, **_words(words["hijri"]), margin=2 * DAY, counts_years=False),
    }


def _words(calendar: Mapping[str, Any]) -> dict[str, Any]:
    names = ((name, number) for number, names in enumerate(calendar["months"], 1) for name in names)
    kinds = (frozenset(map(plain, calendar.get(kind, ()))) for kind in ("before", "after", "other", "marks"))
    return {"months": {plain(name).replace(" ", ""): number for name, number in names}, "words": Words(*kinds)}


def _solar_month(day: date) -> tuple[int, int]:
    found = JalaliDate(day)
    return found.year, found.month


def _solar_day(year: int, month: int) -> date:
    day: date = JalaliDate(year, month, 1).to_gregorian()
    return day


def _bikram_month(day: date) -> tuple[int, int]:
    found: Any = nepali_datetime.date.from_datetime_date(day)
    return found.year, found.month


def _bikram_day(year: int, month: int) -> date:
    day: date = nepali_datetime.date(year, month, 1).to_datetime_date()
    return day


def _hijri_month(day: date) -> tuple[int, int]:
    found = Gregorian.fromdate(day).to_hijri()
    return found.year, found.month


def _hijri_day(year: int, month: int) -> date:
    found = Hijri(year, month, 1).to_gregorian()
    return date(found.year, found.month, found.day)


def _names(language: str) -> dict[str, int]:
    """Names and abbreviations of the months in a language and in English, where they mean one month only."""
    meanings: dict[str, set[int]] = {}
    for locale in locales_of(language):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    meanings.setdefault(plain(name).strip("."), set()).add(number)
    return {name: min(found) for name, found in meanings.items() if len(found) == 1}
