"""Plays the people at the chat page for the conformance suite: Socket.IO clients, one a person."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import socketio

from bot.channels.webchat.channel import WebchatChannel
from bot.conversations import contacts, outbox
from bot.conversations.contract import Channel, Outbound, Outcome
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.settings import Settings
from tests.channels.conformance import Answer, Arrival, Driver, Proof, Sends, Trouble
from tests.channels.socket_client import connected

A_FORGED_SESSION = "AAAAAAAAAAAAAAAAAAAAAAAA.awWxcA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
STORED_IS_SENT = "what is stored is sent: there is no provider in between"
ARRIVES_SECONDS = 5.0


class StoredFirst(WebchatChannel):
    """The channel behind an outbox: the suite hands texts over directly, so they are stored here as the outbox does."""

    def __init__(self, settings: Settings, store: Store) -> None:
        super().__init__(settings, store)
        self.sent: dict[str, int] = {}

    async def send(self, outbound: Outbound) -> Outcome:
        new = NewMessage(Author.BOT, outbound.text, language=outbound.language, choices=outbound.choices)
        with self._store.write() as work:
            person = contacts.find_or_add(work, self.name, outbound.address)
            outbox_id = outbox.add(work, person.conversation_id, new)
        self.sent[outbound.address] = self.sent.get(outbound.address, 0) + 1
        return await super().send(replace(outbound, outbox_id=outbox_id))


@dataclass
class Person:
    """One open page."""

    client: socketio.AsyncClient
    session: str = ""
    seen: list[str] = field(default_factory=list)


class WebchatDriver(Driver):
    """Browsers with the chat page open."""

    name = "webchat"
    lacks: ClassVar[dict[Sends | Proof | Trouble, str]] = {
        Sends.MEDIA: "the page sends text only",
        Sends.LOCATION: "the page sends text only",
        Sends.EDITED: "what was sent cannot be edited",
        Sends.RESUMES: "a session that was left is never opened again",
        **dict.fromkeys(Trouble, STORED_IS_SENT),
    }

    async def start(self) -> None:
        self.people: dict[int, Person] = {}
        self.opening = asyncio.Lock()

    async def stop(self) -> None:
        for person in self.people.values():
            await person.client.disconnect()

    def settings(self) -> Mapping[str, Any]:
        return {}

    def channel(self, settings: Settings, store: Store) -> Channel:
        self.webchat = StoredFirst(settings, store)
        return self.webchat

    async def deliver(self, arrival: Arrival, proof: Proof = Proof.GENUINE) -> Answer:
        person = await self.person(arrival.contact)
        if arrival.sends is Sends.STOPS:
            await person.client.emit("leave", {})
            return Answer.ACCEPTED
        said: dict[str, Any] = {"message": arrival.text, "client_message_id": f"message-{arrival.number:08}"}
        if arrival.sends is Sends.CHOICE:
            said |= {"message": "", "choice": arrival.text}
        if proof is Proof.GENUINE:
            return await self.say(person.client, said | {"session_id": person.session})
        stranger = await connected(self.base_url)
        try:
            return await self.say(stranger, said | ({"session_id": A_FORGED_SESSION} if proof is Proof.FORGED else {}))
        finally:
            await stranger.disconnect()

    async def say(self, client: socketio.AsyncClient, said: dict[str, Any]) -> Answer:
        while True:
            answer = await client.call("user_uttered", said, timeout=10)
            if answer["ok"]:
                return Answer.ACCEPTED
            if answer["error"] == "later":
                return Answer.FAILED
            if answer["error"] != "too_fast":
                return Answer.REFUSED
            await asyncio.sleep(answer["after"])  # as the page does

    async def address(self, contact: int) -> str:
        return (await self.person(contact)).session.split(".")[0]

    async def trouble(self, trouble: Trouble) -> None:
        raise AssertionError(STORED_IS_SENT)

    async def taken(self, contact: int = 1) -> list[str]:
        person, address = await self.person(contact), await self.address(contact)
        for _ in range(int(ARRIVES_SECONDS / 0.02)):
            if len(person.seen) >= self.webchat.sent.get(address, 0):
                break
            await asyncio.sleep(0.02)
        return list(person.seen)

    async def person(self, contact: int) -> Person:
        async with self.opening:
            if contact not in self.people:
                self.people[contact] = await self.opened()
            return self.people[contact]

    async def opened(self) -> Person:
        person = Person(await connected(self.base_url))
        person.client.on("bot_uttered", lambda message: person.seen.append(message["text"]))
        answer = await person.client.call("session_request", {"last_sequence": 0}, timeout=10)
        person.session = answer["session_id"]
        return person
