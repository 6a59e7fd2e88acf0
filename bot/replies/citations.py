"""Where what a reply says was read: short names that are kept with the message, and what they stand for.

`GB:contacts.la_strada`, `GB:emergency`, `GB:compensation.state_fund`: a part of a country's record. `rights:shelter.1`
and `signs:child`: a text of a topic, rights.yml or indicators.yml. The desk shows an operator what stands behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.knowledge.records import Country, HelpContact, Record, parts_of
from bot.knowledge.remembered import remembered
from bot.knowledge.rights import Source as Publication
from bot.replies.known import country_record, indicators, rights

RIGHTS, SIGNS = "rights", "signs"
TOLD_PARTS = ("compensation", "identification", "legal_help_by_law", "cautions", "national_law")

REMEMBERED = 256  # more than there are countries


@dataclass(frozen=True)
class Read:
    """A page that was read. `read`: when, as far as known."""

    title: str
    where: str
    read: str = ""


@dataclass(frozen=True)
class Citation:
    """What was said in English, or whose number it is, and where it was read."""

    what: str
    sources: tuple[Read, ...]


def of_contact(record: Country, contact: HelpContact) -> str:
    """The name of a line of a country."""
    return f"{record.country}:contacts.{contact.id}"


def of_part(record: Country, part: Record) -> str | None:
    """The name of a part of a record; None for what is no part of it. Entries of a list share the list's name."""
    found = _paths(record).get(id(part))
    return f"{record.country}:{found.partition('[')[0]}" if found else None


@remembered(REMEMBERED)
def _paths(record: Country) -> dict[int, str]:
    """The path of each part that is told, by the part's identity: two may hold the same."""
    found = [(id(known), path) for name in TOLD_PARTS for path, known in parts_of(getattr(record, name), name)]
    return dict(reversed(found))  # of a part that stands in two places the first


def look_up(citation: str) -> Citation | None:
    """What a name stands for; None when it is not there any more."""
    place, _, name = citation.partition(":")
    if place in (RIGHTS, SIGNS):
        return _texts(place).get(name)
    record = country_record(place) if len(place) == 2 and place.isalpha() else None
    return _in_record(record, name) if record else None


def _in_record(record: Country, name: str) -> Citation | None:
    head, _, rest = name.partition(".")
    if head == "contacts":
        line = next((contact for contact in record.contacts if contact.id == rest), None)
        return Citation(line.name, _read(record, line.sources)) if line else None
    part: Any = record
    for step in name.split("."):
        part = getattr(part, step, None)
    ids = list(dict.fromkeys(_source_ids(part)))
    return Citation(name.replace("_", " ").replace(".", ", "), _read(record, ids)) if ids else None


def _source_ids(part: Any) -> Iterator[str]:
    for entry in part if isinstance(part, tuple) else (part,):
        for _, inner in parts_of(entry):
            yield from (str(source) for source in getattr(inner, "sources", ()))


def _read(record: Country, ids: Iterable[str]) -> tuple[Read, ...]:
    known = {str(key): source for key, source in record.sources.items()}
    found = [known[str(key)] for key in ids]
    return tuple(Read(f"{source.publisher}: {source.title}", source.url, source.read.isoformat()) for source in found)


@lru_cache(maxsize=2)
def _texts(place: str) -> dict[str, Citation]:
    if place == RIGHTS:
        known = rights()
        texts = [text for topic in known.topics for text in (*topic.rules, *topic.steps, *topic.cautions)]
        said = [
            *((f"{topic.topic}.answer", topic.answer, topic.answer_sources) for topic in known.topics),
            *((text.id, text.text, text.sources) for text in texts),
            *((advice.id, advice.text, advice.sources) for advice in known.digital_safety),
        ]
        return _cited(said, known.sources)
    signs = indicators()
    said = [
        *((sign.id, sign.question, sign.sources) for sign in signs.signs),
        (signs.child_question.id, signs.child_question.question, signs.child_question.sources),
        *((question.id, question.question, question.sources) for question in signs.job_offer),
        *((role.id, role.name, role.sources) for role in signs.professionals),
    ]
    return _cited(said, signs.sources)


def _cited(said: Iterable[tuple[str, str, Iterable[str]]], sources: Iterable[Publication]) -> dict[str, Citation]:
    known = {source.id: Read(source.title, source.where, source.read or "") for source in sources}
    return {str(name): Citation(text, tuple(known[str(key)] for key in ids)) for name, text, ids in said}
