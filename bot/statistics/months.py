"""Months, when each is closed, and the periods that are shown.

A conversation is coded when it has been quiet for QUIET, under the month of its last text. So a month is complete, and
is closed for good, CLOSED_AFTER its end: what comes later is counted in the next month that is open.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from bot.i18n.filled import filled

QUIET = datetime.timedelta(days=14)
CLOSED_AFTER = datetime.timedelta(days=15)
YEAR = re.compile(r"(?!0000)[0-9]{4}")  # one way to write a year: what is kept by it has one name
FORM = re.compile(rf"({YEAR.pattern})-(0[1-9]|1[0-2])")
PERIOD = re.compile(rf"{YEAR.pattern}(-(Q[1-4]|0[1-9]|1[0-2]))?")

PeriodLength = Literal["month", "quarter", "year"]  # the shortest first


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From `2026-11`. Raises ValueError."""
        found = FORM.fullmatch(text)
        if found is None:
            raise ValueError(filled("{month}: is no month; write for example 2026-11", month=text))
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: datetime.date | datetime.datetime) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        """As it is stored."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_day(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.number, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def closed_from(self) -> datetime.date:
        """The day from which its figures are there and stay as they are."""
        return self.next.first_day + CLOSED_AFTER

    def period(self, length: PeriodLength) -> str:
        """The period that it belongs to: `2026-11`, `2026-Q4` or `2026`."""
        if length == "month":
            return str(self)
        return f"{self.year:04}" if length == "year" else f"{self.year:04}-Q{(self.number + 2) // 3}"


def months_of(period: str) -> tuple[Month, ...]:
    """The calendar months of a period. Raises ValueError for what is none."""
    if not PERIOD.fullmatch(period):
        raise ValueError(filled("{period}: is no period; write for example 2026, 2026-Q4 or 2026-11", period=period))
    year, _, part = period.partition("-")
    if not part:
        return tuple(Month(int(year), number) for number in range(1, 13))
    if part.startswith("Q"):
        first = int(part[1]) * 3 - 2
        return tuple(Month(int(year), number) for number in range(first, first + 3))
    return (Month(int(year), int(part)),)
