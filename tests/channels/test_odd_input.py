"""Whatever is posted to a webhook or typed into the chat, and whatever a reply holds: no 500, no crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.registry import open_channels
from bot.channels.sms.channel import WEBHOOK_PATH
from bot.channels.telegram.channel import WEBHOOK_PATH as TELEGRAM_PATH
from bot.channels.telegram.text import LONGEST_TEXT, split, units
from bot.channels.webchat import events
from bot.channels.webchat.events import Malformed, TooLong
from bot.conversations.contract import Inbound, OfferedChoice, Receipt
from bot.conversations.work import Store
from bot.replies.reply import Choice, Reply
from bot.replies.text_messages import pages_of
from bot.settings import Settings
from bot.text.gsm7 import segments
from bot.web.app import make_app
from tests.databases import new_sqlite
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, sign

PUBLIC_URL, SECRET = "https://hotline.example", "secret"
QUICKLY = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SOME_TEXT = st.text(max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | SOME_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SOME_TEXT, inner, max_size=4),
    max_leaves=8,
)
FIELDS = [
    "MessageSid",
    "From",
    "To",
    "Body",
    "NumMedia",
    "Latitude",
    "Longitude",
    "OptOutType",
    "ButtonText",
    "ErrorCode",
]
FORMS = st.dictionaries(st.sampled_from(FIELDS) | SOME_TEXT, SOME_TEXT, max_size=8)
CHAT = st.fixed_dictionaries(
    {}, optional={"id": st.integers() | JSON, "type": st.sampled_from(["private", "group"]) | JSON}
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "message_id": st.integers() | JSON,
        "chat": CHAT | JSON,
        "text": SOME_TEXT | JSON,
        "caption": JSON,
        "from": JSON,
        "photo": JSON,
        "location": JSON,
        "reply_markup": JSON,
        "media_group_id": JSON,
    },
)
PRESS = st.fixed_dictionaries({}, optional={"id": SOME_TEXT, "from": JSON, "message": MESSAGE, "data": SOME_TEXT})
UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers()},
    optional={
        "message": MESSAGE | JSON,
        "edited_message": MESSAGE | JSON,
        "my_chat_member": JSON,
        "callback_query": PRESS,
    },
)


class Taking:
    """Takes everything that is whole."""

    async def receive(self, inbound: Inbound) -> bool:
        assert inbound.address
        inbound.text.encode()
        inbound.provider_id.encode()
        return True

    async def receipt(self, receipt: Receipt) -> None:
        receipt.provider_id.encode()

    async def count(self, event: str) -> None:
        return None


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from bot.privacy.encryption import make_keys

    folder: Path = tmp_path_factory.mktemp("odd")
    store = Store(new_sqlite(folder / "web.db"), make_keys())
    chosen = Settings(
        var=folder,
        public_url=PUBLIC_URL,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_from="+15005550006",
        telegram_bot_token="1:" + "x" * 35,
        telegram_mode="webhook",
        telegram_webhook_secret=SECRET,
    )
    yield make_app(chosen, store, open_channels(chosen, store), Taking())
    store.close()


async def status_of(web: Any, path: str, **posted: Any) -> int:
    transport = httpx.ASGITransport(app=web, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return (await client.post(path, **posted)).status_code


@given(fields=FORMS)
@QUICKLY
async def test_twilio(web: Any, fields: dict[str, str]) -> None:
    fields = {name: value for name, value in (fields | {"AccountSid": ACCOUNT_SID}).items() if _encodes(name + value)}
    signature = sign(PUBLIC_URL + WEBHOOK_PATH, fields, AUTH_TOKEN)
    assert await status_of(web, WEBHOOK_PATH, data=fields, headers={"X-Twilio-Signature": signature}) < 500


@given(update=UPDATES | JSON)
@QUICKLY
async def test_telegram(web: Any, update: object) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    assert await status_of(web, TELEGRAM_PATH, content=json.dumps(update).encode(), headers=headers) < 500


@given(body=st.binary(max_size=300), path=st.sampled_from([WEBHOOK_PATH, TELEGRAM_PATH, "/chat"]))
@QUICKLY
async def test_bytes(web: Any, body: bytes, path: str) -> None:
    headers = {
        "X-Telegram-Bot-Api-Secret-Token": SECRET,
        "X-Twilio-Signature": "x",
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    assert await status_of(web, path, content=body, headers=headers) < 500


@given(
    data=st.fixed_dictionaries(
        {},
        optional={
            "message": SOME_TEXT | JSON,
            "choice": JSON,
            "session_id": JSON,
            "client_message_id": JSON,
            "language": JSON,
            "country": JSON,
            "last_sequence": JSON,
            "epoch": JSON,
            "customData": JSON,
        },
    )
    | JSON
)
@QUICKLY
def test_the_chats_events(data: object) -> None:
    for read in (events.session_request, events.uttered, lambda fields: events.picked(fields, ("en",), ("GB",))):
        try:
            read(data)
        except (Malformed, TooLong):
            continue


@given(
    paragraphs=st.lists(st.text(max_size=400), min_size=1, max_size=5),
    titles=st.lists(st.text(min_size=1, max_size=60), max_size=8),
    language=st.sampled_from(["en", "de", "ar", "zh", "hi", "ru"]),
)
@QUICKLY
def test_the_reply_is_shaped(paragraphs: list[str], titles: list[str], language: str) -> None:
    choices = tuple(OfferedChoice(f"token{number}", title, "/menu") for number, title in enumerate(titles))
    reply = Reply(tuple(paragraphs), language, tuple(Choice(title, "/menu") for title in titles))
    assert all(segments(page).count <= 3 for page in pages_of(reply, choices))
    assert all(units(part) <= LONGEST_TEXT for part in split("\n\n".join(paragraphs) * 8))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
