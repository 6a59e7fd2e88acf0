"""From when something happened and a time limit, its last day. Pure functions; never the verdict that it is over.

The day of the event does not count, and a limit of months or years ends on the day of the same number (Regulation
1182/71, article 3, and the civil codes): what began on 31 January lasts one month until 28 or 29 February. A last day
on a weekend or holiday often moves to the next working day; that is left out, so that the day shown is the safe one.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from bot.knowledge.codes import DeadlineStart, DeadlineUnit
from bot.knowledge.records import Deadline

ADULT_YEARS = 18
HOURS_A_DAY = 24
ABOUT_DAYS: dict[DeadlineUnit, float] = {"hours": 1 / HOURS_A_DAY, "days": 1, "months": 30, "years": 365}
MONTHS_A_YEAR = 12
LAST_YEAR = 2200  # no limit and no life reaches further; keeps every sum inside what a date can hold


@dataclass(frozen=True)
class When:
    """Days between which something happened, both included. `latest` None: nobody knows how late it was."""

    earliest: date
    latest: date | None

    def __post_init__(self) -> None:
        """Raises ValueError when the days are the wrong way round."""
        if self.latest is not None and self.latest < self.earliest:
            raise ValueError(f"{self.latest} is before {self.earliest}")

    @classmethod
    def on(cls, day: date) -> When:
        """A day that is known."""
        return cls(day, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> When:
        """Some day of a month. Raises ValueError when there is no such month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def in_year(cls, year: int) -> When:
        """Some day of a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def from_text(cls, text: str) -> When:
        """What `str` wrote: `2024-01-01/2024-12-31`, or `2024-01-01/..` (ISO 8601). Raises ValueError for others."""
        earliest, _, latest = text.partition("/")
        return cls(date.fromisoformat(earliest), None if latest == ".." else date.fromisoformat(latest))

    def __str__(self) -> str:
        return f"{self.earliest.isoformat()}/{self.latest.isoformat() if self.latest else '..'}"

    @property
    def is_exact(self) -> bool:
        """Whether it is one day."""
        return self.earliest == self.latest

    def or_later(self) -> When:
        """The same beginning, with an open end."""
        return When(self.earliest, None)


@dataclass(frozen=True)
class LastDay:
    """The last day of a time limit, as far as it can be worked out.

    `rule`: the limit it comes from, with its sources and exceptions. `earliest`: the earliest day that it may end on,
    the one to show; None where the event that it counts from is not known. `latest`: None where it may end later than
    anybody can say.
    """

    rule: Deadline
    earliest: date | None = None
    latest: date | None = None

    @property
    def is_exact(self) -> bool:
        """Whether it is one day."""
        return self.earliest is not None and self.earliest == self.latest


Events = Mapping[DeadlineStart, When]


def last_day(rule: Deadline, events: Events) -> LastDay:
    """The last day of a limit. `events`: when what starts limits happened, as far as known."""
    start = events.get(rule.start)
    if start is None:
        return LastDay(rule)
    latest = end_of(rule, start.latest) if start.latest else None
    return LastDay(rule, end_of(rule, start.earliest, early=True), latest)


def end_of(rule: Deadline, start: date, *, early: bool = False) -> date:
    """The last day of a limit that counts from a day. `early`: of two possible days the earlier.

    Two days are possible for hours, since nobody knows the hour of the event: 72 hours from a Monday may end on
    Thursday at 00:30, so that Wednesday is the last whole day.
    """
    if rule.unit == "hours":
        days = (rule.amount - 1) // HOURS_A_DAY if early else -(-rule.amount // HOURS_A_DAY)
        end = start + timedelta(days=days)
    elif rule.unit == "days":
        end = start + timedelta(days=rule.amount)
    else:
        end = add_months(start, rule.amount * (MONTHS_A_YEAR if rule.unit == "years" else 1))
    # "Three months less one day" of an event is never before the event itself.
    return max(start, end - timedelta(days=rule.less_days))


def about_days(rule: Deadline) -> float:
    """How many days a limit has, about: only to put limits in order."""
    return rule.amount * ABOUT_DAYS[rule.unit]


def add_months(day: date, months: int) -> date:
    """The day of the same number some months later; the month's last day where there is none."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    year = min(year, LAST_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_year(when: When) -> When:
    """The last day of the year of an event."""
    return When(date(when.earliest.year, 12, 31), date(when.latest.year, 12, 31) if when.latest else None)


def majority(born: When) -> When:
    """The 18th birthday. Born on 29 February: 28 February or 1 March, as the law of the country says."""
    return When(_birthday(born.earliest, early=True), _birthday(born.latest, early=False) if born.latest else None)


def known_events(
    happened: When | None = None,
    *,
    reported: When | None = None,
    born: When | None = None,
    judgment: When | None = None,
    end_of_proceedings: When | None = None,
    identified: When | None = None,
    pay_due: When | None = None,
    end_of_job: When | None = None,
) -> dict[DeadlineStart, When]:
    """What starts limits, from what a person knows. What did not happen yet, or is not known, is left out.

    `happened`: when the harm was done. Nobody knows of a harm before it is done, and no harm ends getting worse before
    it, so what counts from there has the same earliest day and an open end.
    """
    events: dict[DeadlineStart, When | None] = {
        "crime": happened,
        "police_report": reported,
        "final_judgment": judgment,
        "end_of_proceedings": end_of_proceedings,
        "recognition_as_victim": identified,
        "payment_due": pay_due,
        "end_of_job": end_of_job,
        "dismissal": end_of_job,
        "majority": majority(born) if born else None,
        "end_of_year_of_payment_due": end_of_year(pay_due) if pay_due else None,
    }
    if happened:
        later = happened.or_later()
        no_earlier: tuple[DeadlineStart, ...] = (
            "knowledge_of_crime",
            "knowledge_of_harm",
            "knowledge_of_harm_and_offender",
            "knowledge_of_violation",
            "end_of_harm_worsening",
        )
        events |= dict.fromkeys(no_earlier, later)
        events["end_of_year_of_knowledge"] = end_of_year(later)
    return {start: when for start, when in events.items() if when is not None}


def _birthday(born: date, *, early: bool) -> date:
    year = max(MINYEAR, born.year + ADULT_YEARS)
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28) if early else date(year, 3, 1)
    return born.replace(year=year)
