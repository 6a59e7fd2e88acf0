"""Twilio's REST API over one asynchronous HTTP client, with every failure told apart by what it means for a text."""

from __future__ import annotations

import asyncio
import datetime
import email.utils
import json
import logging
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from bot.channels.sms.errors import FIRST_REDIRECT, not_sent
from bot.conversations.contract import NotSent, SendError
from bot.storage.engine import lease_now

CONNECT_SECONDS = 5.0  # Twilio's own webhooks wait as long
TOTAL_SECONDS = 15.0

# twilio's base class writes addresses and bodies to the logger it is given
_silent = logging.Logger("silent", level=logging.CRITICAL + 1)


class Refusal(Exception):
    """Twilio did not do what it was asked, or we cannot know; `outcome` says what follows."""

    def __init__(self, outcome: NotSent) -> None:
        super().__init__(outcome.error.value)
        self.outcome = outcome


class RestHttp(AsyncHttpClient):
    """The HTTP client under twilio's. `api_url` replaces Twilio's own servers. Raises Refusal for all but a success.

    `clock_offset`: how far Twilio's clock is ahead of ours, as its last answer said (to the second).
    """

    def __init__(self, api_url: str | None) -> None:
        super().__init__(_silent, True, TOTAL_SECONDS)
        self._api_url = api_url
        self._session: aiohttp.ClientSession | None = None
        self.clock_offset = datetime.timedelta()

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, never repeated, within our own timeouts; redirects are not followed: they would get our keys."""
        progress = SimpleNamespace(written=False)
        try:
            async with self._open().request(
                method,
                _moved(url, self._api_url),
                params=_as_text(params),
                data=_as_text(data),
                headers=headers,
                auth=aiohttp.BasicAuth(*auth) if auth else None,
                allow_redirects=False,
                trace_request_ctx=progress,
            ) as answer:
                text = await answer.text(errors="replace")
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as problem:
            error = SendError.UNCERTAIN if progress.written else SendError.UNREACHABLE
            raise Refusal(NotSent(error, type(problem).__name__)) from None
        self._note_clock(answer.headers.get("Date"))
        if answer.status >= FIRST_REDIRECT:
            raise Refusal(not_sent(answer.status, _code(text), _seconds(answer.headers.get("Retry-After"))))
        if not isinstance(_parsed(text), dict):  # something stands between us and Twilio
            raise Refusal(NotSent(SendError.UNCERTAIN, "unreadable_answer"))
        return Response(answer.status, text, answer.headers)

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:  # only here: a session belongs to the loop it was made in
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS),
                trace_configs=[_tells_what_was_written()],
            )
        return self._session

    def _note_clock(self, date: str | None) -> None:
        if date:
            try:
                theirs = email.utils.parsedate_to_datetime(date)
            except ValueError:
                return
            self.clock_offset = theirs - lease_now()  # as `tried_at` is told: our own clock may be set in between


def _tells_what_was_written() -> aiohttp.TraceConfig:
    """Before anything of a request is written nothing can have been sent; afterwards nobody knows."""
    config = aiohttp.TraceConfig()

    async def note(_session: object, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.written = True

    config.on_request_headers_sent.append(note)  # type: ignore[arg-type]  # aiohttp names no public type for it
    return config


def _moved(url: str, api_url: str | None) -> str:
    if api_url is None:
        return url
    there, here = urlsplit(api_url), urlsplit(url)
    return urlunsplit((there.scheme, there.netloc, there.path + here.path, here.query, ""))


def _as_text(values: Mapping[str, object] | None) -> dict[str, str] | None:
    return {name: str(value) for name, value in values.items()} if values else None


def _code(text: str) -> str | None:
    content = _parsed(text)
    code = content.get("code") if isinstance(content, dict) else None
    return str(code) if isinstance(code, int) else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; a date there (RFC 9110 allows it) is left to our own back-off."""
    return float(retry_after) if retry_after and retry_after.isdigit() else None
