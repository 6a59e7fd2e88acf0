"""The phrasebook: sentences and questions that an operator sends to somebody whose language they do not speak.

`phrasebook.yml` in data/knowledge holds those that come with Rightsline and are translated in the catalogues. A
hotline's own stand in hotline.yml.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ConstrainedStr, Field, root_validator, validator

from bot.knowledge.rights import Entry, parsed, read_file

TEXT_CHARACTERS = 100  # leaves room for a longer language in one SMS segment of 160 (3GPP TS 23.038)
CHOICE_CHARACTERS = 30
MOST_CHOICES = 9  # one digit, on every phone
BLANK = re.compile(r"\{(\w+)\}")
BLANKS = frozenset({"number", "time", "place", "name"})


class Code(ConstrainedStr):
    """The name of a section, sentence or choice. It stays for ever, since what was sent is known again by it."""

    regex = re.compile(r"[a-z][a-z0-9_]*")


class Kind(str, enum.Enum):
    """How a question can be answered."""

    YES_NO = "yes_no"
    CHOICES = "choices"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    PLACE = "place"
    WORDS = "words"


class Sentence(Entry):
    """One sentence. `answer`: None where nothing is asked. `telling`: a reader over the shoulder learns from it."""

    code: Code
    text: str = Field(min_length=1, max_length=TEXT_CHARACTERS)
    answer: Kind | None = None
    choices: Mapping[Code, str] = Field(default_factory=dict)
    telling: bool = False

    @validator("text")
    def _blanks_are_known(cls, text: str) -> str:
        if strange := set(BLANK.findall(text)) - BLANKS:
            raise ValueError(f"has {{{strange.pop()}}}; what can be filled in is {', '.join(sorted(BLANKS))}")
        if len(BLANK.findall(text)) > 1 or "{" in BLANK.sub("", text) or "}" in BLANK.sub("", text):
            raise ValueError("has more than one blank, or a brace that is none; write one {name} at most")
        return text

    @root_validator(skip_on_failure=True)
    def _choices_fit(cls, values: dict[str, Any]) -> dict[str, Any]:
        choices: Mapping[str, str] = values["choices"]
        if (values["answer"] is Kind.CHOICES) != bool(choices):
            raise ValueError("choices: stand where `answer` is choices, and only there")
        if len(choices) > MOST_CHOICES:
            raise ValueError(f"choices: are {len(choices)}; at most {MOST_CHOICES} can be picked by one digit")
        if long := [text for text in choices.values() if not 0 < len(text) <= CHOICE_CHARACTERS]:
            raise ValueError(f"choices: {long[0]!r} has {len(long[0])} characters; write 1 to {CHOICE_CHARACTERS}")
        return values


class Section(Entry):
    """What belongs together, in the order of a conversation. `title`: for operators."""

    section: Code
    title: str = Field(min_length=1)
    sentences: tuple[Sentence, ...]


class Phrasebook(Entry):
    """The whole file."""

    sections: tuple[Section, ...]

    @validator("sections")
    def _codes_are_unique(cls, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        seen: set[str] = set()
        for code in (sentence.code for section in sections for sentence in section.sentences):
            if code in seen:
                raise ValueError(f"{code}: this code is used twice; each sentence has its own")
            seen.add(code)
        return sections


def blank_in(text: str) -> str | None:
    """What an operator must fill in, if anything."""
    found = BLANK.search(text)
    return found.group(1) if found else None


def load_phrasebook(path: Path) -> Phrasebook:
    """Read `phrasebook.yml`; raises RecordError, one line a fault, when it does not follow this module."""
    return parsed(path, Phrasebook, read_file(path))
