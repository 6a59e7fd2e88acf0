"""What a turn leads to beside its reply. Actions ask for it; the worker carries it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

EFFECT = "effect"  # the key under which an effect travels through Rasa, in a message that no contact sees


@dataclass(frozen=True)
class Handoff:
    """A human is to answer. `reason`: emergency, distress, human or error."""

    reason: str
    urgent: bool = False


@dataclass(frozen=True)
class Erase:
    """Everything of the contact is to be erased."""


@dataclass(frozen=True)
class Stop:
    """Nothing more is to be sent to the contact."""


@dataclass(frozen=True)
class SetLanguage:
    """The contact has chosen a language, by its ISO 639 code."""

    language: str


@dataclass(frozen=True)
class SetCountry:
    """The contact has said where they are, as an ISO 3166-1 code."""

    country: str


@dataclass(frozen=True)
class KeepCallBack:
    """They may be reached later. `way`: call, write or neither is safe; `time`, `number`: as they said."""

    way: str
    time: str = ""
    number: str = ""


Effect = Handoff | Erase | Stop | SetLanguage | SetCountry | KeepCallBack
Kind = TypeVar("Kind", bound=Effect)

KINDS: dict[str, type[Effect]] = {
    kind.__name__: kind for kind in (Handoff, Erase, Stop, SetLanguage, SetCountry, KeepCallBack)
}


def as_message(effect: Effect) -> dict[str, Any]:
    """The effect as it travels through Rasa."""
    return {EFFECT: type(effect).__name__, **asdict(effect)}


def effects_in(messages: Iterable[Mapping[str, Any]]) -> tuple[Effect, ...]:
    """The effects among what Rasa's output channel was handed."""
    found = (message.get("custom") or {} for message in messages)
    return tuple(_effect(custom) for custom in found if EFFECT in custom)


def first(effects: Iterable[Effect], kind: type[Kind]) -> Kind | None:
    """The first effect of a kind."""
    return next((effect for effect in effects if isinstance(effect, kind)), None)


def _effect(custom: Mapping[str, Any]) -> Effect:
    return KINDS[custom[EFFECT]](**{name: value for name, value in custom.items() if name != EFFECT})
