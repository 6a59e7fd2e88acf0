"""What is wrong or ages in the country records. A problem stops a release; a warning lists what to read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers
from babel import Locale
from babel.numbers import get_territory_currencies

from bot.knowledge.gaps import gaps
from bot.knowledge.records import (
    Country,
    EmergencyNumber,
    HelpContact,
    Money,
    PhoneNumber,
    Record,
    Sourced,
    SourceId,
    parts_of,
)

HOTLINE_SOURCE_MONTHS = 12  # issue 3: numbers are read again every year
OTHER_SOURCE_MONTHS = 24  # issue 3: everything else every second year
OLD_EVIDENCE_YEARS = 6  # a number whose newest dated page is older than this is probably dead

_SHORTEST, _LONGEST_SHORT = 3, 6  # digits of a short number
_SHARED_PLANS = {"MC": ("FR",)}  # Monaco's government publishes a French freephone number

_WORLD = Locale("en")


@dataclass(frozen=True)
class Finding:
    """One fault in one record: where it is, and what mends it."""

    country: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.country.lower()}.yml: {self.field}: {self.message}"


def problems(countries: Iterable[Country], today: date) -> list[Finding]:
    """What must be mended before anybody is answered from these records."""
    return [finding for country in countries for finding in _problems_of(country, today)]


def overdue(countries: Iterable[Country], today: date) -> list[Finding]:
    """The sources that are older than their limit and must be read again."""
    return [finding for country in countries for finding in _overdue_of(country, today)]


def doubts(countries: Iterable[Country], today: date) -> list[Finding]:
    """What is shown only beside something sure, since it may be wrong, and contacts that cannot be reached."""
    return [finding for country in countries for finding in _doubts_of(country, today)]


def missing(countries: Iterable[Country]) -> list[Finding]:
    """What no source was found for."""
    return [
        Finding(country.country, gap, "is not known; find a source") for country in countries for gap in gaps(country)
    ]


def warnings(countries: Iterable[Country], today: date) -> list[Finding]:
    """All that is overdue, doubtful or missing."""
    every = tuple(countries)
    return [*overdue(every, today), *doubts(every, today), *missing(every)]


def _problems_of(country: Country, today: date) -> Iterator[Finding]:
    yield from _unknown_country(country)
    yield from _emergency_problems(country)
    for path, part in parts_of(country):
        yield from (Finding(country.country, path, message) for message in _problems_of_part(country, part, today))


def _problems_of_part(country: Country, part: Record, today: date) -> Iterator[str]:
    if isinstance(part, Sourced):
        yield from _source_problems(country, part, today)
    if isinstance(part, PhoneNumber):
        yield from number_problems(part, country.country)
    if isinstance(part, HelpContact):
        yield from _contact_problems(part)
    if isinstance(part, Money):
        yield from _currency_problems(country, part, today)
    named = getattr(part, "contact", None)
    if isinstance(named, str) and "professionals" in country.contact(named).audience:
        yield f"sends people to {named}, which is only for professionals; name another contact"


def _unknown_country(country: Country) -> Iterator[Finding]:
    if country.country not in _WORLD.territories:
        yield Finding(country.country, "country", "is not an ISO 3166-1 code; correct it")


def _emergency_problems(country: Country) -> Iterator[Finding]:
    works = country.emergency_112.works
    if country.country == "BA" and works != "no":
        # 112 reaches nobody in Bosnia and Herzegovina: whoever changes this must change this check, with a source.
        yield Finding("BA", "emergency_112.works", "112 does not work in Bosnia and Herzegovina; set it to no")
    if works != "no":
        return
    for path, part in parts_of(country):
        if isinstance(part, EmergencyNumber | PhoneNumber) and _written_number(part) == "112":
            yield Finding(country.country, path, "gives 112, which does not work in this country; remove it")


def _written_number(part: EmergencyNumber | PhoneNumber) -> str:
    return part.number if isinstance(part, EmergencyNumber) else part.dial


def _source_problems(country: Country, part: Sourced, today: date) -> Iterator[str]:
    for source in part.sources:
        if country.sources[source].read > today:
            yield f"the source {source} was read in the future; correct its date"


def number_problems(number: PhoneNumber, country: str) -> Iterator[str]:
    """What is wrong with a phone number, judged by Google's numbering data."""
    national = _parsed(number.dial, country)
    if number.e164 is None:
        if number.works_from_abroad == "yes":
            yield f"{number.dial} is said to work from abroad but has no e164 form; write it or set works_from_abroad"
        if not number.verify and not _known_national(number.dial, country):
            yield f"{number.dial} is neither a number of {country} nor a short one; correct it"
        return
    international = _parsed(number.e164, country)
    if international is None:
        yield f"{number.e164} is not a valid number; correct it"
    elif international.country_code != phonenumbers.country_code_for_region(country):
        yield f"{number.e164} is not a number of {country}; correct it"
    elif not _known_national(number.dial, country):
        yield f"{number.dial} is neither a number of {country} nor a short one; correct it"
    elif national != international and number.works_from_abroad != "yes":
        # Two different numbers are one entry only where the second is published as the one for calls from abroad.
        yield f"{number.dial} and {number.e164} are two numbers; make them two entries"


def _parsed(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _known_national(text: str, country: str) -> bool:
    """Whether it can be dialled there: a number of its plan, or a short one, which Google's data list only in part."""
    plans = (country, *_SHARED_PLANS.get(country, ()))
    short = _SHORTEST <= len(phonenumbers.normalize_digits_only(text)) <= _LONGEST_SHORT
    return short or any(_parsed(text, plan) is not None for plan in plans)


def _contact_problems(contact: HelpContact) -> Iterator[str]:
    if "professionals" in contact.audience and len(contact.audience) > 1:
        yield "is for professionals and for others; a line for professionals is never given to contacts, so choose"
    if "professionals" in contact.name.lower() and "professionals" not in contact.audience:
        yield "is named a line for professionals; set audience: [professionals]"
    if contact.regions and contact.place is None:
        yield "serves only a part of the country, which people cannot see; name it in place too"
    for language in contact.languages:
        if language not in _WORLD.languages:
            yield f"{language} is not a language code of ISO 639; correct it"
    if contact.url is not None and not contact.url.startswith(("https://", "http://")):
        yield f"{contact.url} is not a web address; begin it with https://"
    if contact.email is not None and contact.email.count("@") != 1:
        yield f"{contact.email} is not an e-mail address; correct it"


def _currency_problems(country: Country, money: Money, today: date) -> Iterator[str]:
    current = get_territory_currencies(country.country, today, tender=True)
    if money.currency not in current and not money.verify:
        yield f"{money.currency} is not money of {country.country} ({', '.join(current)}); correct it or set verify"


def _overdue_of(country: Country, today: date) -> Iterator[Finding]:
    for source, limit in _limits(country).items():
        age = _months_between(country.sources[source].read, today)
        if age >= limit:
            yield Finding(country.country, f"sources.{source}", f"was read {age} months ago; read it again")


def _doubts_of(country: Country, today: date) -> Iterator[Finding]:
    for path, part in parts_of(country):
        if isinstance(part, HelpContact):
            yield from (Finding(country.country, path, message) for message in _aging(country, part, today))
        elif getattr(part, "verify", False) and not isinstance(part, PhoneNumber):
            yield Finding(country.country, path, "is marked as doubtful; verify it")


def _limits(country: Country) -> dict[SourceId, int]:
    """For each source in use, after how many months it must be read again."""
    limits: dict[SourceId, int] = {}
    for _, part in parts_of(country):
        if isinstance(part, Sourced):
            of_number = isinstance(part, EmergencyNumber) or (isinstance(part, HelpContact) and bool(part.numbers))
            limit = HOTLINE_SOURCE_MONTHS if of_number else OTHER_SOURCE_MONTHS
            for source in part.sources:
                limits[source] = min(limit, limits.get(source, limit))
    return limits


def _months_between(earlier: date, later: date) -> int:
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if later.day >= earlier.day else months - 1


def _aging(country: Country, contact: HelpContact, today: date) -> Iterator[str]:
    if not (contact.numbers or contact.url or contact.email):
        yield f"{contact.name} has no number and no address; find one"
    if contact.verify or any(number.verify for number in contact.numbers):
        yield f"{contact.name} holds something doubtful; verify it"
        return
    years = [country.sources[source].dated for source in contact.sources]
    if contact.numbers and all(dated and _year(dated) < today.year - OLD_EVIDENCE_YEARS for dated in years):
        yield f"{contact.name} rests only on pages older than {OLD_EVIDENCE_YEARS} years; verify it"


def _year(dated: str) -> int:
    first = dated[:4]
    return int(first) if first.isdigit() else 0
