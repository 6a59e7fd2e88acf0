"""How long ago something happened, as people say it ("last year", "2 months ago"), as a span that holds the true day.

Words come from CLDR's patterns ("{0} years ago") and from the catalogues (bot/dates/phrases.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from sys import intern
from typing import NamedTuple

from bot.dates import phrases as say
from bot.dates.calendars import DAY, calendars_of, plain
from bot.i18n.catalogues import SOURCE_LANGUAGE, Phrase, catalogue_of, spellings
from bot.i18n.locale_data import locales_of
from bot.knowledge.deadlines import MONTHS_A_YEAR, When, add_months
from bot.text.words import LETTERS_APART

WEEK = 7 * DAY
# Numbers with what joins two of them, and words.
TOKEN = re.compile(rf"\d+(?:(?:[.,]|\s?[-–]\s?)\d+)?|{LETTERS_APART}")
LIMITS = {"day": 120, "week": 60, "month": 60, "year": 40}  # a larger number is something else
EXACT_DAYS = 3  # so many days people count; what is longer they round
A_YEAR = 365 * DAY
ROUNDED = 4  # a quarter of the number earlier or later, at least one unit
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
LINKS = frozenset({"of", "de", "del", "di", "do", "da"})  # may of 2025, mayo de 2025
LONGEST_ARTICLE = 3  # letters: "avant le 3 mai 2022"
LOOKED_BACK = 3  # words before a time that can change it: "two years and three months ago"
UNITS = {"day": say.DAYS, "week": say.WEEKS, "month": say.MONTHS, "year": say.YEARS}
# The lunar year begins between these days, and in January and February people may still mean the old one.
LUNAR_YEARS = frozenset({"vi", "zh"})
FIRST_NEW_YEAR, LAST_NEW_YEAR = (1, 21), (2, 20)

Tokens = tuple[str, ...]


class _Frame(NamedTuple):
    """What stands before and after a number: "vor" 2 "Jahren"."""

    before: Tokens
    after: Tokens
    unit: str


@dataclass(frozen=True)
class _Words:
    """What one language says times with. `ago`: the words after a number and its unit, as CLDR has them."""

    times: dict[Tokens, Callable[[str, date], When]]
    years: frozenset[Tokens]
    frames: tuple[_Frame, ...]
    units: frozenset[Tokens]
    ago: frozenset[str]
    counts: dict[str, int]
    vague_before: frozenset[Tokens]
    vague_after: frozenset[Tokens]
    month_names: frozenset[str]


def spans_in(text: str, language: str, today: date, *, beside_a_month: bool = False) -> list[When]:
    """The spans that a text names, which may end after today; none where a word makes one of them unsure.

    `text`: as `calendars.plain` leaves it, with digits 0-9. `beside_a_month`: whether it names a month without its
    year; then only years count, since in "from january, and last week again" nobody knows which January.
    """
    if not catalogue_of(language).has(say.VAGUE_BEFORE.context, say.VAGUE_BEFORE.source):
        return []  # without words for "until" and "several" none is sure
    words, tokens = _words_of(language), tuple(TOKEN.findall(text))
    found: list[When] = []
    place = after_last = 0
    while place < len(tokens):
        length, span = _time_at(tokens, place, words, language, today)
        if span is None:
            if _is_duration(tokens[place:], words) and not _time_at(tokens, place + 1, words, language, today)[0]:
                return []
            place += 1
            continue
        time, after = tokens[place : place + length], tokens[place + length :]
        is_year = time in words.years
        if _is_changed(tokens[after_last:place], after, words, is_year):
            return []
        if is_year or not beside_a_month or span.earliest <= today - A_YEAR:
            found.append(span)
        place = after_last = place + length
    return found


def is_a_bound(text: str, language: str) -> bool:
    """Whether the first date of a text only says what something was before or until: "before 2022", "bis mai 2022".

    From one year to another is no bound: the earlier one counts. `text`: as in spans_in.
    """
    words, tokens = _words_of(language), tuple(TOKEN.findall(text))
    years = [place for place, token in enumerate(tokens) if YEAR.search(token)]
    if not years:
        return False
    before, after, article = tokens[: years[0]], tokens[years[0] + 1 :], False
    while before:
        if before[-1] in words.ago or any(before[-len(said) :] == said for said in words.vague_before):
            return True
        is_date = before[-1][0].isdigit() or before[-1] in LINKS | words.month_names or before[-1:] in words.units
        if not is_date and (article or len(before[-1]) > LONGEST_ARTICLE):
            break
        article = article or not is_date
        before = before[:-1]
    near = (after, after[1:])  # "2022'den önce", "2022年以前"
    return len(years) == 1 and any(_begins(rest, words.vague_after) or words.ago & set(rest[:1]) for rest in near)


def _time_at(tokens: Tokens, place: int, words: _Words, language: str, today: date) -> tuple[int, When | None]:
    """The longest time that begins at a token: how many tokens it has, and its span."""
    fixed = [(len(said), span) for said, span in words.times.items() if tokens[place : place + len(said)] == said]
    counted = [
        (len(frame.before) + 1 + len(frame.after), frame, number)
        for frame in words.frames
        if (number := _number_in(tokens, place, frame, words)) is not None
    ]
    longest = max([length for length, _ in fixed] + [length for length, _, _ in counted], default=0)
    for length, frame, number in counted:
        if length == longest:
            return length, _ago(*number, frame.unit, today)
    return next(((length, span(language, today)) for length, span in fixed if length == longest), (0, None))


def _number_in(tokens: Tokens, place: int, frame: _Frame, words: _Words) -> tuple[int, int] | None:
    at = place + len(frame.before)
    if tokens[place:at] != frame.before or tokens[at + 1 : at + 1 + len(frame.after)] != frame.after:
        return None
    number = _number(tokens[at], words) if at < len(tokens) else None
    return number if number and 0 < number[0] <= number[1] <= LIMITS[frame.unit] else None


def _number(token: str, words: _Words) -> tuple[int, int] | None:
    """The least and the most that a number says: 2 is two, 1.5 one or two, 2-3 two or three."""
    if token in words.counts:
        return words.counts[token], words.counts[token]
    if not token[0].isdigit():
        return None
    parts = [int(part) for part in re.findall(r"\d+", token)]
    if len(parts) == 1:
        return parts[0], parts[0]
    return (parts[0], parts[0] + 1) if re.search(r"[.,]", token) else (parts[0], parts[1])


def _is_changed(before: Tokens, after: Tokens, words: _Words, is_year: bool) -> bool:
    """Whether what stands around a time makes it another ("2 years and", "until"); "5 may" leaves "last year"."""
    near = before[-LOOKED_BACK:]
    if any(near[-len(said) :] == said for said in words.vague_before) or _begins(after, words.vague_after):
        return True
    if is_year:
        return False
    if after and (after[0][0].isdigit() or after[0] in words.month_names):
        return True  # "before the month of May" begins in Arabic like "a month ago"
    return any(_counts(token, words) or _begins(near[place:], words.units) for place, token in enumerate(near))


def _counts(token: str, words: _Words) -> bool:
    """Whether a token counts units of time; "2023" does not, and "a" counts all sorts of things."""
    number = _number(token, words)
    return number is not None and (token[0].isdigit() or number[0] > 1) and number[0] <= max(LIMITS.values())


def _is_duration(tokens: Tokens, words: _Words) -> bool:
    """Whether tokens begin with a length of time that says neither when it began nor when it ended: "2 years"."""
    return _counts(tokens[0], words) and _begins(tokens[1:], words.units)


def _begins(tokens: Tokens, said: frozenset[Tokens]) -> bool:
    return any(tokens[: len(each)] == each for each in said)


def _ago(least: int, most: int, unit: str, today: date) -> When:
    """So many units before today, wider by what people round, and by a day since it may be another one there."""
    early, late = today - DAY, today + DAY
    if unit in ("day", "week"):
        length = DAY if unit == "day" else WEEK
        return When(early - (most + _width(most, unit)) * length, late - max(0, least - _width(least, unit)) * length)
    months = MONTHS_A_YEAR if unit == "year" else 1
    first = add_months(early, -(most + _width(most, unit)) * months)
    last = add_months(late, -max(0, least - _width(least, unit)) * months)
    if unit == "year":
        return When(first, last)
    return When(first.replace(day=1), add_months(last.replace(day=1), 1) - DAY)


def _width(number: int, unit: str) -> int:
    return 0 if unit == "day" and number <= EXACT_DAYS else ceil(number / ROUNDED)


def _days(earliest: int, latest: int) -> Callable[[str, date], When]:
    return lambda language, today: When(today - earliest * DAY, today - latest * DAY)


def _counted(number: int, unit: str) -> Callable[[str, date], When]:
    return lambda language, today: _ago(number, number, unit, today)


def _this_month(language: str, today: date) -> When:
    return When(min(_months(language, today - DAY, 0)), today)


def _last_month(language: str, today: date) -> When:
    """The month before this one, by every calendar that the language counts in."""
    return When(min(_months(language, today - DAY, 1)), max(_months(language, today + DAY, 0)) - DAY)


def _this_year(language: str, today: date) -> When:
    return When(min(first for first, _ in _years(language, today - DAY, 0)), today)


def _last_year(language: str, today: date) -> When:
    """The year before this one, by every calendar that the language counts in."""
    earliest = min(first for first, _ in _years(language, today - DAY, 1))
    return When(earliest, max(first for _, first in _years(language, today + DAY, 0)) - DAY)


def _months(language: str, day: date, back: int) -> Iterator[date]:
    """The first days of the month so many months before the one that a day is in."""
    for calendar in calendars_of(language):
        if calendar.counts_years:
            year, month = divmod(calendar.month_of(day)[0] * MONTHS_A_YEAR + calendar.month_of(day)[1] - 1 - back, 12)
            yield calendar.first_day(year, month + 1)


def _years(language: str, day: date, back: int) -> Iterator[tuple[date, date]]:
    """The earliest and latest first days of the year so many years before the one that a day is in."""
    for calendar in calendars_of(language):
        if calendar.counts_years:
            first = calendar.first_day(calendar.month_of(day)[0] - back, 1)
            yield first, first
    if language in LUNAR_YEARS:
        year = day.year - back
        is_new = (day.month, day.day) > LAST_NEW_YEAR
        yield date(year if is_new else year - 1, *FIRST_NEW_YEAR), date(year, *LAST_NEW_YEAR)


TIMES: dict[Phrase, Callable[[str, date], When]] = {
    say.YESTERDAY: _days(2, 0),
    say.TWO_DAYS_AGO: _days(3, 1),
    say.THIS_WEEK: _days(7, 0),
    say.LAST_WEEK: _counted(1, "week"),
    say.TWO_WEEKS_AGO: _counted(2, "week"),
    say.THIS_MONTH: _this_month,
    say.LAST_MONTH: _last_month,
    say.MONTH_AGO: _counted(1, "month"),
    say.TWO_MONTHS_AGO: _counted(2, "month"),
    say.HALF_A_YEAR_AGO: _counted(6, "month"),
    say.THIS_YEAR: _this_year,
    say.LAST_YEAR: _last_year,
    say.YEAR_AGO: _counted(1, "year"),
    say.TWO_YEARS_AGO: _counted(2, "year"),
    say.THREE_YEARS_AGO: _counted(3, "year"),
}


@lru_cache(maxsize=64)
def _words_of(language: str) -> _Words:
    times = {said: span for phrase, span in TIMES.items() for said in _said(phrase, language)}
    units = {unit: _said(phrase, language) for unit, phrase in UNITS.items()}
    frames = {frame for unit, named in units.items() for name in named for frame in _frames(unit, name, language)}
    cldr = frozenset(_cldr_frames(language))
    frames |= cldr
    counts = {
        token: number
        for number, words in enumerate(spellings(say.COUNTS, (language,)), 1)
        for word in words.split("/")
        if (token := plain(word)) and TOKEN.fullmatch(token)
    }
    return _Words(
        times,
        frozenset(said for phrase in (say.THIS_YEAR, say.LAST_YEAR) for said in _said(phrase, language)),
        tuple(frames),
        frozenset(said for named in units.values() for said in named),
        frozenset(frame.after[-1] for frame in cldr if not frame.before),
        counts,
        frozenset(_said(say.VAGUE_BEFORE, language)),
        frozenset(_said(say.VAGUE_AFTER, language)),
        frozenset(name for calendar in calendars_of(language) for name in calendar.months),
    )


def _said(phrase: Phrase, language: str) -> set[Tokens]:
    return {_tokens(word) for word in spellings(phrase, (language, SOURCE_LANGUAGE))} - {()}


def _tokens(said: str) -> Tokens:
    return tuple(intern(token) for token in TOKEN.findall(plain(said)))  # the same few words in twenty languages


def _frames(unit: str, name: Tokens, language: str) -> Iterator[_Frame]:
    for ago in _said(say.AGO_BEFORE, language):
        yield _Frame(ago, name, unit)
    for ago in _said(say.AGO_AFTER, language):
        yield _Frame((), (*name, *ago), unit)


def _cldr_frames(language: str) -> Iterator[_Frame]:
    """CLDR's "{0} years ago" in every plural form that has the number in it."""
    for locale in locales_of(language):
        for unit in UNITS:
            for pattern in locale._data["date_fields"][unit]["past"].values():
                before, number, after = pattern.partition("{0}")
                if number:
                    yield _Frame(_tokens(before), _tokens(after), unit)
