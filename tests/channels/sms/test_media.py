"""Twilio's media: only SIDs are taken from a post, and only Twilio's own hosts are asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels.sms import media
from bot.channels.sms.channel import SmsChannel
from bot.channels.sms.media import attachments_in
from bot.conversations.contract import Attachment, FetchesFiles, FileGone, FileKind, FileTooLarge
from bot.settings import Settings
from tests.making_files import JPEG
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn

MESSAGE, MEDIUM = "MM" + "0" * 32, "ME" + "0123456789abcdef" * 2
REFERENCE = f"{MESSAGE}/{MEDIUM}"
URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{MESSAGE}/Media/{MEDIUM}"


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioStandIn]:
    async with TwilioStandIn(media={MEDIUM: JPEG}) as stand_in:
        yield stand_in


@pytest.fixture
async def channel(twilio: TwilioStandIn) -> AsyncIterator[SmsChannel]:
    sms = {"twilio_account_sid": ACCOUNT_SID, "twilio_auth_token": AUTH_TOKEN, "twilio_from": "+15005550006"}
    opened = SmsChannel(Settings(public_url="https://hotline.example", twilio_api_url=twilio.url, **sms))
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("url", "type_", "found"),
    [
        (URL, "image/jpeg", [Attachment(FileKind.PICTURE, REFERENCE)]),
        (URL, "audio/ogg", [Attachment(FileKind.SOUND, REFERENCE)]),
        (URL, "application/pdf", [Attachment(FileKind.DOCUMENT, REFERENCE)]),
        ("https://evil.example/x.jpg", "image/jpeg", []),
        (f"{URL}/../../Calls", "image/jpeg", []),
        ("", "image/jpeg", []),
        ("https://[x", "image/jpeg", []),  # of which urlsplit makes a fault
    ],
)
def test_of_a_posts_address_only_the_sids_are_taken(url: str, type_: str, found: list[Attachment]) -> None:
    form = {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": type_}
    assert list(attachments_in(form)) == found


@pytest.mark.parametrize("number", ["0", "", "-1", "x", "²"])
def test_a_post_without_media_names_none(number: str) -> None:
    assert list(attachments_in({"NumMedia": number, "MediaUrl0": URL})) == []


async def test_a_medium_is_fetched_and_the_store_gets_no_credentials(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    assert isinstance(channel, FetchesFiles)
    assert await channel.fetch(REFERENCE, len(JPEG)) == JPEG
    assert twilio.store_heard == [None]


async def test_what_is_too_large_is_not_read_to_its_end(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    with pytest.raises(FileTooLarge):
        await channel.fetch(REFERENCE, len(JPEG) - 1)


@pytest.mark.parametrize("reference", [f"{MESSAGE}/ME{'f' * 32}", "../../Calls/x", ""])
async def test_what_is_not_there_is_gone(channel: SmsChannel, reference: str) -> None:
    with pytest.raises(FileGone):
        await channel.fetch(reference, 1000)


async def test_a_redirect_elsewhere_is_not_followed(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    heard: list[str] = []

    async def inner(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response(body=JPEG)

    app = web.Application()
    app.router.add_get("/{path:.*}", inner)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    for there in (f"http://127.0.0.1:{port}/latest/meta-data", f"//127.0.0.1:{port}/x", "file:///etc/passwd", ""):
        twilio.redirects_to = there or twilio.url.replace("127.0.0.1", "localhost")
        with pytest.raises(FileGone):
            await channel.fetch(REFERENCE, 10_000)
    await runner.cleanup()
    assert heard == []


async def test_a_redirect_in_a_circle_ends(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    twilio.redirects_to = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{MESSAGE}/Media/{MEDIUM}"
    with pytest.raises(FileGone):
        await channel.fetch(REFERENCE, 10_000)


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("https://media.twiliocdn.com/a", True),
        ("https://mms.twiliocdn.com/a", True),
        ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/a", True),
        ("http://media.twiliocdn.com/a", False),
        ("https://media.twiliocdn.com.evil.example/a", False),
        ("https://media.twiliocdn.com:8443/a", False),
        ("https://user@media.twiliocdn.com/a", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://api.twilio.com@evil.example/", False),
    ],
)
def test_twilios_own_hosts_are_told_from_others(address: str, is_theirs: bool) -> None:
    assert media._is_twilios(address, media.API) is is_theirs
