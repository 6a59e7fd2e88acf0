"""The dialogues of `situations/<language>.yml`: what people in trouble write, and what must be in each answer.

They are written from lives, before the code that has to answer them, and never trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.i18n.catalogues import of_available_languages

FOLDER = Path(__file__).parent / "situations"
CHANNELS = frozenset({"sms", "telegram", "webchat"})
NUMBERS = frozenset({"emergency", "any", "none"})
FIRST_WORDS = frozenset({"yes", "no"})
FEWEST_STEPS, MOST_STEPS = 3, 8


class BadSituation(ValueError):
    """A dialogue says something that no test would check."""


@dataclass(frozen=True)
class Step:
    """One text that a contact sends, and what its answer must hold.

    contact: as they write it · topics: all that it is about, the most urgent first (names of domain.yml's intents); any
    of them answered or offered is right, all of them heard is best · danger: whether the first screen must carry a
    number to call now · number: `emergency` (police or ambulance), `any` (a help line too), `none` (a call would give
    them away: how to get help without speaking) · country, origin: where they are and where they come from, as far as
    this text or an earlier one says it; an origin never moves the country · first_word: the answer begins with yes or
    no · again: they say once more what they said before, and must not be asked the same or told the same paragraph ·
    language: in which it is answered, where that is not the file's · stopped: whether nothing more may be sent · help:
    what a good counsellor would have answered, in one English sentence.
    """

    contact: str
    topics: tuple[str, ...]
    help: str
    danger: bool = False
    number: str | None = None
    country: str | None = None
    origin: str | None = None
    first_word: str | None = None
    again: bool = False
    language: str | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Situation:
    """A contact on a channel: `sms GB` (a phone of that country), `telegram fr`, `webchat fr` (what it is set to)."""

    name: str
    language: str
    channel: str
    hint: str
    steps: tuple[Step, ...]


def languages() -> tuple[str, ...]:
    """The languages that have a file and are ready."""
    return tuple(path.stem for path in of_available_languages(FOLDER.glob("*.yml")))


def read_situations(language: str, topics: frozenset[str]) -> tuple[Situation, ...]:
    """All dialogues of a language. `topics`: the names that a step may use. Raises BadSituation."""
    content = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))
    found = tuple(_situation(language, one, topics) for one in content)
    names = [one.name for one in found]
    if len(set(names)) != len(names):
        raise BadSituation(f"{language}: two dialogues have one name")
    return found


def _situation(language: str, written: Mapping[str, Any], topics: frozenset[str]) -> Situation:
    if written.keys() != {"name", "from", "steps"}:
        raise BadSituation(f"{language}: a dialogue has name, from and steps, not {sorted(written)}")
    channel, _, hint = str(written["from"]).partition(" ")
    if channel not in CHANNELS or not hint:
        raise BadSituation(f"{language}, {written['name']}: from is {written['from']}")
    steps = tuple(_step(f"{language}, {written['name']}", step, topics) for step in written["steps"])
    if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
        raise BadSituation(f"{language}, {written['name']}: {len(steps)} steps")
    return Situation(written["name"], language, channel, hint, steps)


def _step(where: str, values: Mapping[str, Any], topics: frozenset[str]) -> Step:
    if unknown := values.keys() - {field.name for field in fields(Step)}:
        raise BadSituation(f"{where}: {sorted(unknown)} is not part of a step")
    fitting: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    step = Step(**fitting)
    if not step.contact.strip() or not step.topics or set(step.topics) - topics:
        raise BadSituation(f"{where}: {step.contact!r} is about {step.topics}")
    if step.number not in NUMBERS | {None} or step.first_word not in FIRST_WORDS | {None}:
        raise BadSituation(f"{where}: {step.contact!r}, number {step.number}, first word {step.first_word}")
    if step.danger and step.number is None:
        raise BadSituation(f"{where}: {step.contact!r} tells of danger and expects no number")
    return step
