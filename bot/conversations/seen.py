"""What a machine made of a contact's text, for the operator who reads it: kept, encrypted, with the message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.knowledge.phrasebook import Kind


@dataclass(frozen=True)
class Reading:
    """What an answer to a question of the phrasebook was read as. `question`: its code. `values` are in no language.

    By `kind`, choices and yes_no: codes of choices. number: the digits, and the unit where one is named. time: "18:30".
    date: the first and last day that it can be (ISO 8601). place: the city's name or nothing, and the country's code
    (ISO 3166-1). `is_sure`: False for a time that may be twelve hours later. `is_all`: nothing else stands in the text.
    """

    question: str
    kind: Kind
    values: tuple[str, ...]
    is_sure: bool = True
    is_all: bool = True


@dataclass(frozen=True)
class SeenSentence:
    """One sentence of the text and the concepts of data/lexicons/concepts that its words name."""

    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class SeenPlace:
    """A place that the text names. `city`: None where it is a country (ISO 3166-1)."""

    city: str | None
    country: str


@dataclass(frozen=True)
class Seen:
    """What was found in one text.

    `language`: ISO 639, ours or not; None where it is not known. `script`: ISO 15924. `dates`: pairs of the first and
    the last day that each can be (ISO 8601). `reading`: where it answers a question.
    """

    language: str | None = None
    script: str | None = None
    sentences: tuple[SeenSentence, ...] = ()
    places: tuple[SeenPlace, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    reading: Reading | None = None

    def write(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, stored: str) -> Seen:
        """What `write` gave."""
        kept: Mapping[str, Any] = json.loads(stored)
        reading = kept["reading"]
        return cls(
            language=kept["language"],
            script=kept["script"],
            sentences=tuple(SeenSentence(each["text"], tuple(each["concepts"])) for each in kept["sentences"]),
            places=tuple(SeenPlace(**each) for each in kept["places"]),
            dates=tuple((first, last) for first, last in kept["dates"]),
            reading=_reading(reading) if reading else None,
        )


def _reading(kept: Mapping[str, Any]) -> Reading:
    values: Sequence[str] = kept["values"]
    return Reading(kept["question"], Kind(kept["kind"]), tuple(values), kept["is_sure"], kept["is_all"])
