"""When something happened, as people write it: "2024", "in may 2025", "05/2025", "last year", "مهر ۱۴۰۳", "२०८१ असोज".

What needs a guess ("last summer") is not understood, on purpose: a wrong day could make somebody miss a right.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from babel.languages import get_official_languages
from babel.numbers import get_currency_name

from bot.dates import time_ago
from bot.dates.calendars import EARLIEST_YEAR, Calendar, calendars_of, plain
from bot.dates.phrases import MONEY
from bot.dates.time_ago import LINKS
from bot.i18n import formats
from bot.i18n.catalogues import SOURCE_LANGUAGE, spellings
from bot.i18n.locale_data import locales_of
from bot.knowledge.deadlines import When
from bot.text.visible import visible
from bot.text.words import DATE_PART

LONGEST_TEXT = 200  # characters looked at

ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{4})(?!\d)")
MONTH_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})\s?[-./]\s?(\d{4})(?!\d)")
YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})(?![\d./-])")
YEAR = re.compile(r"(?<!\d)(?<!\d[ .,])\d{4}(?!\d)(?![.,]\d)(?! \d{3})")
LONGEST_NAME = 3  # words of a month's name
SHORTEST_STEM = {True: 4, False: 3}  # letters of a month's name, in Latin letters or others
LONGEST_ENDING = 2
SHORTEST_CURRENCY = 3  # letters of a word for money in a currency's name: "lei", not the "la" of "đô la"
CURRENCIES = (
    *("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK", "HUF", "RON", "UAH", "RUB", "TRY", "KZT"),
    *("AFN", "CNY", "INR", "IRR", "NPR", "PKR", "VND"),
)


def when_in(text: str, language: str, today: date) -> When | None:
    """The time that a text names, never after today; None when it names none that is sure.

    Of several times the whole span counts, and of a date that can be read two ways ("03/04/2025") both readings.
    `today`: in UTC; "yesterday" reaches a day further, since it may be another day where the contact is.
    """
    folded = plain(_western_digits(visible(text)))[:LONGEST_TEXT]
    dated = [when for calendar in calendars_of(language) for when in _dates(folded, calendar, language, today)]
    periods = [when for when in dated if date(EARLIEST_YEAR, 1, 1) <= when.earliest <= today]
    if periods and time_ago.is_a_bound(folded, language):
        return None
    is_month = not periods and _names_a_month(folded, language)
    periods += time_ago.spans_in(folded, language, today, beside_a_month=is_month)
    if not periods:
        return None
    latest = max(when.latest or today for when in periods)
    return When(min(when.earliest for when in periods), min(latest, today))


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in text)


def _dates(text: str, calendar: Calendar, language: str, today: date) -> list[When]:
    """The dates of a calendar: days and months, or years where there are none."""
    named = _named_months(text, calendar, language, today)
    words = calendar.words
    if words and words.marks and words.marks.isdisjoint(DATE_PART.findall(text)):
        return named
    return [*_days(text, calendar), *_months(text, calendar), *named] or _years(text, calendar, language, today)


def _days(text: str, calendar: Calendar) -> list[When]:
    iso = [(year, month, day) for year, month, day in ISO_DAY.findall(text)]
    other = [(year, month, day) for day, month, year in DAY_MONTH_YEAR.findall(text)]
    # 03/04/2025 is March in the United States and April elsewhere.
    turned = [(year, day, month) for day, month, year in DAY_MONTH_YEAR.findall(text)]
    days = [calendar.on(int(year), int(month), int(day)) for year, month, day in (*iso, *other, *turned)]
    return [day for day in days if day]


def _months(text: str, calendar: Calendar) -> list[When]:
    if ISO_DAY.search(text) or DAY_MONTH_YEAR.search(text):
        return []
    pairs = [(year, month) for month, year in MONTH_YEAR.findall(text)]
    pairs += list(YEAR_MONTH.findall(text))
    months = [calendar.in_month(int(year), int(month)) for year, month in pairs]
    return [month for month in months if month]


def _named_months(text: str, calendar: Calendar, language: str, today: date) -> list[When]:
    """A month's name beside the only year, or both as the language writes them: "it may be 2024" names no month."""
    years = {year.group() for year in _years_of(text, calendar, today)}
    words = _words(text, calendar)
    places = [place for place, word in enumerate(words) if word in years]
    if len(years) != 1 or len(places) != 1:
        return []
    year = int(words[places[0]])
    for first, second in _beside(words, places[0]):
        if (month := _month_of(first, calendar)) is not None:
            day = calendar.on(year, month, int(second)) if second.isdigit() else None
            return [found for found in (day or calendar.in_month(year, month),) if found]
    if calendar.words:
        return []
    written = [number for number in range(1, 13) if plain(formats.month(date(year, number, 1), language)) in text]
    return [When.in_month(year, written[0])] if len(written) == 1 else []


def _words(text: str, calendar: Calendar) -> list[str]:
    """The words, a month's name as one of them, without those that may stand between it and the year."""
    words: list[str] = DATE_PART.findall(text)
    left_out = LINKS | calendar.words.all if calendar.words else LINKS
    found: list[str] = []
    place = 0
    while place < len(words):
        length = next(
            (n for n in range(LONGEST_NAME, 1, -1) if "".join(words[place : place + n]) in calendar.months), 1
        )
        word = "".join(words[place : place + length])
        if word not in left_out:
            found.append(word)
        place += length
    return found


def _beside(words: list[str], year: int) -> list[tuple[str, str]]:
    """Words that stand by a year, each with the word on its other side: "5 | may | 2025"."""

    def word(place: int) -> str:
        return words[place] if 0 <= place < len(words) else ""

    if word(year - 1).isdigit():  # may 5, 2025
        return [(word(year - 2), word(year - 1))]
    return [(word(year - 1), word(year - 2)), (word(year + 1), word(year + 2))]


def _month_of(word: str, calendar: Calendar) -> int | None:
    """The month that a word names, also with another ending ("январе")."""
    names = calendar.months
    if word in names:
        return names[word]
    start = word[: max(SHORTEST_STEM[word.isascii()], len(word) - LONGEST_ENDING)]
    found = {number for name, number in names.items() if name.startswith(start)}
    return found.pop() if len(found) == 1 and len(start) >= SHORTEST_STEM[word.isascii()] else None


def _names_a_month(text: str, language: str) -> bool:
    return any(word in calendar.months for calendar in calendars_of(language) for word in _words(text, calendar))


def _years_of(text: str, calendar: Calendar, today: date) -> list[re.Match[str]]:
    """The numbers that can be a year of a calendar that has begun."""
    spans = ((year, calendar.in_year(int(year.group()))) for year in YEAR.finditer(text))
    return [year for year, span in spans if span and span.earliest <= today]


def _years(text: str, calendar: Calendar, language: str, today: date) -> list[When]:
    years = [year for year in _years_of(text, calendar, today) if not _is_money(text, year, language)]
    if calendar.words and not set(DATE_PART.findall(text)) <= calendar.words.all | {year.group() for year in years}:
        years = [year for year in years if _is_called_a_year(text, year, calendar)]
    spans = (calendar.in_year(int(year.group())) for year in years)
    return [span for span in spans if span]


def _is_called_a_year(text: str, number: re.Match[str], calendar: Calendar) -> bool:
    """Whether the word before or after it says that a number is a year: "سال ۱۴۰۲", "२०८० साल"."""
    before = DATE_PART.findall(text[: number.start()])[-1:]
    after = DATE_PART.match(text[number.end() :].lstrip())
    words = calendar.words
    return words is not None and (not words.before.isdisjoint(before) or bool(after and after.group() in words.after))


def _is_money(text: str, number: re.Match[str], language: str) -> bool:
    """Whether a sum and not a year: "2000 euro", "$2000", "EUR 2000"; of "1500 euro 2023" the first only."""
    before, after = text[: number.start()].rstrip(), text[number.end() :].lstrip()
    if any(unicodedata.category(sign) == "Sc" for sign in (before[-1:], after[:1]) if sign):
        return True
    money = _currency_words(language)
    word, words = DATE_PART.match(after), DATE_PART.findall(before)
    if word is not None and word.group() in money:
        return True
    return bool(words) and words[-1] in money and not (len(words) > 1 and words[-2].isdigit())


@lru_cache(maxsize=64)
def _currency_words(language: str) -> frozenset[str]:
    """The codes and names of the money that is paid in the region or at home, in a language and in English.

    Without the words for whose it is: of "Romanian leu", "2023, Romanian" is no sum.
    """
    words = {code.casefold() for code in CURRENCIES} | {
        plain(word) for word in spellings(MONEY, (language, SOURCE_LANGUAGE))
    }
    for locale in locales_of(language):
        for code in CURRENCIES:
            country = code[:2]  # ISO 4217 codes begin with the country's
            whose = {locale.territories.get(country, "") if country != "EU" else ""}
            whose |= {locale.languages.get(spoken, "") for spoken in get_official_languages(country)}
            names = {get_currency_name(code, count=count, locale=locale) for count in (1, 2, 5)}
            words |= {word for word in _parts(names) - _parts(whose) if len(word) >= SHORTEST_CURRENCY}
    return frozenset(words)


def _parts(names: set[str]) -> set[str]:
    return {word for name in names for word in DATE_PART.findall(plain(name))}
