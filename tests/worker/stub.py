"""An assistant that answers without Rasa, and a channel without a provider: for tests of what stands around them."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.routing import BaseRoute

from bot.conversations.contract import Intake, OfferedChoice, Outbound, Outcome, Sent, Shaped
from bot.dialogue.answer import Answer
from bot.dialogue.effects import Effect, Erase, Handoff, SetLanguage, Stop
from bot.dialogue.known import Known
from bot.dialogue.reading import Standing, payload_in
from bot.dialogue.remembered import Remembered
from bot.replies.reply import Choice, Reply

SOURCES = ("rights:shelter.answer", "GB:emergency")
A_PERSON = Handoff("human")
DANGER = Handoff("emergency", urgent=True)
EFFECTS: dict[str, Effect] = {
    "help": A_PERSON,
    "/talk_to_human": A_PERSON,
    "danger": DANGER,
    "he has a knife": DANGER,
    "erase": Erase(),
    "no more messages": Stop(),
    "français": SetLanguage("fr"),
}
CONCEPTS = frozenset({"passport", "food"})
UNDERSTOOD = {"he has a knife": "emergency", "computer": "menu", "/menu": "menu", "germany": "change_country"}


class StubAssistant:
    """Answers "answer to <text>"; "help" asks for a human; `meanwhile` runs while it thinks; `remembers` this."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.remembered: list[Remembered] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.remembers: Remembered | None = None

    async def read(self, text: str, channel: str, known: Known, standing: Standing) -> Mapping[str, Any]:
        parse = _parse(text)
        payload = payload_in(parse, standing)
        return _parse(payload) if payload else parse

    def sentences(self, text: str, language: str | None) -> list[tuple[str, list[str]]]:
        return [(text, [word for word in text.split() if word in CONCEPTS])]

    async def answer(
        self, sender: str, remembered: Remembered, parse: Mapping[str, Any], channel: str, known: Known
    ) -> Answer:
        text = str(parse["text"])
        self.asked.append(text)
        self.remembered.append(remembered)
        if self.meanwhile:
            await self.meanwhile()
        if text == "fail":
            raise RuntimeError("planted")
        choices = (Choice("Money", "/unpaid_wages"), Choice("A person", "/talk_to_human"))
        effects = (EFFECTS[text],) if text in EFFECTS else ()
        reply = None if text == "silence" else Reply((f"answer to {text}", "call 1"), "en", choices, SOURCES)
        new = self.remembers or remembered_after(text)
        return Answer(reply, effects, new, "en", "GB", True, parse)


def remembered_after(text: str) -> Remembered:
    """What the stub remembers of a turn."""
    return Remembered(({"event": "slot", "name": "after", "value": text},))


def _parse(text: str) -> dict[str, Any]:
    return {"text": text, "intent": {"name": UNDERSTOOD.get(text, "nlu_fallback")}}


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
