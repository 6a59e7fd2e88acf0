"""Names, dates, durations, money, lists and hours in each language, all from CLDR by way of Babel."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

from bot.i18n.locale_data import locale_of
from bot.knowledge.codes import WEEKDAYS
from bot.knowledge.records import Hours, Opening
from bot.text.letters import is_latin

UNITS = {f"{unit}s": f"duration-{unit}" for unit in ("hour", "day", "week", "month", "year")}


def language_name(code: str, language: str) -> str:
    """The name of a language in another; its code where CLDR has no name."""
    return str(_locale(language).languages.get(code, code))


def own_name(code: str) -> str:
    """The name of a language in itself, as pickers show it, with a capital letter where the script has them."""
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


def country_name(iso2: str, language: str) -> str:
    """The name of a country, in the nominative."""
    return str(_locale(language).territories.get(iso2, iso2))


def duration(amount: int, unit: str, language: str) -> str:
    """`6 months`, with the right plural; unit: hours, days, weeks, months or years."""
    name, locale = UNITS[unit], _locale(language)
    long = str(format_unit(amount, name, length="long", locale=locale))
    if name not in long:
        return long
    # CLDR says "as in the short form" in many languages, Italian among them; Babel does not follow that.
    return str(format_unit(amount, name, length="short", locale=locale))


def money(amount: Decimal | int, currency: str, language: str) -> str:
    """An amount of a currency (ISO 4217), without decimals where there are none."""
    locale = _locale(language)
    pattern = locale.currency_formats["standard"].pattern
    if amount == int(amount):
        pattern = re.sub(r"0\.00", "0", pattern)
    return str(format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False))


def date(day: datetime.date, language: str) -> str:
    """A date as it is written in a sentence."""
    return str(babel_dates.format_date(day, format="long", locale=_locale(language)))


def day_and_time(moment: datetime.datetime, language: str, *, with_place: bool) -> str:
    """`Mon, Dec 7, 9:00 AM`, in the moment's own time zone; with the city that the zone is named after if said."""
    locale = _locale(language)
    day = str(babel_dates.format_skeleton("MMMEd", moment, locale=locale))
    said = f"{day}, {_clock(f'{moment:%H:%M}', locale)}"
    if not with_place or moment.tzinfo is None:
        return said
    return f"{said} ({babel_dates.get_timezone_location(moment.tzinfo, locale=locale, return_city=True)})"


def month(day: datetime.date, language: str) -> str:
    """The month of a date with its year."""
    return str(babel_dates.format_skeleton("yMMMM", day, locale=_locale(language)))


def join(items: Sequence[str], language: str, style: Literal["standard", "or"] = "standard") -> str:
    """`a, b and c`, or `a, b or c`."""
    return str(format_list(list(items), style=style, locale=_locale(language)))


def opening_hours(hours: Hours, language: str) -> str:
    """`Mon-Fri 9:00-17:00, Sat 9:00-12:00 (Polish)`, in the local time of the country.

    Languages are named at an opening that is not for the reader's own. Without a full stop at the end, which some
    languages' abbreviations have: a sentence brings its own.
    """
    return ", ".join(_opening(opening, language) for opening in hours.openings).removesuffix(".")


def _opening(opening: Opening, language: str) -> str:
    locale = _locale(language)
    times = _from_to(_clock(opening.opens, locale), _clock(opening.closes, locale), locale)
    said = f"{_days(opening.days, locale)} {times}"
    if opening.is_for(language):
        return said
    return f"{said} ({', '.join(language_name(code, language) for code in opening.languages)})"


def _from_to(start: str, end: str, locale: Locale) -> str:
    """`9:00-17:00`; with CLDR's word instead of the dash where a language has one, as Persian.

    Among right-to-left letters "9:00-17:00" would be read from its end.
    """
    between = str(locale.interval_formats[None])
    if any(letter.isalpha() for letter in between):
        return between.format(start, end)
    return f"{start}-{end}".replace(" ", "\u00a0")  # no line ends between 7:00 and AM


def _days(days: Sequence[str], locale: Locale) -> str:
    numbers = sorted(WEEKDAYS.index(day) for day in days)
    names = babel_dates.get_day_names("abbreviated", context="stand-alone", locale=locale)
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{names[numbers[0]]}-{names[numbers[-1]]}"
    return ", ".join(names[number] for number in numbers)


def _clock(time: str, locale: Locale) -> str:
    hour, minute = time.split(":")
    if hour == "24":
        return time  # the end of the day, which a clock time cannot say
    clock = datetime.time(int(hour), int(minute))
    said = str(babel_dates.format_time(clock, format="short", locale=locale))
    if not is_latin(locale.language) and any(letter.isascii() and letter.isalpha() for letter in said):
        return str(babel_dates.format_time(clock, format="H:mm", locale=locale))  # no AM among other letters
    return said


@lru_cache(maxsize=128)
def _locale(language: str) -> Locale:
    try:
        return locale_of(language)
    except (UnknownLocaleError, ValueError):
        return locale_of("en")
