"""Plays Telegram and the people on it for the conformance suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import aiohttp

from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel
from bot.conversations.contract import Channel
from bot.conversations.work import Store
from bot.settings import Settings
from tests.channels.conformance import THROTTLE_SECONDS, Answer, Arrival, Driver, Proof, Sends, Trouble
from tests.stand_ins.telegram import TOKEN, Fault, TelegramStandIn

SECRET = "stand-in_SECRET-1"

FAULTS: Mapping[Trouble, Fault] = {
    Trouble.DOWN: Fault(status=500),
    Trouble.THROTTLED: Fault(status=429, description="Too Many Requests: retry after 7", retry_after=THROTTLE_SECONDS),
    Trouble.CUT: Fault(take=True, drop=True),
    Trouble.OPTED_OUT: Fault(status=403, description="Forbidden: bot was blocked by the user"),
    Trouble.NO_SUCH_ADDRESS: Fault(status=400, description="Bad Request: chat not found"),
    Trouble.WRONG_KEY: Fault(status=401, description="Unauthorized"),
    Trouble.REFUSED: Fault(status=400, description="Bad Request: not enough rights to send text messages to the chat"),
}


class TelegramDriver(Driver):
    """Telegram by webhook, against the stand-in of the Bot API."""

    name: ClassVar[str] = "telegram"
    looks_back: ClassVar[bool] = False

    def __init__(self) -> None:
        self.telegram = TelegramStandIn()
        self._updates: dict[int, dict[str, Any]] = {}

    async def start(self) -> None:
        await self.telegram.start()

    async def stop(self) -> None:
        await self.telegram.stop()

    def settings(self) -> Mapping[str, Any]:
        return {
            "telegram_bot_token": TOKEN,
            "telegram_webhook_secret": SECRET,
            "telegram_mode": "webhook",
            "telegram_api_url": self.telegram.url,
            "public_url": "https://bot.example.org",
        }

    def channel(self, settings: Settings, store: Store) -> Channel:
        return TelegramChannel(settings)

    async def deliver(self, arrival: Arrival, proof: Proof = Proof.GENUINE) -> Answer:
        update = self._updates.setdefault(arrival.number, self._update(arrival))
        secret = {Proof.GENUINE: SECRET, Proof.FORGED: "another-secret", Proof.MISSING: None}[proof]
        try:
            status, _ = await self.telegram.post(self.base_url + WEBHOOK_PATH, update, secret)
        except aiohttp.ClientError:
            return Answer.FAILED
        if 200 <= status < 300:
            return Answer.ACCEPTED
        return Answer.REFUSED if 400 <= status < 500 else Answer.FAILED

    async def address(self, contact: int) -> str:
        return str(_chat(contact))

    async def trouble(self, trouble: Trouble) -> None:
        if trouble is Trouble.UNREACHABLE:
            await self.telegram.unplug()
        else:
            self.telegram.faults.append(Fault(**vars(FAULTS[trouble])))

    async def taken(self, contact: int = 1) -> list[str]:
        return self.telegram.texts_to(_chat(contact))

    def _update(self, arrival: Arrival) -> dict[str, Any]:
        telegram, chat = self.telegram, _chat(arrival.contact)
        if arrival.sends is Sends.TEXT:
            return telegram.message(chat, text=arrival.text)
        if arrival.sends is Sends.EDITED:
            return telegram.edited(chat, text=arrival.text)
        if arrival.sends is Sends.CHOICE:
            return telegram.press(chat, arrival.text, blindly=True)
        if arrival.sends in (Sends.STOPS, Sends.RESUMES):
            return telegram.membership(chat, "kicked" if arrival.sends is Sends.STOPS else "member")
        content: dict[Sends, dict[str, Any]] = {
            Sends.EMPTY: {},
            Sends.MEDIA: {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]},
            Sends.LOCATION: {"location": {"latitude": 52.5, "longitude": 13.4}},
        }
        return telegram.message(chat, **content[arrival.sends])


def _chat(contact: int) -> int:
    return 910_000_000 + contact
