"""Words that no reply may hold, and numbers that belong to a country: what the tests of replies look for."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.i18n.catalogues import catalogue_of
from bot.knowledge.records import Country, parts_of
from bot.replies.checks import words_to_avoid
from bot.replies.contacts import BEFORE_THE_CALL
from bot.replies.known import KNOWLEDGE, country_record
from bot.replies.phrases.contacts import CAUTIONS

COUNTRIES = sorted(path.stem.upper() for path in (KNOWLEDGE / "countries").glob("*.yml"))
PHONE_NUMBER = re.compile(r"(?<![\d:/.\-])\+?\(?\d[\d ()-]{5,}\d(?![\d:])")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


def foreign_numbers(text: str, *countries: str | None) -> tuple[str, ...]:
    """The phone numbers in a text that are none of these countries'."""
    own = frozenset().union(*map(numbers_of, countries))
    return tuple(found for line in text.split("\n") for found in numbers_in(line) if _digits(found) - own)


@lru_cache(maxsize=4096)  # most lines stand in many replies
def numbers_in(line: str) -> tuple[str, ...]:
    """What is written as a phone number in a line, but in addresses."""
    return tuple(PHONE_NUMBER.findall(ADDRESS.sub("", line)))


@cache
def numbers_of(country: str | None) -> frozenset[str]:
    """Every number of a country, in every form."""
    record = country_record(country) if country else None
    if record is None:
        return frozenset()
    listed = [form for contact in record.contacts for n in contact.numbers for form in (n.dial, n.e164 or "")]
    return frozenset(re.sub(r"\D", "", number) for number in [*listed, *(entry.number for entry in record.emergency)])


@cache
def names_of(country: str | None) -> frozenset[str]:
    """The names that a country's authorities, funds and lines give themselves."""
    record: Country | None = country_record(country) if country else None
    parts = [part for _, part in parts_of(record)] if record else []
    fields = ("name", "authority", "authority_name", "organisation")
    return frozenset(value for part in parts for name in fields if (value := getattr(part, name, None)))


@cache
def avoid(language: str) -> re.Pattern[str]:
    """The words to avoid in a language."""
    return words_to_avoid()[language]


def warns_of_danger(text: str, language: str) -> bool:
    """Whether a text on whom to call says what makes the call dangerous: more than fits beside a whole answer."""
    return any(catalogue_of(language).say(CAUTIONS[caution]) in text for caution in BEFORE_THE_CALL)


def _digits(found: str) -> frozenset[str]:
    """Its digits; nothing where they are too few, or are a law's number: 2004-2011, or an article as 225-4-1."""
    bare = re.sub(r"\D", "", found)
    of_a_law = re.fullmatch(r"(19|20)\d\d-(19|20)\d\d|\d{3}-\d{1,2}-\d{1,2}", found)
    return frozenset({bare}) if len(bare) >= 5 and not of_a_law else frozenset()
