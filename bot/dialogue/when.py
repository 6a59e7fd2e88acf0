"""When something happened, as people write it: "2024", "in may 2025", "05/2025", in digits of every script.

What needs a guess ("last summer") is not understood, on purpose: a wrong day could make somebody miss a right.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

import regex  # type: ignore[import-untyped]
from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

from bot.dialogue.keywords import visible
from bot.knowledge.deadlines import When
from bot.replies import formats
from bot.replies.catalogues import SOURCE_LANGUAGE
from bot.replies.letters import fold
from bot.replies.locale_data import locale_of

EARLIEST_YEAR = 1950  # what is read as a year; a number before it is an amount or another calendar
LONGEST_TEXT = 200  # characters looked at

ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{4})(?!\d)")
MONTH_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})\s?[-./]\s?(\d{4})(?!\d)")
YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})(?![\d./-])")
YEAR = re.compile(r"(?<!\d)(?<!\d[ .,])(?:19|20)\d{2}(?!\d)(?![.,]\d)(?! \d{3})")
WORD = regex.compile(r"\d+|[\p{L}\p{M}]+")  # with vowel signs, which \w lacks
LINKS = frozenset({"of", "de", "del", "di", "do", "da"})  # may of 2025, mayo de 2025
SHORTEST_STEM = {True: 4, False: 3}  # letters of a month's name, in Latin letters or others
LONGEST_ENDING = 2
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK", "HUF", "RON", "UAH", "RUB", "TRY", "KZT")


def when_in(text: str, language: str, today: date) -> When | None:
    """The time that a text names, never after today; None when it names none that is sure.

    Of several years the whole span counts, and of a date that can be read two ways ("03/04/2025") both readings.
    """
    folded = _western_digits(fold(visible(text)))[:LONGEST_TEXT]
    found = [*_days(folded), *_months(folded), *_named_months(folded, language)] or _years(folded, language)
    periods = [when for when in found if date(EARLIEST_YEAR, 1, 1) <= when.earliest <= today]
    if not periods:
        return None
    latest = max(when.latest or today for when in periods)
    return When(min(when.earliest for when in periods), min(latest, today))


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in text)


def _days(text: str) -> list[When]:
    iso = [(year, month, day) for year, month, day in ISO_DAY.findall(text)]
    other = [(year, month, day) for day, month, year in DAY_MONTH_YEAR.findall(text)]
    # 03/04/2025 is March in the United States and April elsewhere.
    turned = [(year, day, month) for day, month, year in DAY_MONTH_YEAR.findall(text)]
    days = [_day(int(year), int(month), int(day)) for year, month, day in (*iso, *other, *turned)]
    return [When.on(day) for day in days if day]


def _months(text: str) -> list[When]:
    if ISO_DAY.search(text) or DAY_MONTH_YEAR.search(text):
        return []
    pairs = [(year, month) for month, year in MONTH_YEAR.findall(text)]
    pairs += list(YEAR_MONTH.findall(text))
    return [When.in_month(int(year), int(month)) for year, month in pairs if 1 <= int(month) <= 12]


def _named_months(text: str, language: str) -> list[When]:
    """A month's name beside the only year, or both as the language writes them: "it may be 2024" names no month."""
    years = set(YEAR.findall(text))
    words = WORD.findall(text)
    places = [place for place, word in enumerate(words) if word in years]
    if len(years) != 1 or len(places) != 1:
        return []
    year = int(words[places[0]])
    for first, second in _beside(words, places[0]):
        if (month := _month_of(first, language)) is not None:
            day = _day(year, month, int(second)) if second.isdigit() else None
            return [When.on(day) if day else When.in_month(year, month)]
    written = [number for number in range(1, 13) if fold(formats.month(date(year, number, 1), language)) in text]
    return [When.in_month(year, written[0])] if len(written) == 1 else []


def _beside(words: list[str], year: int) -> list[tuple[str, str]]:
    """Words that stand by a year, each with the word on its other side: "5 | may | of 2025"."""

    def word(place: int) -> str:
        return words[place] if 0 <= place < len(words) else ""

    back = 2 if word(year - 1) in LINKS else 1
    if word(year - 1).isdigit():  # may 5, 2025
        return [(word(year - 2), word(year - 1))]
    return [(word(year - back), word(year - back - 1)), (word(year + 1), word(year + 2))]


def _month_of(word: str, language: str) -> int | None:
    """The month that a word names, also with another ending ("январе")."""
    names = _month_names(language)
    if word in names:
        return names[word]
    start = word[: max(SHORTEST_STEM[word.isascii()], len(word) - LONGEST_ENDING)]
    found = {number for name, number in names.items() if name.startswith(start)}
    return found.pop() if len(found) == 1 and len(start) >= SHORTEST_STEM[word.isascii()] else None


def _years(text: str, language: str) -> list[When]:
    return [When.in_year(int(year.group())) for year in YEAR.finditer(text) if not _is_money(text, year, language)]


def _is_money(text: str, number: re.Match[str], language: str) -> bool:
    """Whether a sum and not a year: "2000 euro", "$2000"."""
    before, after = text[: number.start()].rstrip()[-1:], text[number.end() :].lstrip()
    if any(unicodedata.category(sign) == "Sc" for sign in (before, after[:1]) if sign):
        return True
    word = WORD.match(after)
    return word is not None and word.group() in _currency_words(language)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _currency_words(language: str) -> frozenset[str]:
    """The codes and names of the money that is paid in the region, in a language and in English."""
    words = {code.casefold() for code in CURRENCIES}
    for locale in _locales(language):
        for code in CURRENCIES:
            names = (get_currency_name(code, count=count, locale=locale) for count in (1, 2, 5))
            words |= {WORD.findall(fold(name))[-1] for name in names if WORD.findall(fold(name))}
    return frozenset(words)


@lru_cache(maxsize=64)
def _month_names(language: str) -> dict[str, int]:
    """Names and abbreviations of the months in a language and in English, where they mean one month only."""
    meanings: dict[str, set[int]] = {}
    for locale in _locales(language):
        months = locale.months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    meanings.setdefault(fold(name).strip("."), set()).add(number)
    return {name: min(found) for name, found in meanings.items() if len(found) == 1}


def _locales(language: str) -> list[Locale]:
    """The language, if CLDR knows it, and English."""
    try:
        return [locale_of(language), locale_of(SOURCE_LANGUAGE)]
    except (UnknownLocaleError, ValueError):
        return [locale_of(SOURCE_LANGUAGE)]
