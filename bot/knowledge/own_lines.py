"""The hotline's own numbers (hotline.yml), as lines of the countries that they serve."""

from __future__ import annotations

from typing import Any

from bot.hotline import Hotline, Line
from bot.knowledge.records import Country, HelpContact, Source, SourceId

PUBLISHER = "hotline.yml"
TELLS: dict[str, dict[str, Any]] = {
    "no": {"answer": "no"},
    "only_if_the_caller_agrees": {"answer": "no", "when": ["if_the_caller_agrees"]},
    "yes": {"answer": "yes", "when": ["always"]},
    "unknown": {"answer": "unknown"},
}


class OwnLine(HelpContact):
    """A line of the hotline that runs this installation. `is_open`: at the moment, as far as that is known."""

    is_open: bool = True


def with_own_lines(record: Country, hotline: Hotline) -> Country:
    """The record with the hotline's lines in that country, each with the hotline as its source."""
    lines = [line for line in hotline.lines if record.country in line.countries]
    if not lines:
        return record
    begin = max(int(source.removeprefix("S")) for source in record.sources) + 1
    ids = [SourceId(f"S{begin + place}") for place in range(len(lines))]
    read = {source: _page(line) for source, line in zip(ids, lines, strict=True)}
    own = [_contact(line, f"own_{place}", source) for place, (line, source) in enumerate(zip(lines, ids, strict=True))]
    return record.copy(update={"contacts": (*own, *record.contacts), "sources": {**record.sources, **read}})


def _page(line: Line) -> Source:
    """The hotline itself as a source, which says of its line on a day of its own that it works."""
    day = line.confirmed_on
    return Source(url="", title=line.name, publisher=PUBLISHER, dated=day.isoformat(), read=day)


def _contact(line: Line, name: str, source: str) -> OwnLine:
    tells = (("police", line.tells_police), ("immigration_authority", line.tells_immigration))
    number = {
        "dial": line.dial,
        "e164": line.e164,
        "works_from_abroad": "yes" if line.e164 else "no",
        "takes": line.takes,
        "free_call": line.free_call,
    }
    hours = {"always": True} if line.always else [opening.dict(by_alias=True) for opening in line.hours]
    return OwnLine.parse_obj(
        {
            "id": name,
            "name": line.name,
            "roles": ["hotline"],
            "answered_by": line.answered_by,
            "passes_to": [{"to": to, "sources": [source], **TELLS[answer]} for to, answer in tells],
            "audience": ["everyone", "trafficking_victims"],
            "numbers": [number],
            "hours": hours or None,
            "languages": line.languages,
            "interpreters": line.interpreters,
            "sources": [source],
        }
    )
