"""How old a page is by what it says itself: its own date, and not the day on which somebody read it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from statistics import median

from bot.knowledge.records import Country, HelpContact, Source

DAYS_OF_YEAR = 365.25
CONFIRMED_DAYS = 365  # a number must have been on a page of the last so many days

DATED = re.compile(r"\b(\d{4})(?:-(0[1-9]|1[0-2])(?!\d))?(?:-(0[1-9]|[12]\d|3[01])(?!\d))?")


def page_day(source: Source) -> date | None:
    """The last day that the page's own date allows, "2010-2017" being 2017; None for a page without a date."""
    return max((_last_day(*found) for found in DATED.findall(source.dated or "")), default=None)


def page_age(source: Source, today: date) -> float | None:
    """Years since the page's own date, 0 for one that is still to come; None for a page without a date."""
    day = page_day(source)
    return None if day is None else max(0.0, (today - day).days / DAYS_OF_YEAR)


def is_confirmed(source: Source, today: date) -> bool:
    """Whether the page says of itself that it is of the last year."""
    day = page_day(source)
    return day is not None and (today - day).days <= CONFIRMED_DAYS


def newest_day(record: Country, line: HelpContact) -> date | None:
    """The newest day that a page on the line says of itself; None where none of its pages has a date."""
    return max((day for source in line.sources if (day := page_day(record.sources[source]))), default=None)


def is_line_confirmed(record: Country, line: HelpContact, today: date) -> bool:
    """Whether a page of the last year has the line."""
    return any(is_confirmed(record.sources[source], today) for source in line.sources)


def usual_age(countries: Iterable[Country], today: date) -> float:
    """The median age, in years, of pages with a date, which stands for that of a page without one; 0 without any."""
    sources = (source for country in countries for source in country.sources.values())
    ages = [age for source in sources if (age := page_age(source, today)) is not None]
    return median(ages) if ages else 0.0


def _last_day(year: str, month: str, day: str) -> date:
    in_month = int(month or 12)
    return date(int(year), in_month, int(day or calendar.monthrange(int(year), in_month)[1]))
