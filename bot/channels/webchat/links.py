"""Which words of a text can be tapped: web addresses, and phone numbers that are surely phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

from bot.knowledge.loader import RecordError
from bot.replies.known import country_record

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'\u2066-\u2069]+[^\s<>\"'.,;:!?)\]\u2066-\u2069]")
ISOLATED = re.compile(r"[\u2066\u2068](\+?\d(?:[\d ()/.\u00a0-]*\d)?)\u2069")
FEWEST_DIGITS, MOST_DIGITS = 2, 15  # France's police is 17; 15: ITU-T E.164
NO_DIGIT_BEFORE, NO_DIGIT_AFTER = r"(?<![\d+])(?<!\d[., /-])", r"(?![., /-]?\d)"
NO_SUM = r"(?!\s?(?:[€$£%]|[A-Z]{3}\b|[Ee]ur))"  # 110 is the police, 110 euros are not
TWO_DIGITS_BEFORE, TWO_DIGITS_AFTER = r"(?<=: )", r"(?=[,.;)\n]|$)"  # "police: 17, ambulance: 15", but no "15 days"


@dataclass(frozen=True)
class Link:
    """A part of a text that can be tapped; `text` is how it is written. Links come in the order of the text."""

    text: str
    href: str


def links_of(text: str, country: str | None = None) -> tuple[Link, ...]:
    """The links of a text to somebody in `country` (ISO 3166-1, None when not known).

    A phone number is one that the reply isolated (FSI ... PDI), one in international form, one of the country's record,
    or one that is valid in the country. Any other number might be a year or a sum. What is dialled is what is read.
    """
    found = sorted(_candidates(text, country), key=lambda each: (each[0], -each[1]))
    links: list[Link] = []
    end = 0
    for start, stop, href in found:
        if start >= end:
            links.append(Link(text[start:stop], href))
            end = stop
    return tuple(links)


def _candidates(text: str, country: str | None) -> Iterator[tuple[int, int, str]]:
    for match in WEB_ADDRESS.finditer(text):
        yield match.start(), match.end(), match.group()
    for match in ISOLATED.finditer(text):
        if dialled := _dialled(match.group(1)):
            yield match.start(1), match.end(1), dialled
    for known in _numbers_of(country) if country else ():
        for match in known.finditer(text):
            if dialled := _dialled(match.group()):
                yield match.start(), match.end(), dialled
    for number in PhoneNumberMatcher(text, country or "ZZ", leniency=Leniency.VALID):
        if dialled := _dialled(number.raw_string):
            yield number.start, number.end, dialled


@lru_cache(maxsize=64)
def _numbers_of(country: str) -> tuple[re.Pattern[str], ...]:
    """What finds the numbers of a country's record, as they are written there."""
    try:
        record = country_record(country)
    except RecordError:  # said at start, with file and field; a text without links is still a text
        return ()
    if record is None:
        return ()
    written = {entry.number for entry in record.emergency}
    for contact in record.contacts:
        for number in contact.numbers:
            written |= {number.dial, *([number.e164] if number.e164 else [])}
    return tuple(_finder(number) for number in sorted(written, key=len, reverse=True))


def _finder(number: str) -> re.Pattern[str]:
    if len(phonenumbers.normalize_digits_only(number)) > FEWEST_DIGITS:
        return re.compile(NO_DIGIT_BEFORE + re.escape(number) + NO_DIGIT_AFTER + NO_SUM)
    return re.compile(TWO_DIGITS_BEFORE + re.escape(number) + TWO_DIGITS_AFTER)


def _dialled(written: str) -> str | None:
    """`tel:` and the digits as they are written; None for what is too short or too long to be a number."""
    digits = phonenumbers.normalize_digits_only(written)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or any(letter.isalpha() for letter in written):
        return None
    return f"tel:{'+' if written.lstrip().startswith('+') else ''}{digits}"
