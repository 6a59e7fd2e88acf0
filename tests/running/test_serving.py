"""Half-sent requests are hung up on, and nobody's connections shut others out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.running import serving
from bot.running.serving import MOST_OF_AN_ADDRESS, Doors, config_of
from tests.e2e.system import free_port

SOON = 0.15
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"


@asynccontextmanager
async def served(seen: list[bytes]) -> AsyncIterator[int]:
    async def echo(request: Request) -> PlainTextResponse:
        seen.append(await request.body())
        return PlainTextResponse("well")

    port = free_port()
    config = config_of(Starlette(routes=[Route("/", echo, methods=["GET", "POST"])]), "127.0.0.1", port)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        await task


async def was_hung_up_on(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("half", [b"", b"POST / HT", HEAD, HEAD + b"\r\n", HEAD + b"\r\ntext=x"])
async def test_half_a_request_is_hung_up_on(half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "REQUEST_SECONDS", SOON)
    seen: list[bytes] = []
    async with served(seen) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(half)
        assert await was_hung_up_on(reader)
        writer.close()
    assert seen == []


async def test_the_second_request_of_a_connection_has_the_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "REQUEST_SECONDS", SOON)
    async with served([]) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"well" in await asyncio.wait_for(reader.read(1000), 5)
        writer.write(HEAD)
        assert await was_hung_up_on(reader)
        writer.close()


async def test_others_are_answered_beside_hundreds_of_half_sent_requests() -> None:
    async with served([]) as port:
        halves = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for _, writer in halves:
            writer.write(HEAD + b"\r\n")
        async with httpx.AsyncClient(timeout=2) as client:
            assert (await client.get(f"http://127.0.0.1:{port}/")).text == "well"
        for _, writer in halves:
            writer.close()


async def test_who_comes_when_all_places_are_taken_is_hung_up_on_until_one_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "_most_connections", lambda: 2)
    async with served([]) as port:
        (_, first), (_, second) = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        reader, late = await asyncio.open_connection("127.0.0.1", port)
        assert await was_hung_up_on(reader)
        late.close()
        first.close()
        await first.wait_closed()
        for _ in range(100):
            reader, again = await asyncio.open_connection("127.0.0.1", port)
            again.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            if await answered(reader):
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("the place that was given back is not free")
        second.close()
        again.close()


async def answered(reader: asyncio.StreamReader) -> bool:
    try:
        return b"well" in await asyncio.wait_for(reader.read(1000), 5)
    except ConnectionResetError:
        return False


def test_one_address_of_the_internet_has_so_many_connections() -> None:
    doors = Doors(1000)
    let_in = [doors.let_in("8.8.8.8") for _ in range(MOST_OF_AN_ADDRESS + 5)]
    assert let_in.count(True) == MOST_OF_AN_ADDRESS
    assert doors.let_in("9.9.9.9")
    doors.let_out("8.8.8.8")
    assert doors.let_in("8.8.8.8")


@pytest.mark.parametrize(("address", "trusted"), [("127.0.0.1", ""), ("10.0.0.5", ""), ("8.8.8.8", "8.8.8.8")])
def test_a_proxys_connections_are_those_of_many(address: str, trusted: str) -> None:
    doors = Doors(1000, trusted)
    assert all(doors.let_in(address) for _ in range(MOST_OF_AN_ADDRESS * 3))


def test_all_together_have_a_limit() -> None:
    doors = Doors(50)
    assert [doors.let_in("127.0.0.1") for _ in range(60)].count(True) == 50
