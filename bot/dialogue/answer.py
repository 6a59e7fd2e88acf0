"""What a turn of the assistant led to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.replies.reply import Reply


@dataclass(frozen=True)
class Answer:
    """What a turn led to. `reply` is None when an action failed: then the contact is owed an apology and a human."""

    reply: Reply | None
    effects: tuple[dict[str, Any], ...]
    memory: str | None
    topic: str | None
    language: str
    country: str | None
    country_guessed: bool
    parse: dict[str, Any] = field(default_factory=dict)


class Answers(Protocol):
    """Somebody who answers turns: the embedded Rasa (bot.assistant.assistant)."""

    async def answer(self, sender: str, memory: str | None, text: str, channel: str, known: dict[str, Any]) -> Answer:
        """One turn. `memory` is the last turn's Answer.memory; `known` is what is known of the contact before it."""

    async def understand(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        """What a text is understood as, without answering it."""
