"""An assistant that answers without Rasa, and a channel without a provider: for tests of what stands around them."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.routing import BaseRoute

from bot.conversations.contract import Intake, OfferedChoice, Outbound, Outcome, Sent, Shaped
from bot.dialogue.answer import Answer
from bot.replies.reply import Choice, Reply

SOURCES = ("rights:shelter.answer", "GB:emergency")
A_PERSON = {"effect": "handoff", "reason": "human", "urgent": False}
DANGER = {"effect": "handoff", "reason": "emergency", "urgent": True}
HANDOFF = {"help": A_PERSON, "/talk_to_human": A_PERSON, "danger": DANGER, "he has a knife": DANGER}
UNDERSTOOD = {"he has a knife": "emergency", "computer": "menu", "/menu": "menu", "germany": "change_country"}


class StubAssistant:
    """Answers "answer to <text>"; "help" asks for a human; `meanwhile` runs while it thinks; `remembers` this."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.memories: list[str | None] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.remembers: str | None = None

    async def answer(self, sender: str, memory: str | None, text: str, channel: str, known: dict[str, Any]) -> Answer:
        self.asked.append(text)
        self.memories.append(memory)
        if self.meanwhile:
            await self.meanwhile()
        if text == "fail":
            raise RuntimeError("planted")
        choices = (Choice("Money", "/unpaid_wages"), Choice("A person", "/talk_to_human"))
        effects = [HANDOFF[text]] if text in HANDOFF else []
        if text == "erase":
            effects = [{"effect": "erase"}]
        if text == "no more messages":
            effects = [{"effect": "stop"}]
        if text == "français":
            effects = [{"effect": "language", "language": "fr"}]
        reply = None if text == "silence" else Reply((f"answer to {text}", "call 1"), "en", choices, SOURCES)
        topic = UNDERSTOOD.get(text, "working_conditions")
        memory = self.remembers or f"memory after {text}"
        return Answer(reply, tuple(effects), memory, topic, "en", "GB", True)

    async def understand(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        return {"intent": {"name": UNDERSTOOD.get(text, "working_conditions")}}


class StubChannel:
    """Takes every text."""

    name = "sms"

    def __init__(self) -> None:
        self.sent: list[Outbound] = []

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        return ()

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        return Shaped((reply.paragraphs[0],), tuple(reply.paragraphs[1:]))

    async def send(self, outbound: Outbound) -> Outcome:
        self.sent.append(outbound)
        return Sent(f"sent-{outbound.outbox_id}")

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        return None

    async def close(self) -> None:
        return None
