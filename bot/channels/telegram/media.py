"""Files that Telegram keeps: named in an update, asked for by their id, fetched from the Bot API's own server.

https://core.telegram.org/bots/api#getfile
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.channels.fetching import read_at_most
from bot.channels.telegram.api import CONNECT_SECONDS
from bot.conversations.contract import Attachment, FileGone, FileKind, FileTooLarge

TOTAL_SECONDS = 30.0
KINDS = {
    "voice": FileKind.SOUND,
    "audio": FileKind.SOUND,
    "video": FileKind.VIDEO,
    "video_note": FileKind.VIDEO,
    "animation": FileKind.VIDEO,  # which also has a "document", the same file
    "document": FileKind.DOCUMENT,
}
HTTP_OK, FIRST_SERVER_ERROR = 200, 500


def attachments_in(raw: Mapping[str, Any]) -> Iterator[Attachment]:
    """The file of a message: its sizes of a photo are one. What is not as Telegram describes it is left out."""
    sizes = raw.get("photo")
    if isinstance(sizes, list) and sizes:
        yield from _attachment(FileKind.PICTURE, max(sizes, key=_area))
        return
    for name, kind in KINDS.items():
        if name in raw:
            yield from _attachment(kind, raw[name])
            return


async def fetch(bot: Bot, reference: str, largest: int) -> bytes:
    """The file of an Attachment. See FetchesFiles."""
    try:
        file = await bot.get_file(reference)
    except (BadRequest, Forbidden, InvalidToken) as problem:
        if "too big" in problem.message:  # core.telegram.org/bots/api#getfile: 20 MB
            raise FileTooLarge("getFile") from None
        raise FileGone(type(problem).__name__) from None
    address, ours = file.file_path or "", urlsplit(bot.base_file_url)
    if urlsplit(address)[:2] != ours[:2] or not urlsplit(address).path.startswith(ours.path):
        raise FileGone("elsewhere")
    return await asyncio.wait_for(_read(address, largest), TOTAL_SECONDS)


async def _read(address: str, largest: int) -> bytes:
    limits = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    async with (
        httpx.AsyncClient(timeout=limits, follow_redirects=False) as client,
        client.stream("GET", address) as answer,
    ):
        if answer.status_code >= FIRST_SERVER_ERROR:
            raise ConnectionError(str(answer.status_code))  # with the address in it, httpx's own would tell the token
        if answer.status_code != HTTP_OK:
            raise FileGone(str(answer.status_code))
        declared = answer.headers.get("Content-Length", "")
        return await read_at_most(answer.aiter_bytes(), int(declared) if declared.isdecimal() else None, largest)


def _attachment(kind: FileKind, raw: object) -> Iterator[Attachment]:
    if isinstance(raw, dict) and isinstance(raw.get("file_id"), str) and raw["file_id"]:
        yield Attachment(kind, raw["file_id"], _number(raw.get("file_size")), _number(raw.get("duration")))


def _area(size: object) -> int:
    if not isinstance(size, dict):
        return -1
    return (_number(size.get("width")) or 0) * (_number(size.get("height")) or 0)


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**53 else None
