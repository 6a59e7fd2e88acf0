"""What a turn of the assistant led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.dialogue.effects import Effect
from bot.dialogue.known import Known
from bot.dialogue.reading import Standing
from bot.dialogue.remembered import Remembered
from bot.replies.reply import Reply


@dataclass(frozen=True)
class Answer:
    """What a turn led to. `reply` is None when an action failed: then the contact is owed an apology and a human.

    `remembered`: for the next turn. `parse`: what the text was read as, in Rasa's form.
    """

    reply: Reply | None
    effects: tuple[Effect, ...]
    remembered: Remembered
    language: str
    country: str | None
    country_guessed: bool
    parse: Mapping[str, Any] = field(default_factory=dict)

    @property
    def topic(self) -> str | None:
        """What the text was read as."""
        return topic_of(self.parse)


class Assistant(Protocol):
    """Who reads and answers turns: the embedded Rasa (bot/assistant/assistant.py)."""

    async def read(self, text: str, channel: str, known: Known, standing: Standing) -> Mapping[str, Any]:
        """What a text, or a payload such as `/menu`, means in the conversation as it stands, in Rasa's form."""

    def sentences(self, text: str, language: str | None) -> list[tuple[str, list[str]]]:
        """The sentences of a text in a language of ours, or in none, each with the concepts that its words name."""

    async def answer(
        self, sender: str, remembered: Remembered, parse: Mapping[str, Any], channel: str, known: Known
    ) -> Answer:
        """Answer what `read` gave. `remembered`: the last turn's Answer.remembered."""


def topic_of(parse: Mapping[str, Any]) -> str | None:
    """The topic that a text was read as."""
    name = (parse.get("intent") or {}).get("name")
    return str(name) if name else None
