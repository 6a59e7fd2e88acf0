"""Telegram's files: named in an update, fetched from the Bot API's own server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.media import attachments_in
from bot.conversations.contract import Attachment, FetchesFiles, FileGone, FileKind, FileTooLarge
from bot.settings import Settings
from tests.making_files import OGG
from tests.stand_ins.telegram import Fault, TelegramStandIn

SMALL = {"file_id": "s", "file_unique_id": "1", "width": 90, "height": 60, "file_size": 900}
LARGE = {"file_id": "l", "file_unique_id": "2", "width": 900, "height": 600, "file_size": 90_000}


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn(files={"v": OGG}) as stand_in:
        yield stand_in


@pytest.fixture
async def channel(telegram: TelegramStandIn) -> AsyncIterator[TelegramChannel]:
    opened = TelegramChannel(Settings(telegram_bot_token=telegram.token, telegram_api_url=telegram.url))
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"photo": [SMALL, LARGE]}, [Attachment(FileKind.PICTURE, "l", 90_000)]),
        ({"voice": {"file_id": "v", "duration": 7, "file_size": 5}}, [Attachment(FileKind.SOUND, "v", 5, 7)]),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, [Attachment(FileKind.VIDEO, "a")]),
        ({"document": {"file_id": "d", "file_size": "5"}}, [Attachment(FileKind.DOCUMENT, "d")]),
        ({"photo": []}, []),
        ({"photo": ["x"]}, []),
        ({"voice": {}}, []),
        ({"voice": "v"}, []),
        ({"sticker": {"file_id": "s"}}, []),
    ],
)
def test_an_update_names_its_file(message: dict[str, Any], found: list[Attachment]) -> None:
    assert list(attachments_in(message)) == found


async def test_a_file_is_fetched(channel: TelegramChannel) -> None:
    assert isinstance(channel, FetchesFiles)
    assert await channel.fetch("v", len(OGG)) == OGG


async def test_what_is_too_large_is_not_kept(telegram: TelegramStandIn, channel: TelegramChannel) -> None:
    with pytest.raises(FileTooLarge):
        await channel.fetch("v", len(OGG) - 1)
    telegram.faults.append(Fault(method="getFile", status=400, description="Bad Request: file is too big"))
    with pytest.raises(FileTooLarge):
        await channel.fetch("v", len(OGG))


async def test_what_is_not_there_is_gone_and_a_fault_may_pass(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    with pytest.raises(FileGone):
        await channel.fetch("x", 100)
    telegram.faults.append(Fault(method="getFile", status=502))
    with pytest.raises(NetworkError):
        await channel.fetch("v", len(OGG))


@pytest.mark.parametrize("path", ["https://evil.example/x", "/etc/passwd", "http://127.0.0.1:1/file"])
async def test_a_file_that_lies_elsewhere_is_not_fetched(
    telegram: TelegramStandIn, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def elsewhere(_: Any) -> Any:
        return {"file_id": "v", "file_unique_id": "u", "file_path": path}

    monkeypatch.setattr(telegram, "_get_file", elsewhere)
    with pytest.raises(FileGone):
        await channel.fetch("v", 100)
