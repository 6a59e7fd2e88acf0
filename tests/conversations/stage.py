"""One contact, the real assistant and the real channels' shaping, on a database of their own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy import select

from bot.channels.registry import open_channels
from bot.conversations import inbox, messages, offers
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.messages import Author, Message
from bot.conversations.offers import Offer
from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.dialogue.remembered import Remembered
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.tables import contact, conversation, operator, operator_session
from bot.worker.turns import Turns
from tests.conversations.dialogues import Dialogue
from tests.making import TYPES_CHOICES

CHAT = "490000001"
WORKER = "conversations"
PROVIDERS: Mapping[str, Any] = {
    "public_url": "https://hotline.example",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "0" * 32,
    "twilio_from": "+15005550006",
    "telegram_bot_token": "1234567:" + "A" * 35,
    "telegram_webhook_secret": "nobody-asks",
}


@dataclass(frozen=True)
class Heard:
    """What came back. `topic`: of what the contact sent. `erased`: the conversation is a new one."""

    said: tuple[Message, ...]
    offer: Offer
    topic: str | None
    holder: str
    urgent: bool
    stopped: bool
    erased: bool
    country: str | None = None

    @property
    def text(self) -> str:
        """All that is sent now."""
        return "\n".join(message.text for message in self.said)


class Stage:
    """Lets a contact write; nothing is sent anywhere."""

    def __init__(self, dialogue: Dialogue, assistant: Assistant, store: Store, var: Path) -> None:
        self._dialogue, self._store = dialogue, store
        settings = Settings(var=var, database_url="", **PROVIDERS)
        self.channel = open_channels(settings, store)[dialogue.channel]
        self._turns = Turns(store, assistant, {dialogue.channel: self.channel}, WORKER)
        self._address = mobile_of(dialogue.hint) if dialogue.phone else CHAT
        somebody_reads(store)

    async def write(self, text: str) -> Heard:
        """They write."""
        return await self._send(MessageKind.TEXT, text)

    async def send(self, kind: str) -> Heard:
        """They send something that is no text."""
        return await self._send(MessageKind(kind), "")

    async def pick(self, payload: str) -> Heard:
        """They pick what was offered: by its digit where there are no buttons."""
        offered = self._offer().choices
        number = next((n for n, choice in enumerate(offered, start=1) if choice.payload == payload), None)
        assert number is not None, f"{payload} is not offered; these are: {[choice.payload for choice in offered]}"
        if self.channel.name not in TYPES_CHOICES:
            choice = offered[number - 1]
            return await self._send(MessageKind.CHOICE, choice.title, token=choice.token)
        return await self._send(MessageKind.TEXT, "9" if payload == "/talk_to_human" else str(number))

    async def close(self) -> None:
        """Give back what the channel opened."""
        await self.channel.close()

    async def _send(self, kind: MessageKind, text: str, token: str | None = None) -> Heard:
        before = self._now()
        hints = () if self._dialogue.phone else (self._dialogue.hint,)
        inbound = Inbound(
            self._dialogue.channel, self._address, secrets.token_hex(8), kind, text, token, language_hints=hints
        )
        assert inbox.receive(self._store, inbound)
        row = inbox.claim(self._store, WORKER)
        assert row is not None, "nothing to work off"
        assert await self._turns.work_off(row), "the turn failed"
        return self._heard(before)

    def _now(self) -> tuple[str, int]:
        """The contact's pseudonym, which changes with an erasure, and the last sequence number."""
        with self._store.read() as work:
            joined = contact.join(conversation, conversation.c.contact_id == contact.c.id)
            statement = select(contact.c.pseudonym, conversation.c.last_sequence).select_from(joined)
            found = work.run(statement).one_or_none()
        return (found.pseudonym, found.last_sequence) if found else ("", 0)

    def _offer(self) -> Offer:
        with self._store.read() as work:
            row = work.run(select(conversation.c.id, conversation.c.offer)).one()
            return offers.read(work.key_of(row.id), row.offer)

    def _heard(self, before: tuple[str, int]) -> Heard:
        with self._store.read() as work:
            row = work.run(select(conversation)).one()
            person = work.run(select(contact)).one()
            same = before[0] in ("", person.pseudonym)
            new = messages.transcript(work, row.id, before[1] if same else 0)
            key = work.key_of(row.id)
            offer = offers.read(key, row.offer)
            slots = Remembered.read(key.readable(row.tracker)).slots
        sent = [message for message in new if message.author is Author.CONTACT]
        said = tuple(message for message in new if message.author is Author.BOT)
        topic = sent[-1].topic if sent else None
        stopped = person.stopped_at is not None
        return Heard(said, offer, topic, row.holder, bool(row.urgency), stopped, not same, slots.get("country"))


def somebody_reads(store: Store) -> None:
    """An operator is on duty: what is said where nobody reads has tests of its own."""
    moment = now()
    with store.write() as work:
        if work.run(select(operator.c.id)).first() is None:
            account = {"name": "Amira", "password_hash": "-", "role": "operator", "created_at": moment}
            who = work.run(operator.insert().values(account)).inserted_primary_key[0]
            session = {"token_hash": "-", "operator_id": who, "created_at": moment, "seen_at": moment}
            work.run(operator_session.insert().values(session))


def mobile_of(country: str) -> str:
    """A mobile number of a country that nobody has, E.164; libphonenumber keeps one for each."""
    number = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    assert number is not None, f"libphonenumber has no example number for {country}"
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
