"""Somebody on the web page, over Socket.IO."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

import socketio

EVENTS = ("conversation", "bot_uttered", "own_message", "error")


class Visitor:
    """An open page."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self.client, self.session = client, ""
        self.told: dict[str, list[Any]] = {event: [] for event in EVENTS}
        for event in EVENTS:
            client.on(event, self.told[event].append)

    async def ask_for_session(self, session: str | None = None, last: int = 0, epoch: str = "") -> None:
        """Begin, or come back with what was seen last."""
        wish = {"session_id": session, "last_sequence": last, "epoch": epoch}
        self.session = (await self._call("session_request", wish))["session_id"]

    async def say(self, text: str, **fields: Any) -> dict[str, Any]:
        """Write, and wait for what is said to it."""
        heard = len(self.told["bot_uttered"])
        await self.write(text, **fields)
        return (await self.utterances(heard + 1))[heard]

    async def write(self, text: str, **fields: Any) -> None:
        """Write; returns once it is stored."""
        values = {"message": text, "session_id": self.session, "client_message_id": secrets.token_hex(8), **fields}
        assert (await self._call("user_uttered", values))["ok"] is True

    async def choose(self, **choice: str) -> None:
        """Use a picker of the page."""
        assert (await self._call("choose", {"session_id": self.session, **choice}))["ok"] is True

    async def utterances(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many messages that are not their own."""
        deadline = time.monotonic() + 20
        while len(self.told["bot_uttered"]) < count:
            assert time.monotonic() < deadline, f"{count} messages were not said: {self.told}"
            await asyncio.sleep(0.02)
        return self.told["bot_uttered"]

    async def _call(self, event: str, data: dict[str, Any]) -> dict[str, Any]:
        return dict(await self.client.call(event, data, timeout=20))
