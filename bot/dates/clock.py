"""A time of day, as people write it: "18:30", "6 pm", "18h", "um 18 Uhr", "晚上7点", "ساعت ۱۸".

What other words can change ("half past six", "halb sieben") is not understood, on purpose.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.units import format_unit

from bot.dates.phrases import BESIDE_A_TIME
from bot.i18n.catalogues import SOURCE_LANGUAGE, spellings
from bot.i18n.locale_data import locale_of
from bot.text.folding import comparable
from bot.text.visible import visible
from bot.text.words import NO_SPACES, WORD_APART

LONGEST_TEXT = 200  # characters looked at
# 18:30, 18.30, 18h30; in Chinese 18点30分 and 18時30分. Minutes have two digits: "18.5" is no time.
WITH_MINUTES = re.compile(r"(?<![\d.,:/-])(\d{1,2})\s?[:.h٫:点點時时]\s?(\d{2})(?![\d/-]|[.,:]\d)", re.IGNORECASE)
HOUR = re.compile(r"(?<![\d.,:/+-])(\d{1,2})[点點时時]?(?![\d/-]|[.,:]\d)")
DIGITS = re.compile(r"\d+")
AMOUNTS = (0, 1, 2, 3, 5, 11)  # one of each form that a language has for some hours
LAST_HOUR, LAST_MINUTE, NOON = 23, 59, 12
MORNING, AFTER_NOON, NIGHT = "morning", "after noon", "night"
HALVES = {
    "am": MORNING, "morning1": MORNING, "morning2": MORNING,
    "pm": AFTER_NOON, "noon": AFTER_NOON, "afternoon1": AFTER_NOON, "afternoon2": AFTER_NOON,
    "evening1": AFTER_NOON, "evening2": AFTER_NOON,
    "midnight": NIGHT, "night1": NIGHT, "night2": NIGHT,
}  # fmt: skip
NIGHT_BEGINS = 6  # of the twelve hours: nine at night is before midnight, three at night after it


@dataclass(frozen=True)
class Clock:
    """A time of day. `is_sure`: False where it may be twelve hours later: "6:30". `is_all`: nothing else was said."""

    time: datetime.time
    is_sure: bool
    is_all: bool


def clock_in(text: str, language: str) -> Clock | None:
    """The one time of day that a text names; None where it names none or several, or words may change it."""
    plain = comparable(_western_digits(visible(text)[:LONGEST_TEXT]))
    found = list(WITH_MINUTES.finditer(plain)) or list(HOUR.finditer(plain))
    if len(found) != 1:
        return None
    hour, minute = int(found[0].group(1)), int(found[0].group(2)) if found[0].re is WITH_MINUTES else 0
    half, others = _half_in(f"{plain[: found[0].start()]} {plain[found[0].end() :]}", language)
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        return None
    if others and found[0].re is HOUR:
        return None
    written_out = found[0].group(1).startswith("0") or hour == 0 or hour > NOON
    turned = hour if written_out or half is None else _turned(hour, half)
    return Clock(datetime.time(turned, minute), is_sure=written_out or half is not None, is_all=not others)


def _turned(hour: int, half: str) -> int:
    """An hour of a clock of twelve hours, in a part of the day."""
    if half == NIGHT:
        half = AFTER_NOON if NIGHT_BEGINS <= hour < NOON else MORNING
    return hour % NOON + (NOON if half == AFTER_NOON else 0)


def _half_in(rest: str, language: str) -> tuple[str | None, list[str]]:
    """The part of the day that the words beside a time name, and the words that mean nothing to us."""
    periods, silent = _periods(language), _silent(language)
    rest = rest.replace(".", "")  # "p.m.", "г."
    named: set[str] = set()
    for name, half in periods:
        rest, times = _whole(name).subn(" ", rest)
        if times:
            named.add(half)
    for name in silent:
        rest = _whole(name).sub(" ", rest)
    return (named.pop() if len(named) == 1 else None), WORD_APART.findall(rest)


@lru_cache(maxsize=1024)
def _whole(name: str) -> re.Pattern[str]:
    """A name as a word of its own; in scripts without spaces anywhere."""
    escaped = re.escape(name)
    return re.compile(escaped if NO_SPACES.search(name) else rf"(?<!\w){escaped}(?!\w)")


@lru_cache(maxsize=64)
def _periods(language: str) -> tuple[tuple[str, str], ...]:
    """What CLDR calls the parts of a day in a language and in English, the longest first."""
    found = {
        comparable(name): HALVES[period]
        for locale in _locales(language)
        for width, names in _named_beside_a_time(locale).items()
        if width != "narrow"
        for period, name in names.items()
        if period in HALVES
    }
    without_dots = {name.replace(".", ""): half for name, half in found.items()}
    return tuple(sorted(((name, half) for name, half in without_dots.items() if name), key=lambda pair: -len(pair[0])))


def _named_beside_a_time(locale: Locale) -> Mapping[str, Mapping[str, str]]:
    """By width; alone, "mañana" and "Morgen" are tomorrow too."""
    beside: Mapping[str, Mapping[str, str]] = locale.day_periods.get("format", {})
    alone: Mapping[str, Mapping[str, str]] = locale.day_periods.get("stand-alone", {})
    return beside if any(beside.values()) else alone


@lru_cache(maxsize=64)
def _silent(language: str) -> tuple[str, ...]:
    """Words beside a time that change nothing, the longest first: the hours, and what stands for "at"."""
    words = {comparable(word) for word in spellings(BESIDE_A_TIME, (language, SOURCE_LANGUAGE))}
    for locale in _locales(language):
        for length in ("long", "short", "narrow"):
            hours = (format_unit(amount, "duration-hour", length=length, locale=locale) for amount in AMOUNTS)
            words |= {comparable(DIGITS.sub(" ", _western_digits(hour))) for hour in hours}
    return tuple(sorted(filter(None, (word.replace(".", "") for word in words)), key=lambda word: -len(word)))


def _locales(language: str) -> tuple[Locale, ...]:
    return tuple(locale_of(code) for code in dict.fromkeys((language, SOURCE_LANGUAGE)))


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in text)
