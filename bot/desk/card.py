"""The side card: what a contact can be told in their country, each with where it was read and when."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.desk import texts
from bot.desk.interface import ENGLISH, Speaker
from bot.i18n.alphabets import place_of
from bot.knowledge import lookup
from bot.knowledge.ages import is_line_confirmed, newest_day
from bot.knowledge.codes import Role
from bot.knowledge.loader import RecordError, load_country
from bot.knowledge.own_lines import with_own_lines
from bot.knowledge.records import Country, HelpContact, LegalHelpByLaw, PhoneNumber, Source
from bot.replies.known import hotline
from bot.replies.phrases.contacts import AUDIENCES, CAUTIONS, WAYS, WHO_ANSWERS
from bot.replies.today import today_utc
from bot.settings import PROJECT_ROOT

logger = logging.getLogger(__name__)

COUNTRIES = PROJECT_ROOT / "data" / "knowledge" / "countries"
MOST: dict[Role, int] = {"hotline": 3, "legal_aid": 4, "labour_rights_advice": 2, "shelter": 2, "victim_support": 2}
NO_INTERPRETERS = {"interpreters": None}  # they are shown by themselves: which languages they have is not known
ALWAYS_WHOLE: frozenset[Role] = frozenset({"hotline", "legal_aid"})  # also lines that stand in an earlier group


@dataclass(frozen=True)
class Read:
    """Where and when something was read."""

    title: str
    url: str
    read: str


@dataclass(frozen=True)
class Number:
    """A number as the contact can dial it. `note`: what the operator should know before giving it."""

    shown: str
    note: str
    verify: bool


@dataclass(frozen=True)
class Note:
    """What the operator should know of a line. `is_of_record`: in the words of the record, which are English."""

    words: str
    is_of_record: bool = False


@dataclass(frozen=True)
class Line:
    """Somebody to turn to."""

    name: str
    who: str
    numbers: tuple[Number, ...]
    url: str | None
    email: str | None
    notes: tuple[Note, ...]
    speaks_language: bool
    interpreters: bool
    verify: bool
    sources: tuple[Read, ...]


@dataclass(frozen=True)
class EmergencyLine:
    """A number for danger to life."""

    number: str
    services: str
    sources: tuple[Read, ...]


@dataclass(frozen=True)
class Card:
    """What is known for one country."""

    country: str
    checked: str
    emergency: tuple[EmergencyLine, ...]
    says_112: str | None
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    notes: str | None


def known_countries() -> tuple[str, ...]:
    """ISO codes of the countries that have a record."""
    return tuple(sorted(path.stem.upper() for path in COUNTRIES.glob("??.yml")))


def countries_by_name(said: Speaker = ENGLISH) -> list[tuple[str, str]]:
    """Code and name of each of them, as they stand in a choice."""
    named = ((code, said.country_name(code)) for code in known_countries())
    return sorted(named, key=lambda pair: place_of(pair[1], said.language))


def card_of(
    country: str | None, *, language: str | None, phone_country: str | None, said: Speaker = ENGLISH
) -> Card | None:
    """The card of a country; None where there is no record that can be read.

    `phone_country`: the country of the contact's phone, which decides how a number is dialled; None if not known.
    """
    record = _record(country) if country else None
    if record is None:
        return None
    return Card(
        country=said.country_name(record.country),
        checked=record.checked.isoformat(),
        emergency=_emergency(record, said),
        says_112=texts.ABOUT_112.get(record.emergency_112.works),
        groups=tuple(_groups(record, language, phone_country, said)),
        notes=record.operator_notes,
    )


def _record(country: str) -> Country | None:
    path = COUNTRIES / f"{country.lower()}.yml"
    if not country.isalpha() or not path.exists():
        return None
    try:
        return _load(path, path.stat().st_mtime_ns)
    except RecordError as problem:
        logger.error("%s", problem)
        return None


@lru_cache(maxsize=128)
def _load(path: Path, _changed: int) -> Country:
    return with_own_lines(load_country(path), hotline())


def _emergency(record: Country, said: Speaker) -> tuple[EmergencyLine, ...]:
    return tuple(
        EmergencyLine(
            entry.number,
            ", ".join(said.gettext(texts.SERVICES[service]) for service in entry.services),
            _sources(record, entry.sources),
        )
        for entry in record.emergency
        if entry.number != "112" or record.emergency_112.works == "yes"
    )


def _groups(
    record: Country, language: str | None, phone_country: str | None, said: Speaker
) -> Iterable[tuple[str, tuple[Line, ...]]]:
    shown: set[str] = set()
    for role, most in MOST.items():
        found = lookup.contacts_for(record, role, language=language)
        if role not in ALWAYS_WHOLE:
            found = tuple(contact for contact in found if contact.id not in shown)
        shown |= {contact.id for contact in found[:most]}
        lines = tuple(_line(record, contact, language, phone_country, said) for contact in found[:most])
        if role == "legal_aid":
            lines += tuple(_each_name_once(_line_by_law(record, help_, said) for help_ in record.legal_help_by_law))
        if lines:
            yield said.gettext(texts.GROUPS[role]), lines


def _each_name_once(lines: Iterable[Line]) -> Iterable[Line]:
    """One line a name: a country's law may grant the same help to several groups, in paragraphs of their own."""
    named: dict[str, Line] = {}
    for line in lines:
        before = named.get(line.name)
        named[line.name] = (
            line
            if before is None
            else replace(
                before,
                notes=tuple(dict.fromkeys(before.notes + line.notes)),
                sources=tuple(dict.fromkeys(before.sources + line.sources)),
            )
        )
    return named.values()


def _line_by_law(record: Country, help_: LegalHelpByLaw, said: Speaker) -> Line:
    return Line(
        name=help_.name or said.gettext("A right to legal help"),
        who=said.gettext("By law"),
        numbers=(),
        url=None,
        email=None,
        notes=(
            *((Note(said.gettext("Free of charge")),) if help_.free == "yes" else ()),
            *_of_record(help_.operator_notes),
        ),
        speaks_language=False,
        interpreters=False,
        verify=False,
        sources=_sources(record, help_.sources),
    )


def _line(
    record: Country, contact: HelpContact, language: str | None, phone_country: str | None, said: Speaker
) -> Line:
    return Line(
        name=contact.name,
        who=said.phrase(WHO_ANSWERS[contact.answered_by]),
        numbers=tuple(_number(record, number, phone_country, said) for number in contact.numbers),
        url=contact.url,
        email=contact.email,
        notes=(
            *(Note(words) for words in (*_age(record, contact, said), *_hours(contact, said))),
            *_of_record(None if contact.hours and contact.hours.always else contact.hours_text),
            *(Note(words) for words in _notes(contact, said)),
            *_of_record(contact.operator_notes),
        ),
        speaks_language=language is not None and lookup.speaks(contact.copy(update=NO_INTERPRETERS), language),
        interpreters=bool(contact.interpreters),
        verify=contact.verify,
        sources=_sources(record, contact.sources),
    )


def _number(record: Country, number: PhoneNumber, phone_country: str | None, said: Speaker) -> Number:
    dialled = lookup.dialable(number, record, phone_country)
    inside = said.gettext("only inside {country}").format(country=said.country_name(record.country))
    notes = [] if dialled else [inside]
    if number.takes != ("calls",):
        notes.append(", ".join(said.phrase(WAYS[way]) for way in number.takes))
    return Number(dialled or number.dial, "; ".join(notes), number.verify)


def _age(record: Country, contact: HelpContact, said: Speaker) -> Iterable[str]:
    """How old the number is, where no page of the last year has it."""
    if contact.numbers and not is_line_confirmed(record, contact, today_utc()):
        day = newest_day(record, contact)
        if day:
            yield said.gettext("Number from {year}: try it before you give it").format(year=day.year)
        else:
            yield said.gettext("Date of number unknown: try it first")


def _of_record(words: str | None) -> tuple[Note, ...]:
    return (Note(words, is_of_record=True),) if words else ()


def _hours(contact: HelpContact, said: Speaker) -> Iterable[str]:
    if contact.hours and contact.hours.always:
        yield said.gettext("Day and night")


def _notes(contact: HelpContact, said: Speaker) -> Iterable[str]:
    if contact.free:
        yield said.gettext("Free of charge")
    if contact.languages:
        names = ", ".join(said.language_name(code) for code in contact.languages)
        yield said.gettext("Speaks {languages}").format(languages=names)
    if contact.interpreters:
        yield said.gettext("Finds interpreters")
    if contact.audience != ("everyone",):
        groups = ", ".join(said.phrase(AUDIENCES[group]) for group in contact.audience)
        yield said.gettext("For {groups}").format(groups=groups)
    if contact.passes_on_to("police") == "yes":
        yield said.gettext("Passes on to the police")
    if contact.passes_on_to("immigration_authority") == "yes":
        yield said.gettext("Passes on to immigration")
    for caution in contact.cautions:
        yield said.phrase(CAUTIONS[caution])


def _sources(record: Country, ids: Iterable[str]) -> tuple[Read, ...]:
    known: dict[str, Source] = {str(key): source for key, source in record.sources.items()}
    return tuple(
        Read(f"{source.publisher}: {source.title}", source.url, source.read.isoformat())
        for source in (known[str(key)] for key in ids)
    )
