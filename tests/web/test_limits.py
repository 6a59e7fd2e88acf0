"""Too large is 413, too fast is 429, and both are counted."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from bot.conversations.buckets import household
from bot.conversations.contract import Inbound, Receipt
from bot.web.limits import BURST, MAX_BODY_BYTES, BodyLimit, RateLimit


class CountingIntake:
    """Counts; receives nothing."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    async def receive(self, inbound: Inbound) -> bool:
        raise AssertionError

    async def receipt(self, receipt: Receipt) -> None:
        raise AssertionError

    async def count(self, event: str) -> None:
        self.counted.append(event)


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def intake() -> CountingIntake:
    return CountingIntake()


@pytest.fixture
def client(intake: CountingIntake) -> httpx.AsyncClient:
    app = Starlette(
        routes=[Route("/echo", echo, methods=["POST"]), Route("/webhooks/sms/webhook", echo, methods=["POST"])],
        middleware=[Middleware(RateLimit, intake=intake), Middleware(BodyLimit, intake=intake)],
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def test_a_body_of_the_allowed_size_arrives_whole(client: httpx.AsyncClient) -> None:
    response = await client.post("/echo", content=b"x" * MAX_BODY_BYTES)
    assert (response.status_code, response.text) == (200, str(MAX_BODY_BYTES))


async def test_a_larger_body_is_refused(client: httpx.AsyncClient, intake: CountingIntake) -> None:
    response = await client.post("/echo", content=b"x" * (MAX_BODY_BYTES + 1))
    assert response.status_code == 413
    assert intake.counted == ["refused_too_large"]


async def test_a_body_that_hides_its_length_is_refused_too(client: httpx.AsyncClient) -> None:
    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(MAX_BODY_BYTES // 1024 + 2):
            yield b"x" * 1024

    assert (await client.post("/echo", content=chunks())).status_code == 413


async def test_a_flood_from_one_address_is_refused(client: httpx.AsyncClient, intake: CountingIntake) -> None:
    codes = [(await client.post("/echo")).status_code for _ in range(BURST + 40)]
    assert codes[:BURST] == [200] * BURST
    assert 429 in codes[BURST:]
    assert "refused_too_fast" in intake.counted


async def test_nobody_behind_a_proxy_that_is_not_named_has_all_others_refused(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert {(await client.post("/echo", headers=forwarded)).status_code for _ in range(BURST + 40)} == {200}
    (line,) = [record.getMessage() for record in caplog.records if "TRUSTED_PROXIES" in record.getMessage()]
    assert "203" not in line


async def test_a_visitor_whom_a_named_proxy_names_has_a_limit(client: httpx.AsyncClient) -> None:
    named = {"X-Forwarded-For": "127.0.0.1"}  # the client is who is named, once the proxy is trusted
    assert 429 in {(await client.post("/echo", headers=named)).status_code for _ in range(BURST + 40)}


async def test_a_providers_webhook_is_never_refused_for_being_fast(client: httpx.AsyncClient) -> None:
    codes = {(await client.post("/webhooks/sms/webhook")).status_code for _ in range(BURST + 40)}
    assert codes == {200}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one customer's /64
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_who_shares_a_limit(one: str, other: str, same: bool) -> None:
    assert (household(one) == household(other)) is same


async def test_half_a_body_is_not_handed_on(intake: CountingIntake) -> None:
    handed = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        handed.append(await receive())

    messages = iter([{"type": "http.request", "body": b"text=come al", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(messages)

    async def send(_: Message) -> None:
        raise AssertionError

    scope = {"type": "http", "path": "/chat", "headers": []}
    await BodyLimit(app, intake)(scope, receive, send)
    assert handed == []
