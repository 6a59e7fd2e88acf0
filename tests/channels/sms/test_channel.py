"""Twilio's SMS and WhatsApp: who is let in, what is kept, and what every answer of Twilio means."""

from __future__ import annotations

import asyncio
import base64
import datetime
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels.sms import rest as sms_rest
from bot.channels.sms.channel import STATUS_PATH, WEBHOOK_PATH, SmsChannel
from bot.channels.sms.errors import CODES, not_sent
from bot.channels.sms.rest import Refusal
from bot.channels.sms.webhook import inbound_of, unpacked
from bot.conversations.contract import (
    POLICIES,
    DeliveryState,
    Inbound,
    Intake,
    MessageKind,
    NotSent,
    OfferedChoice,
    Outbound,
    Receipt,
    SendError,
    Sent,
    Template,
)
from bot.conversations.erasure import erase
from bot.conversations.work import Store
from bot.replies.reply import Reply
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import now
from bot.text.gsm7 import segments
from bot.web.intake import StoringIntake
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, LIST, Fault, TwilioStandIn, sign

PUBLIC_URL = "https://hotline.example"
WEBHOOK = PUBLIC_URL + WEBHOOK_PATH
CONTACT = "+447700900001"
OURS = "+15005550006"
SID = "SM" + "0123456789abcdef" * 2


@dataclass
class Kept:
    """An intake that keeps what it is given; `broken`: it cannot store."""

    inbounds: list[Inbound] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    broken: bool = False

    async def receive(self, inbound: Inbound) -> bool:
        if self.broken:
            raise OSError("disk full")
        known = any(inbound.provider_id == other.provider_id for other in self.inbounds)
        if not known:
            self.inbounds.append(inbound)
        return not known

    async def receipt(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    async def count(self, event: str) -> None:
        self.events.append(event)


def settings_with(**fields: Any) -> Settings:
    usual = {
        "public_url": PUBLIC_URL,
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": AUTH_TOKEN,
        "twilio_from": OURS,
    }
    return Settings(**{**usual, **fields})


def form_with(**fields: str) -> dict[str, str]:
    usual = {
        "MessageSid": SID,
        "AccountSid": ACCOUNT_SID,
        "From": CONTACT,
        "To": OURS,
        "Body": "hello",
        "NumMedia": "0",
    }
    return {**usual, **fields}


@pytest.fixture
def kept() -> Kept:
    return Kept()


@dataclass
class Web:
    """Our routes, reached without a network."""

    client: httpx.AsyncClient

    async def post(
        self,
        form: Mapping[str, str],
        *,
        path: str = WEBHOOK_PATH,
        query: str = "",
        signed_for: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A post as Twilio makes it."""
        signature = sign(signed_for or PUBLIC_URL + path + query, form, AUTH_TOKEN)
        return await self.client.post(
            path + query, data=form, headers={"X-Twilio-Signature": signature, **(headers or {})}
        )


def web_of(settings: Settings, kept: Intake, base_url: str = "http://127.0.0.1:5005") -> Web:
    channel = SmsChannel(settings)
    transport = httpx.ASGITransport(Starlette(routes=list(channel.routes(kept))), raise_app_exceptions=False)
    return Web(httpx.AsyncClient(transport=transport, base_url=base_url))


@pytest.fixture
async def web(kept: Kept) -> AsyncIterator[Web]:
    opened = web_of(settings_with(), kept)
    yield opened
    await opened.client.aclose()


# Who is let in


async def test_twilios_own_example_of_a_signature_is_computed_alike() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    # https://www.twilio.com/docs/usage/security: token 12345
    expected = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert sign("https://mycompany.com/myapp.php?foo=1&bar=2", form, "12345") == expected


async def test_a_signed_post_is_stored_and_answered_with_no_message(web: Web, kept: Kept) -> None:
    answer = await web.post(form_with())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert [inbound.text for inbound in kept.inbounds] == ["hello"]


async def test_the_signature_is_checked_against_public_url_whatever_proxies_say(web: Web, kept: Kept) -> None:
    proxied = {
        "Host": "10.0.0.7:8080",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Original-URL": "/elsewhere",
    }
    assert (await web.post(form_with(), headers=proxied)).status_code == 200
    forged = await web.post(form_with(), headers=proxied, signed_for="http://evil.example" + WEBHOOK_PATH)
    assert forged.status_code == 403
    assert len(kept.inbounds) == 1


@pytest.mark.parametrize(
    ("public_url", "signed_for"),
    [
        ("https://hotline.example", "https://hotline.example:443" + WEBHOOK_PATH),
        ("https://hotline.example:443", "https://hotline.example" + WEBHOOK_PATH),
        ("https://hotline.example:8443", "https://hotline.example:8443" + WEBHOOK_PATH),
        ("https://hotline.example/rights", "https://hotline.example/rights" + WEBHOOK_PATH),
        ("https://hotline.example/", "https://hotline.example" + WEBHOOK_PATH),
        ("http://127.0.0.1:5005", "http://127.0.0.1:5005" + WEBHOOK_PATH),
    ],
)
async def test_ports_and_paths_of_public_url_are_taken_as_twilio_signs_them(
    kept: Kept, public_url: str, signed_for: str
) -> None:
    web = web_of(settings_with(public_url=public_url), kept)
    assert (await web.post(form_with(), signed_for=signed_for)).status_code == 200


async def test_a_query_string_is_part_of_what_is_signed(web: Web, kept: Kept) -> None:
    assert (await web.post(form_with(), query="?a=1&b=%20x")).status_code == 200
    assert (await web.post(form_with(), query="?a=1", signed_for=WEBHOOK)).status_code == 403
    assert (await web.post(form_with(), signed_for=WEBHOOK + "?a=1")).status_code == 403


@pytest.mark.parametrize("to", [OURS, "+441632960001", "whatsapp:+441632960001", "55555"])
async def test_any_number_of_a_messaging_service_is_let_in(web: Web, kept: Kept, to: str) -> None:
    form = form_with(To=to, MessagingServiceSid="MG" + "1" * 32)
    assert (await web.post(form)).status_code == 200
    assert len(kept.inbounds) == 1


async def test_a_changed_post_is_refused_and_counted(web: Web, kept: Kept) -> None:
    form = form_with()
    signature = sign(WEBHOOK, form, AUTH_TOKEN)
    for changed in ({**form, "Body": "other"}, {**form, "Extra": "1"}, {k: v for k, v in form.items() if k != "To"}):
        answer = await web.client.post(WEBHOOK_PATH, data=changed, headers={"X-Twilio-Signature": signature})
        assert answer.status_code == 403
    assert kept.events == ["sms_forged"] * 3
    assert not kept.inbounds


@pytest.mark.parametrize("signature", [None, "", "AAAA", "é", "x" * 28])
async def test_no_or_a_wrong_signature_is_refused_and_counted(web: Web, kept: Kept, signature: str | None) -> None:
    headers = {} if signature is None else {"X-Twilio-Signature": signature.encode()}
    answer = await web.client.post(WEBHOOK_PATH, data=form_with(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert kept.events == ["sms_forged"]
    assert not kept.inbounds


async def test_another_account_with_our_token_is_refused(web: Web, kept: Kept) -> None:
    assert (await web.post(form_with(AccountSid="AC" + "9" * 32))).status_code == 403
    assert kept.events == ["sms_forged"]
    assert not kept.inbounds


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
async def test_a_post_without_id_or_sender_is_malformed(web: Web, kept: Kept, missing: str) -> None:
    form = {name: value for name, value in form_with().items() if name != missing}
    assert (await web.post(form)).status_code == 400
    assert (await web.post({**form, missing: ""})).status_code == 400
    assert kept.events == ["sms_malformed"] * 2
    assert not kept.inbounds


@pytest.mark.parametrize(
    "sid", ["SM1", f"{SID}NumMedia0", f"XX{SID[2:]}", f"{SID}\n", SID[:-1], SID[:-1] + "g", SID[:-1] + "\u0661"]
)
async def test_an_id_that_twilio_does_not_give_is_malformed(web: Web, kept: Kept, sid: str) -> None:
    assert (await web.post(form_with(MessageSid=sid))).status_code == 400
    form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "MessageStatus": "failed"}
    assert (await web.post(form, path=STATUS_PATH)).status_code == 400
    assert not kept.inbounds
    assert not kept.receipts


@pytest.mark.parametrize(
    "sender",
    [
        "+447700900001",
        "whatsapp:+447700900001",
        "whatsapp:US.13491208655302741918",  # who has a user name and no number, since July 2026
        "whatsapp:US.ENT.11815799212886844830",
        "rcs:+447700900001",
        "messenger:1234567890123456",
        "22395",  # a short code
        "07700900001",  # as some networks write it
        "Shelter 24",  # an alphanumeric sender
        "Ärzte-Not",
    ],
)
async def test_every_form_of_a_sender_is_taken(web: Web, kept: Kept, sender: str) -> None:
    assert (await web.post(form_with(From=sender))).status_code == 200
    assert [inbound.address for inbound in kept.inbounds] == [sender]


@pytest.mark.parametrize(
    "sender", ["+447700900001FromCityLondon", "+447700900001MessageSid", "whatsapp:", "whatsapp:+44 7700", "+", "x:y:z"]
)
async def test_what_no_sender_looks_like_is_malformed(web: Web, kept: Kept, sender: str) -> None:
    assert (await web.post(form_with(From=sender))).status_code == 400
    assert not kept.inbounds


REARRANGED = {
    "as it was": {},
    "a field in the id": {"NumMedia": None, "MessageSid": f"{SID}NumMedia0"},
    "another sender": {"From": f"{CONTACT}FromCityLondon", "FromCity": None},
}


@pytest.mark.parametrize("change", list(REARRANGED.values()), ids=list(REARRANGED))
@pytest.mark.parametrize("erased", [False, True])
async def test_no_copy_of_a_signed_post_is_a_new_text(
    store: Store, change: dict[str, str | None], erased: bool
) -> None:
    web = web_of(settings_with(), StoringIntake(store))
    form = form_with(FromCity="London")
    signature = {"X-Twilio-Signature": sign(WEBHOOK, form, AUTH_TOKEN)}
    assert (await web.client.post(WEBHOOK_PATH, data=form, headers=signature)).status_code == 200
    if erased:
        with store.write() as work:
            erase(work, work.run(select(tables.contact.c.id)).scalar_one())
    copy = {name: value for name, value in {**form, **change}.items() if value is not None}
    await web.client.post(WEBHOOK_PATH, data=copy, headers=signature)
    await web.client.aclose()
    with store.read() as work:
        assert len(work.run(select(tables.inbox.c.id)).all()) == (0 if erased else 1)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"MessageSid": "SM1"}'),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--'),
        ("", b"MessageSid=SM1"),
        ("application/x-www-form-urlencoded", b"MessageSid=SM1&Body=%ff%fe"),
        ("application/x-www-form-urlencoded", b"MessageSid=SM1&Body=\xff"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(300))),
    ],
)
async def test_what_is_no_form_of_twilios_is_malformed(web: Web, kept: Kept, content_type: str, body: bytes) -> None:
    headers = {"Content-Type": content_type, "X-Twilio-Signature": "x" * 28}
    assert (await web.client.post(WEBHOOK_PATH, content=body, headers=headers)).status_code == 400
    assert kept.events == ["sms_malformed"]


async def test_only_posts_are_taken(web: Web) -> None:
    assert (await web.client.get(WEBHOOK_PATH)).status_code == 405


async def test_what_cannot_be_stored_is_not_acknowledged(web: Web, kept: Kept) -> None:
    kept.broken = True
    assert (await web.post(form_with())).status_code == 500


# What is kept. The faults of Rasa's own Twilio connector (shared/FIELD.md, finding 3) are the first four.


async def test_a_redelivered_message_is_stored_once_and_acknowledged_again(web: Web, kept: Kept) -> None:
    assert [(await web.post(form_with())).status_code for _ in range(3)] == [200, 200, 200]
    assert len(kept.inbounds) == 1


@pytest.mark.parametrize("body", ["¡Ayuda", "¡Ayuda! ¿Dónde?", "jefe@obra.example", "a\nb", "/stop me", " spaced "])
async def test_a_text_is_kept_as_it_was_sent(web: Web, kept: Kept, body: str) -> None:
    assert (await web.post(form_with(Body=body))).status_code == 200
    assert (kept.inbounds[0].kind, kept.inbounds[0].text) == (MessageKind.TEXT, body)


async def test_a_picture_without_words_is_media(web: Web, kept: Kept) -> None:
    assert (await web.post(form_with(Body="", NumMedia="1", MediaUrl0="https://x/1"))).status_code == 200
    assert (kept.inbounds[0].kind, kept.inbounds[0].text) == (MessageKind.MEDIA, "")


def test_buttons_show_titles_and_never_payloads_and_three_paragraphs_are_one_text() -> None:
    choices = [OfferedChoice("tok", "My wages", "/unpaid_wages")]
    shaped = SmsChannel(settings_with()).shape(Reply(("One.", "Call 112.", "Three."), "en"), choices)
    [text] = shaped.texts
    assert not shaped.more
    assert "One.\n\nCall 112.\n\nThree." in text
    assert "My wages" in text
    assert "/unpaid_wages" not in text
    assert "tok" not in text


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"NumMedia": "2", "Body": "my contract"}, MessageKind.MEDIA, "my contract"),
        ({"Body": "", "Latitude": "51.5", "Longitude": "-0.1"}, MessageKind.LOCATION, "geo:51.50000,-0.10000"),
        ({"Body": ""}, MessageKind.EMPTY, ""),
        ({"Body": "  \n"}, MessageKind.EMPTY, "  \n"),
        ({"Body": "hi", "NumMedia": "many"}, MessageKind.TEXT, "hi"),
        ({"Body": "My wages", "ButtonText": "My wages", "ButtonPayload": "/restart"}, MessageKind.TEXT, "My wages"),
        ({"Body": "", "ButtonText": "My wages", "ButtonPayload": "/restart"}, MessageKind.TEXT, "My wages"),
    ],
)
def test_what_was_sent_is_kept_as_what_it_is(fields: dict[str, str], kind: MessageKind, text: str) -> None:
    inbound = inbound_of(form_with(**fields))
    assert (inbound.kind, inbound.text) == (kind, text)
    assert inbound.payload is None
    assert inbound.token is None


def test_a_whatsapp_address_is_kept_and_nothing_else_about_the_person() -> None:
    extra = {"ProfileName": "Maria", "WaId": "447700900001", "FromCity": "Leeds", "FromZip": "LS1", "FromCountry": "GB"}
    inbound = inbound_of(form_with(From="whatsapp:+447700900001", **extra))
    assert inbound == Inbound("sms", "whatsapp:+447700900001", SID, MessageKind.TEXT, "hello")


@pytest.mark.parametrize(
    ("opt_out", "stops", "resumes", "answered"),
    [("STOP", True, False, False), ("START", False, True, False), ("HELP", False, False, True)],
)
async def test_what_advanced_opt_out_answered_is_known(
    web: Web, kept: Kept, opt_out: str, stops: bool, resumes: bool, answered: bool
) -> None:
    for _ in range(2):
        assert (await web.post(form_with(Body="ARRET", OptOutType=opt_out))).status_code == 200
    [inbound] = kept.inbounds
    assert (inbound.stops, inbound.resumes, inbound.answered) == (stops, resumes, answered)
    assert inbound.text == "ARRET"
    assert kept.events == (["sms_help"] if opt_out == "HELP" else [])


@pytest.mark.parametrize(
    ("sender", "body", "blocks"),
    [
        ("+447700900001", "CANCEL", True),
        ("+447700900001", " end. ", True),
        ("+447700900001", "Stop", True),
        ("+447700900001", "cancel my job", False),
        ("+447700900001", "CANCELAR", False),
        ("+447700900001", "إلغاء", False),
        ("whatsapp:+447700900001", "CANCEL", False),
    ],
)
def test_the_words_on_which_twilio_itself_blocks_a_number_are_known(sender: str, body: str, blocks: bool) -> None:
    assert inbound_of(form_with(From=sender, Body=body)).may_block is blocks


LONG_TEXT = "Моят шеф взе паспорта ми и не ми плаща от три месеца. Какво да правя? Помощ"


def test_a_long_text_that_a_carrier_packed_as_base64_is_unpacked() -> None:
    packed = base64.b64encode(LONG_TEXT.encode()).decode()
    assert unpacked(packed) == LONG_TEXT
    assert unpacked("\r\n".join(packed[n : n + 76] for n in range(0, len(packed), 76))) == LONG_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "HELPMEPLEASE",
        base64.b64encode(b"help me please").decode(),  # short: it may be a word or a code
        "a" * 80,
        "AAAA" * 30,
        base64.b64encode(b"onelongwordwithoutanyspace" * 4).decode(),
        base64.b64encode(bytes(range(256))).decode(),
        base64.b64encode(LONG_TEXT.encode("utf-16")).decode(),
        base64.b64encode(LONG_TEXT.encode()).decode() + "!",
        "see " + base64.b64encode(LONG_TEXT.encode()).decode(),
        LONG_TEXT,
    ],
)
def test_what_may_be_something_else_is_not_unpacked(text: str) -> None:
    assert unpacked(text) == text


@given(st.text())
def test_a_text_with_a_space_is_never_unpacked(text: str) -> None:
    assert unpacked(f"{text} x") == f"{text} x"


# Status callbacks


@pytest.mark.parametrize(
    ("status", "error", "state"),
    [
        ("sent", None, DeliveryState.SENT),
        ("delivered", None, DeliveryState.DELIVERED),
        ("read", None, DeliveryState.DELIVERED),
        ("undelivered", "30003", DeliveryState.UNDELIVERED),
        ("failed", "21610", DeliveryState.UNDELIVERED),
    ],
)
async def test_a_status_callback_is_a_receipt(
    web: Web, kept: Kept, status: str, error: str | None, state: DeliveryState
) -> None:
    form = {"MessageSid": SID, "AccountSid": ACCOUNT_SID, "MessageStatus": status}
    answer = await web.post({**form, **({"ErrorCode": error} if error else {})}, path=STATUS_PATH)
    assert answer.status_code == 200
    assert kept.receipts == [Receipt("sms", SID, state, error)]


async def test_a_status_that_tells_nothing_is_acknowledged(web: Web, kept: Kept) -> None:
    form = {"MessageSid": SID, "AccountSid": ACCOUNT_SID, "MessageStatus": "queued"}
    assert (await web.post(form, path=STATUS_PATH)).status_code == 200
    assert not kept.receipts


async def test_a_forged_or_malformed_status_is_refused(web: Web, kept: Kept) -> None:
    form = {"MessageSid": SID, "AccountSid": ACCOUNT_SID, "MessageStatus": "failed", "ErrorCode": "21610"}
    assert (await web.post(form, path=STATUS_PATH, signed_for=WEBHOOK)).status_code == 403
    del form["MessageSid"]
    assert (await web.post(form, path=STATUS_PATH)).status_code == 400
    assert not kept.receipts
    assert kept.events == ["sms_forged", "sms_malformed"]


# Sending


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioStandIn]:
    async with TwilioStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def channel(twilio: TwilioStandIn) -> AsyncIterator[SmsChannel]:
    opened = SmsChannel(settings_with(twilio_api_url=twilio.url))
    yield opened
    await opened.close()


def text_to(address: str = CONTACT, text: str = "Call 116 123.") -> Outbound:
    return Outbound(1, address, text, "en")


async def test_a_text_goes_out_once_with_our_number_and_the_status_address(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    outcome = await channel.send(text_to(text="Позвоните: 100% & +7 800"))
    [message] = twilio.messages
    assert outcome == Sent(message.sid)
    assert (message.to, message.sender, message.body) == (CONTACT, OURS, "Позвоните: 100% & +7 800")
    assert message.status_callback == PUBLIC_URL + STATUS_PATH
    assert message.messaging_service_sid is None


async def test_a_messaging_service_picks_the_number(twilio: TwilioStandIn) -> None:
    own = settings_with(twilio_messaging_service_sid="MG1", twilio_api_url=twilio.url)
    channel = SmsChannel(own)
    assert isinstance(await channel.send(text_to()), Sent)
    assert (twilio.messages[0].messaging_service_sid, twilio.messages[0].sender) == ("MG1", None)
    await channel.close()


ON_WHATSAPP, TEMPLATE_SID = f"whatsapp:{CONTACT}", "HX" + "0123456789abcdef" * 2


def template_to(text: str = "Hello Ana, are you there?", **variables: str) -> Outbound:
    template = Template(TEMPLATE_SID, variables)
    return replace(text_to(ON_WHATSAPP, text), template=template)


async def test_after_its_24_hours_whatsapp_takes_a_template_and_no_text(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    twilio.closed_windows.add(ON_WHATSAPP)
    twilio.templates[TEMPLATE_SID] = "Hello {{1}}, are you there?"
    assert await channel.send(text_to(ON_WHATSAPP)) == NotSent(SendError.REFUSED, "63016")
    outcome = await channel.send(template_to(**{"1": 'Ana "A" Đ'}))
    [message] = twilio.messages
    assert outcome == Sent(message.sid)
    assert (message.content_sid, message.content_variables) == (TEMPLATE_SID, {"1": 'Ana "A" Đ'})
    assert (message.body, message.sender) == ('Hello Ana "A" Đ, are you there?', f"whatsapp:{OURS}")


async def test_a_template_without_blanks_sends_no_variables(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    twilio.templates[TEMPLATE_SID] = "Are you there?"
    assert isinstance(await channel.send(template_to("Are you there?")), Sent)
    assert twilio.messages[0].content_variables == {}


async def test_a_template_that_is_unknown_or_has_an_empty_blank_is_refused(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    assert await channel.send(template_to()) == NotSent(SendError.REFUSED, "21655")
    twilio.templates[TEMPLATE_SID] = "Hello {{1}}"
    assert await channel.send(template_to(**{"1": ""})) == NotSent(SendError.REFUSED, "21656")
    assert twilio.messages == []


async def test_a_template_whose_answer_was_lost_is_found_whatever_twilio_made_of_its_words(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    twilio.templates[TEMPLATE_SID] = "Hello {{1}}, it is us. Are you there?"
    since = now()
    outbound = template_to("Hello Ana", **{"1": "Ana"})
    assert await channel.find_sent(outbound, since) is None
    twilio.faults.append(Fault(take=True, drop=True))
    assert isinstance(await channel.send(outbound), NotSent)
    sid = twilio.messages[0].sid
    assert await channel.find_sent(outbound, since) == Sent(sid)
    assert await channel.find_sent(replace(outbound, earlier=frozenset({sid})), since) is None


@pytest.mark.parametrize("ours", [OURS, f"whatsapp:{OURS}"])
@pytest.mark.parametrize(("to", "sender"), [(CONTACT, OURS), (f"whatsapp:{CONTACT}", f"whatsapp:{OURS}")])
async def test_an_answer_goes_back_the_way_the_text_came(
    twilio: TwilioStandIn, ours: str, to: str, sender: str
) -> None:
    channel = SmsChannel(settings_with(twilio_from=ours, twilio_api_url=twilio.url))
    assert isinstance(await channel.send(text_to(to)), Sent)
    assert (twilio.messages[0].to, twilio.messages[0].sender) == (to, sender)
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(status=500, code=20500), NotSent(SendError.PROVIDER_DOWN, "20500")),
        (Fault(status=502, body="<html>Bad gateway</html>"), NotSent(SendError.PROVIDER_DOWN, "502")),
        (Fault(status=503, code=20503, retry_after=3), NotSent(SendError.PROVIDER_DOWN, "20503", 3.0)),
        (Fault(status=503, code=21610), NotSent(SendError.PROVIDER_DOWN, "21610")),
        (Fault(status=429, code=20429, retry_after=9), NotSent(SendError.THROTTLED, "20429", 9.0)),
        (Fault(status=429, body="slow down"), NotSent(SendError.THROTTLED, "429")),
        (Fault(status=429, code=21611), NotSent(SendError.THROTTLED, "21611")),
        (Fault(status=400, code=21610), NotSent(SendError.CONTACT_STOPPED, "21610")),
        (Fault(status=400, code=21211), NotSent(SendError.ADDRESS_INVALID, "21211")),
        (Fault(status=400, code=21614), NotSent(SendError.ADDRESS_INVALID, "21614")),
        (Fault(status=400, code=30005), NotSent(SendError.ADDRESS_INVALID, "30005")),
        (Fault(status=400, code=21606), NotSent(SendError.MISCONFIGURED, "21606")),
        (Fault(status=401, code=20003), NotSent(SendError.MISCONFIGURED, "20003")),
        (Fault(status=403, body="no"), NotSent(SendError.MISCONFIGURED, "403")),
        (Fault(status=404, code=20404), NotSent(SendError.MISCONFIGURED, "20404")),
        (Fault(status=400, code=21617), NotSent(SendError.REFUSED, "21617")),
        (Fault(status=400, code=63016), NotSent(SendError.REFUSED, "63016")),
        (Fault(status=400, code=29999), NotSent(SendError.REFUSED, "29999")),
        (Fault(status=400, body='["not", "Twilio"]'), NotSent(SendError.REFUSED, "400")),
        (Fault(status=301, body="moved"), NotSent(SendError.MISCONFIGURED, "301")),
        (Fault(status=200, body="<html>Log in to the wireless network</html>"), NotSent(SendError.UNCERTAIN)),
        (Fault(status=201, body="{}"), NotSent(SendError.UNCERTAIN)),
        (Fault(status=200, body="[]"), NotSent(SendError.UNCERTAIN)),
        (Fault(drop=True), NotSent(SendError.UNCERTAIN)),
        (Fault(take=True, drop=True), NotSent(SendError.UNCERTAIN)),
    ],
    ids=lambda value: f"{value.status}-{value.code}" if isinstance(value, Fault) else "",
)
async def test_every_answer_is_a_value_and_nothing_is_sent_again(
    twilio: TwilioStandIn, channel: SmsChannel, fault: Fault, expected: NotSent
) -> None:
    twilio.faults.append(fault)
    outcome = await channel.send(text_to())
    assert isinstance(outcome, NotSent)
    assert (outcome.error, outcome.after) == (expected.error, expected.after)
    if expected.code:
        assert outcome.code == expected.code
    assert len(twilio.requests) == 1


async def test_where_nothing_listens_nothing_was_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: refused
        channel = SmsChannel(settings_with(twilio_api_url=f"http://127.0.0.1:{unused.getsockname()[1]}"))
        outcome = await channel.send(text_to())
    assert isinstance(outcome, NotSent)
    assert outcome.error is SendError.UNREACHABLE
    await channel.close()


async def test_an_unknown_host_or_a_failed_tls_is_unreachable(twilio: TwilioStandIn) -> None:
    for url in ("http://twilio.invalid", twilio.url.replace("http://", "https://")):
        channel = SmsChannel(settings_with(twilio_api_url=url))
        outcome = await channel.send(text_to())
        assert isinstance(outcome, NotSent)
        assert outcome.error is SendError.UNREACHABLE
        await channel.close()
    assert not twilio.messages


async def test_an_answer_that_comes_too_late_is_uncertain(
    twilio: TwilioStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_rest, "TOTAL_SECONDS", 0.2)
    channel = SmsChannel(settings_with(twilio_api_url=twilio.url))
    twilio.faults.append(Fault(take=True, delay=0.6))
    outcome = await channel.send(text_to())
    assert isinstance(outcome, NotSent)
    assert outcome.error is SendError.UNCERTAIN
    await channel.close()


async def test_a_server_that_takes_no_connection_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_rest, "CONNECT_SECONDS", 0.2)
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for waiting in (first, second):  # fill the queue of connections that nobody takes
            waiting.setblocking(False)
            waiting.connect_ex(busy.getsockname())
        channel = SmsChannel(settings_with(twilio_api_url=f"http://127.0.0.1:{busy.getsockname()[1]}"))
        outcome = await channel.send(text_to())
        assert isinstance(outcome, NotSent)
        assert outcome.error is SendError.UNREACHABLE
        await channel.close()


async def test_many_texts_go_out_at_once_and_the_channel_can_be_closed_and_used_again(
    twilio: TwilioStandIn, channel: SmsChannel
) -> None:
    outcomes = await asyncio.gather(*(channel.send(text_to(f"+44770090{n:04}")) for n in range(20)))
    assert len({outcome.provider_id for outcome in outcomes if isinstance(outcome, Sent)}) == 20
    await channel.close()
    assert isinstance(await channel.send(text_to()), Sent)


def test_every_code_has_a_name_and_a_policy() -> None:
    for code, meaning in CODES.items():
        assert code.isdigit()
        assert meaning.name
        assert meaning.error in POLICIES
    assert not_sent(400, "21610", None).error is SendError.CONTACT_STOPPED


# Looking back


async def test_a_text_whose_answer_was_lost_is_found(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    since = now()
    twilio.faults.append(Fault(take=True, drop=True))
    assert isinstance(await channel.send(text_to()), NotSent)
    assert await channel.find_sent(text_to(), since) == Sent(twilio.messages[0].sid)
    assert await channel.find_sent(text_to("+447700900002"), since) is None
    assert await channel.find_sent(text_to(text="Call 116 124."), since) is None


async def test_an_equal_text_of_earlier_is_not_taken_for_this_one(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    await channel.send(text_to())
    assert await channel.find_sent(text_to(), now() + datetime.timedelta(seconds=10)) is None


@pytest.mark.parametrize("redacts", [False, True], ids=["bodies kept", "bodies redacted"])
async def test_an_equal_text_of_a_moment_ago_is_not_taken_for_this_one(
    twilio: TwilioStandIn, channel: SmsChannel, redacts: bool
) -> None:
    twilio.redacts = redacts
    await channel.send(text_to())
    again = replace(text_to(), earlier=frozenset({twilio.messages[0].sid}))
    since = now()
    assert await channel.find_sent(again, since) is None
    await channel.send(again)
    assert await channel.find_sent(again, since) == Sent(twilio.messages[1].sid)


@pytest.mark.parametrize("ahead", [-90.0, -5.0, 0.0, 5.0, 90.0])
async def test_a_clock_that_is_wrong_makes_no_double_and_no_loss(
    twilio: TwilioStandIn, channel: SmsChannel, ahead: float
) -> None:
    twilio.clock_is_ahead_by = ahead
    since = now()
    await channel.send(text_to())
    assert isinstance(await channel.find_sent(text_to(), since), Sent)
    assert await channel.find_sent(text_to(), since + datetime.timedelta(seconds=10)) is None


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
async def test_a_text_that_failed_at_twilio_is_not_taken_for_sent(
    twilio: TwilioStandIn, channel: SmsChannel, status: str
) -> None:
    since = now()
    await channel.send(text_to())
    twilio.messages[0].status = status
    assert await channel.find_sent(text_to(), since) is None


async def test_a_redacted_text_is_known_by_its_length(twilio: TwilioStandIn, channel: SmsChannel) -> None:
    twilio.redacts = True
    since = now()
    await channel.send(text_to())
    assert isinstance(await channel.find_sent(text_to(), since), Sent)
    assert await channel.find_sent(text_to(text="x" * 200), since) is None


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"status": 401}], ids=str)
async def test_a_list_that_cannot_be_read_is_never_taken_for_not_sent(
    twilio: TwilioStandIn, channel: SmsChannel, fault: dict[str, Any]
) -> None:
    twilio.faults.append(Fault(**fault, to=LIST))
    with pytest.raises(Refusal):
        await channel.find_sent(text_to(), now())


@pytest.mark.parametrize("body", ["<html></html>", "[]", "{}"])
async def test_a_list_that_is_none_of_twilios_is_never_taken_for_not_sent(
    twilio: TwilioStandIn, channel: SmsChannel, body: str
) -> None:
    twilio.faults.append(Fault(status=200, body=body, to=LIST))
    with pytest.raises(Refusal):
        await channel.find_sent(text_to(), now())


# Shaping with the catalogue's words


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es", "ru"])
def test_pages_and_menus_speak_the_contacts_language_in_three_segments(language: str) -> None:
    channel = SmsChannel(settings_with())
    reply = Reply(("It is illegal.", "Call +44 800 012 1700.", "Next comes this. " * 60), language)
    shaped = channel.shape(reply, [OfferedChoice("tok", "My wages", "/unpaid_wages")])
    assert len(shaped.texts) == 1
    assert shaped.texts[0].startswith("It is illegal.\n\nCall +44 800 012 1700.")
    assert all(segments(text).count <= 3 for text in (*shaped.texts, *shaped.more))
    assert f"1/{1 + len(shaped.more)}" in shaped.texts[0]
    lines = shaped.more[-1].split("\n")
    assert [line[0] for line in lines[-3:]] == ["1", "9", "0"]


# At start


@pytest.mark.parametrize(
    ("webhooks", "fields", "problem"),
    [
        ({"sms_url": WEBHOOK}, {}, None),
        ({"sms_url": WEBHOOK + "#rc=3"}, {}, None),
        ({"sms_url": "https://old.example/sms"}, {}, "'A message comes in'"),
        ({"sms_url": ""}, {}, "'A message comes in'"),
        ({}, {}, "TWILIO_FROM"),
        ({}, {"twilio_from": f"whatsapp:{OURS}"}, None),
        ({}, {"twilio_from": "55555"}, None),
        ({"inbound_request_url": WEBHOOK}, {"twilio_messaging_service_sid": "MG1"}, None),
        ({"inbound_request_url": "https://old.example"}, {"twilio_messaging_service_sid": "MG1"}, "request URL"),
        (
            {"inbound_request_url": None, "use_inbound_webhook_on_number": True},
            {"twilio_messaging_service_sid": "MG1"},
            None,
        ),
        ({}, {"twilio_messaging_service_sid": "MG1"}, "TWILIO_MESSAGING_SERVICE_SID"),
        ({}, {"twilio_auth_token": "wrong"}, "TWILIO_AUTH_TOKEN"),
        ({}, {"twilio_api_url": "http://127.0.0.1:9"}, "could not be asked"),
    ],
)
async def test_at_start_one_line_says_where_texts_go_astray(
    twilio: TwilioStandIn, webhooks: dict[str, Any], fields: dict[str, str], problem: str | None
) -> None:
    twilio.webhooks = webhooks
    channel = SmsChannel(settings_with(**{"twilio_api_url": twilio.url, **fields}))
    line = await channel.check_provider()
    await channel.close()
    if problem is None:
        assert line is None
    else:
        assert line is not None
        assert problem in line
        assert "\n" not in line
        assert OURS not in line


def test_without_its_settings_the_channel_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="TWILIO_ACCOUNT_SID"):
        SmsChannel(Settings())
