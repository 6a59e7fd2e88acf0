"""What fetching a file from any provider has in common."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.conversations.contract import FileTooLarge


async def read_at_most(parts: AsyncIterator[bytes], declared: int | None, largest: int) -> bytes:
    """All parts together. Raises FileTooLarge as soon as they are more than `largest` bytes, or declared as more."""
    if declared is not None and declared > largest:
        raise FileTooLarge(str(declared))
    read = bytearray()
    async for part in parts:
        read += part
        if len(read) > largest:
            raise FileTooLarge(str(len(read)))
    return bytes(read)
