"""The stand-in of Twilio as a process of its own, as whole-system tests use it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.channels.sms.channel import STATUS_PATH, WEBHOOK_PATH, SmsChannel
from bot.conversations.contract import NotSent, Outbound, SendError, Sent
from bot.settings import Settings
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def process_url() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stand_ins.twilio", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 20)
    yield line.decode().strip()
    process.terminate()
    await process.wait()


async def test_another_process_steers_it_and_reads_what_it_took(process_url: str) -> None:
    settings = Settings(
        public_url="https://hotline.example",
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_from="+15005550006",
        twilio_api_url=process_url,
    )
    channel = SmsChannel(settings)
    outbound = Outbound(1, "+447700900001", "Call 116 123.", "en")
    async with httpx.AsyncClient(base_url=process_url) as control:
        await control.post("/stand-in/faults", json={"status": 429, "retry_after": 2})
        assert await channel.send(outbound) == NotSent(SendError.THROTTLED, "429", 2.0)
        outcome = await channel.send(outbound)
        [message] = (await control.get("/stand-in/messages")).json()
        assert outcome == Sent(message["sid"])
        assert (message["to"], message["body"]) == ("+447700900001", "Call 116 123.")
        assert message["at"].endswith("+00:00")
        await control.post("/stand-in/settings", json={"opted_out": ["+447700900001"]})
        assert await channel.send(outbound) == NotSent(SendError.CONTACT_STOPPED, "21610")
    await channel.close()


async def test_it_brings_signed_texts_and_reports_what_it_took() -> None:
    async with TwilioStandIn(reports=True) as twilio, TwilioStandIn() as somebody:
        status, _ = await twilio.text(somebody.url + WEBHOOK_PATH, "+447700900001", "hello")
        assert status == 404  # nobody we know, but the post arrived
        assert somebody.requests == [("POST", WEBHOOK_PATH)]
        settings = Settings(
            public_url=somebody.url,
            twilio_account_sid=ACCOUNT_SID,
            twilio_auth_token=AUTH_TOKEN,
            twilio_from="+15005550006",
            twilio_api_url=twilio.url,
        )
        channel = SmsChannel(settings)
        assert isinstance(await channel.send(Outbound(1, "+447700900001", "x", "en")), Sent)
        await channel.close()
        for _ in range(100):
            if somebody.requests.count(("POST", STATUS_PATH)) == 2:
                break
            await asyncio.sleep(0.02)
        assert somebody.requests[1:] == [("POST", STATUS_PATH)] * 2
        assert twilio.messages[0].status == "delivered"
