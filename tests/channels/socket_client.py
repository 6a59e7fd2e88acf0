"""A Socket.IO client over WebSocket for tests."""

from __future__ import annotations

import aiohttp
import socketio

if not hasattr(aiohttp, "ClientWSTimeout"):  # Rasa pins aiohttp 3.9, where the close timeout is a plain number
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close  # type: ignore[attr-defined]


async def connected(base_url: str, **options: object) -> socketio.AsyncClient:
    """A client that has connected."""
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(base_url, transports=["websocket"], **options)
    return client
