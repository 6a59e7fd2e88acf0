"""Takes what the project's own actions answer as it is: no schema is checked, and each event's class is found once."""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def trust_own_actions() -> None:
    """Do without the JSON schema for an action server's answer: ours is made by rasa_sdk in this process."""
    RemoteAction._validate_action_result = _is_ours


def find_events_once() -> None:
    """Keep the class of each kind of event; Rasa goes through all of its classes for each event."""
    Event.resolve_by_type = staticmethod(event_kind)


@cache
def event_kind(name: str, default: type[Event] | None = None) -> type[Event] | None:
    """As Event.resolve_by_type."""
    return next((kind for kind in all_subclasses(Event) if kind.type_name == name), default)


def _is_ours(_: RemoteAction, result: dict[str, Any]) -> bool:
    return True
