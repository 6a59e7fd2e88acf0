"""What is remembered of a conversation from one turn to the next: Rasa's events of the last turn, and all slots."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Remembered:
    """`events`: as Rasa's events are written, in their order; none for a new conversation."""

    events: tuple[dict[str, Any], ...] = ()

    @classmethod
    def read(cls, stored: str | None) -> Remembered:
        """From what `write` made; nothing for None."""
        return cls(tuple(json.loads(stored))) if stored else cls()

    def with_slot(self, name: str, value: Any) -> Remembered:
        """With a slot that was set after the turn."""
        return Remembered((*self.events, {"event": "slot", "name": name, "value": value}))

    def write(self) -> str | None:
        """As text; None where there is nothing to remember."""
        return json.dumps(self.events) if self.events else None

    @cached_property
    def slots(self) -> dict[str, Any]:
        """The slots that were set, each with its last value."""
        return {str(event["name"]): event.get("value") for event in self.events if event.get("event") == "slot"}
