"""The Telegram channel against a stand-in of the Bot API: both are real servers, python-telegram-bot talks between."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import uvicorn
from sqlalchemy import func, select

from bot.channels.telegram.api import PER_CHAT_BURST
from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel
from bot.conversations import inbox, outbox
from bot.conversations.contract import Inbound, MessageKind, NotSent, OfferedChoice, Outbound, Receipt, SendError, Sent
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.i18n.catalogues import available_languages
from bot.privacy.encryption import make_keys
from bot.replies.reply import Reply
from bot.settings import Settings, SettingsError
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.web.app import RunsInWeb, make_app
from bot.web.intake import StoringIntake
from bot.worker.sender import Sender
from tests.stand_ins.telegram import TOKEN, Fault, TelegramStandIn

SECRET = "stand-in_SECRET-1"
CHAT = 910_000_001
GROUP = {"id": -1001, "type": "supergroup", "title": "A group"}
CHOICES = (OfferedChoice("tok-money", "Money", "/unpaid_wages"), OfferedChoice("tok-person", "A person", "/human"))


class Remembering:
    """An intake that remembers; the first `fails` texts cannot be stored."""

    def __init__(self, fails: int = 0) -> None:
        self.stored: list[Inbound] = []
        self.counted: Counter[str] = Counter()
        self.fails = fails

    async def receive(self, inbound: Inbound) -> bool:
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is full")
        if any(inbound.provider_id == known.provider_id for known in self.stored):
            return False
        self.stored.append(inbound)
        return True

    async def receipt(self, receipt: Receipt) -> None:
        raise AssertionError("Telegram has no receipts")

    async def count(self, event: str) -> None:
        self.counted[event] += 1

    @property
    def texts(self) -> list[str]:
        return [inbound.text for inbound in self.stored]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as stand_in:
        yield stand_in


@pytest_asyncio.fixture
async def channel(telegram: TelegramStandIn) -> AsyncIterator[TelegramChannel]:
    opened = TelegramChannel(settings_for(telegram))
    yield opened
    await opened.close()


def settings_for(telegram: TelegramStandIn, mode: str = "webhook", **changes: Any) -> Settings:
    values = {"public_url": "https://bot.example.org", "telegram_webhook_secret": SECRET} | changes
    return Settings(telegram_bot_token=TOKEN, telegram_mode=mode, telegram_api_url=telegram.url, **values)


@asynccontextmanager
async def serving(channel: TelegramChannel, intake: Any, folder: Path) -> AsyncIterator[str]:
    """Our whole web app on a loopback port; yields the webhook's address."""
    store = Store(Database(f"sqlite:///{folder / 'web.db'}"), make_keys())
    app = make_app(channel._settings, store, {"telegram": channel}, intake)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", ws="none"))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{WEBHOOK_PATH}"
    finally:
        server.should_exit = True
        await task
        store.close()


async def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.01)


def outbound(text: str = "hello", chat: int | str = CHAT, **changes: Any) -> Outbound:
    return Outbound(1, str(chat), text, "en", **changes)


# What Rasa's own connector does wrong


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.lower(), "ünï"])
async def test_an_update_without_our_secret_is_refused_and_counted(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path, secret: str | None
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        status, _ = await telegram.post(webhook, telegram.message(CHAT, text="hello"), secret)
    assert (status, intake.stored, intake.counted["telegram_forged"]) == (403, [], 1)


async def test_without_a_configured_secret_nothing_is_let_in(telegram: TelegramStandIn, tmp_path: Path) -> None:
    intake = Remembering()
    polling = TelegramChannel(settings_for(telegram, "polling", telegram_webhook_secret=None))
    async with serving(polling, intake, tmp_path) as webhook:
        for secret in (None, "", "None"):
            status, _ = await telegram.post(webhook, telegram.message(CHAT, text="hello"), secret)
            assert status == 403
    assert intake.stored == []


async def test_a_redelivered_update_is_stored_once_and_acknowledged_each_time(
    telegram: TelegramStandIn, channel: TelegramChannel, store: Store, tmp_path: Path
) -> None:
    update = telegram.message(CHAT, text="hello")
    async with serving(channel, StoringIntake(store), tmp_path) as webhook:
        statuses = [await telegram.post(webhook, update, SECRET) for _ in range(5)]
    assert {status for status, _ in statuses} == {200}
    with store.read() as work:
        assert work.run(select(func.count()).select_from(tables.inbox)).scalar() == 1


async def test_groups_are_left_and_not_answered(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        update = telegram.message(CHAT, text="hello all", chat=GROUP)
        assert (await telegram.post(webhook, update, SECRET))[0] == 200
        await until(lambda: telegram.left == [-1001])
    assert (intake.stored, telegram.messages) == ([], [])


async def test_an_edited_message_is_stored_as_edited(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        assert (await telegram.post(webhook, telegram.edited(CHAT, text="changed"), SECRET))[0] == 200
    assert [(inbound.kind, inbound.text) for inbound in intake.stored] == [(MessageKind.EDITED, "changed")]


async def test_blocked_by_user_is_a_stop_and_no_error(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        for status in ("kicked", "member"):
            assert (await telegram.post(webhook, telegram.membership(CHAT, status), SECRET))[0] == 200
    assert [(inbound.stops, inbound.resumes) for inbound in intake.stored] == [(True, False), (False, True)]


@pytest.mark.parametrize("path", ["set_webhook", "get_webhook", "webhook"])
async def test_nobody_can_steer_the_webhook_from_outside(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path, path: str
) -> None:
    async with serving(channel, Remembering(), tmp_path) as webhook, aiohttp.ClientSession() as client:
        await until(lambda: telegram.webhook)
        known = len(telegram.called("setWebhook"))
        async with client.get(webhook.rsplit("/", 1)[0] + f"/{path}") as answer:
            assert answer.status in (404, 405)
        assert len(telegram.called("setWebhook")) == known


async def test_no_update_costs_a_call_to_telegram(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        await until(lambda: len(telegram.commands) == len(available_languages()))
        known = len(telegram.calls)
        for number in range(5):
            await telegram.post(webhook, telegram.message(CHAT, text=str(number)), SECRET)
    assert len(telegram.calls) == known
    assert telegram.called("getMe") == []


async def test_a_slash_that_people_type_is_a_text(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        for text in ("/wages", "/court@1.0", "/restart"):
            assert (await telegram.post(webhook, telegram.message(CHAT, text=text), SECRET))[0] == 200
    assert [inbound.payload for inbound in intake.stored] == [None] * 3


# The webhook


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"message": {}}', b'{"update_id": 1', b"[" * 5000, b"\xff"]
)
async def test_what_is_no_update_is_malformed(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path, body: bytes
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        status, _ = await telegram.post(webhook, None, SECRET, body=body)
    assert (status, intake.counted["telegram_malformed"]) == (400, 1)


@pytest.mark.parametrize(
    "content",
    [
        {"message": None},
        {"message": {"chat": {"id": "x"}}},
        {"callback_query": {"id": "q"}},
        {"my_chat_member": []},
        {"inline_query": {}},
        {},
    ],
)
async def test_an_update_that_cannot_be_used_never_blocks_the_queue(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path, content: dict[str, Any]
) -> None:
    intake = Remembering()
    async with serving(channel, intake, tmp_path) as webhook:
        status, _ = await telegram.post(webhook, {"update_id": 5, **content}, SECRET)
    assert (status, intake.stored, sum(intake.counted.values())) == (200, [], 1)


async def test_the_longest_answer_to_the_longest_text_is_not_too_large(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    """Telegram escapes every letter of both: over 64 kB. Refused, it would come again for ever and block the rest."""
    intake, longest = Remembering(), "щ" * 4096
    link = {"type": "text_link", "length": 1, "url": "https://example.org/a-page"}
    entities = [{**link, "offset": number} for number in range(100)]
    replied = telegram.message(CHAT, text=longest, entities=entities)["message"]
    update = telegram.message(
        CHAT, text=longest, entities=entities, reply_to_message=replied, quote={"text": "щ" * 1024, "position": 0}
    )
    assert len(json.dumps(update)) > 64 * 1024
    async with serving(channel, intake, tmp_path) as webhook:
        assert (await telegram.post(webhook, update, SECRET))[0] == 200
    assert intake.texts == [longest]


async def test_a_text_that_could_not_be_stored_is_delivered_again(telegram: TelegramStandIn, tmp_path: Path) -> None:
    intake = Remembering(fails=2)
    channel = TelegramChannel(settings_for(telegram))
    async with serving(channel, intake, tmp_path) as webhook:
        await until(lambda: telegram.webhook)
        telegram.webhook["url"] = webhook
        for text in ("first", "second"):
            await telegram.arrive(telegram.message(CHAT, text=text))
        await until(lambda: not telegram.updates)
    assert intake.texts == ["first", "second"]
    assert [status for _, status in telegram.deliveries] == [503, 503, 200, 200]


async def test_telegram_learns_of_the_webhook_at_start(telegram: TelegramStandIn, tmp_path: Path) -> None:
    channel = TelegramChannel(settings_for(telegram))
    assert isinstance(channel, RunsInWeb)
    async with serving(channel, Remembering(), tmp_path):
        await until(lambda: telegram.webhook)
    assert telegram.webhook["url"] == f"https://bot.example.org{WEBHOOK_PATH}"
    assert telegram.webhook["secret_token"] == SECRET
    assert telegram.webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert telegram.webhook.get("drop_pending_updates", "false") == "false"


async def test_the_commands_are_shown_in_each_language(telegram: TelegramStandIn, tmp_path: Path) -> None:
    async with serving(TelegramChannel(settings_for(telegram)), Remembering(), tmp_path):
        await until(lambda: len(telegram.commands) == len(available_languages()))
    assert set(telegram.commands) == {"", *available_languages()} - {"en"}
    names = {"start", "help", "human", "language", "country", "delete", "stop"}
    for commands in telegram.commands.values():
        assert {command["command"] for command in commands} == names
        assert all(command["description"] for command in commands)
    assert {call.parameters["scope"]["type"] for call in telegram.called("setMyCommands")} == {"all_private_chats"}


async def test_telegram_being_away_at_start_stops_nothing(
    telegram: TelegramStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connecting.RETRY_SECONDS", (0.05,))
    telegram.faults.append(Fault(status=502, body="<html>", method="", times=6))
    async with serving(TelegramChannel(settings_for(telegram)), Remembering(), tmp_path) as webhook:
        assert (await telegram.post(webhook, telegram.message(CHAT, text="hello"), SECRET))[0] == 200
        await until(lambda: telegram.webhook and telegram.commands)


# Buttons


async def test_a_pressed_button_is_answered_and_its_keyboard_taken_away(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    intake = Remembering()
    await channel.send(outbound(choices=CHOICES))
    pressed = telegram.press(CHAT, "tok-person", "fr")
    async with serving(channel, intake, tmp_path) as webhook:
        assert (await telegram.post(webhook, pressed, SECRET))[0] == 200
        await until(lambda: telegram.answered and not telegram.messages[0].buttons)
    (inbound,) = intake.stored
    assert (inbound.kind, inbound.token, inbound.text) == (MessageKind.CHOICE, "tok-person", "A person")
    assert telegram.answered == [pressed["callback_query"]["id"]]
    with pytest.raises(LookupError):
        telegram.press(CHAT, "tok-person")


async def test_a_button_is_answered_only_after_it_was_stored(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    pressed = telegram.press(CHAT, "token", blindly=True)
    async with serving(channel, Remembering(fails=1), tmp_path) as webhook:
        assert (await telegram.post(webhook, pressed, SECRET))[0] == 503
        assert telegram.answered == []
        assert (await telegram.post(webhook, pressed, SECRET))[0] == 200
        await until(lambda: telegram.answered)


async def test_a_slow_bot_api_does_not_delay_the_acknowledgement(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path
) -> None:
    telegram.faults.append(Fault(method="answerCallbackQuery", delay=1.0))
    async with serving(channel, Remembering(), tmp_path) as webhook:
        began = time.monotonic()
        assert (await telegram.post(webhook, telegram.press(CHAT, "token", blindly=True), SECRET))[0] == 200
        assert time.monotonic() - began < 0.5


async def test_answering_a_button_is_tried_again_when_telegram_is_busy(
    telegram: TelegramStandIn, channel: TelegramChannel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.courtesies.PAUSE_SECONDS", 0.01)
    telegram.faults.append(Fault(method="answerCallbackQuery", status=502, times=2))
    async with serving(channel, Remembering(), tmp_path) as webhook:
        await telegram.post(webhook, telegram.press(CHAT, "token", blindly=True), SECRET)
        await until(lambda: telegram.answered)


async def test_the_keyboard_before_goes_when_a_new_text_is_sent(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    first = await channel.send(outbound(choices=CHOICES))
    assert isinstance(first, Sent)
    await channel.send(outbound("next", choices=CHOICES[:1], previous_keyboard=first.provider_id))
    await until(lambda: not telegram.messages[0].buttons)
    assert telegram.messages[1].buttons == [("Money", "tok-money")]


async def test_the_keyboard_before_stays_when_the_new_text_is_not_sent(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    first = await channel.send(outbound(choices=CHOICES))
    assert isinstance(first, Sent)
    telegram.faults.append(Fault(status=500))
    await channel.send(outbound("next", previous_keyboard=first.provider_id))
    await channel.close()
    assert telegram.messages[0].buttons


async def test_through_the_outbox_only_the_last_text_keeps_its_buttons(
    telegram: TelegramStandIn, channel: TelegramChannel, store: Store
) -> None:
    inbox.receive(store, Inbound("telegram", str(CHAT), "1:update:1", MessageKind.TEXT, "hello"))
    row = inbox.claim(store, "w1")
    assert row is not None
    sender = Sender(store, channel, "w1")
    for text, choices in (("menu", CHOICES), ("answer", CHOICES[:1]), ("an operator writes", ())):
        with store.write() as work:
            new = NewMessage(Author.BOT, text, language="en", choices=choices)
            outbox.add(work, row.conversation_id, new)
        await sender.send_due()
        await sender.finish()
        shown = {message.text for message in telegram.messages if message.text != text}
        await until(lambda: all(not m.buttons for m in telegram.messages if m.text in shown))  # noqa: B023
        assert telegram.messages[-1].buttons == [(choice.title, choice.token) for choice in choices]
    assert len(telegram.called("editMessageReplyMarkup")) == 2


# Sending


async def test_a_text_is_sent_plain_with_its_buttons_one_a_row(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    text = "<b>*Call* _now_ [112](tel:112) & https://example.org"
    outcome = await channel.send(outbound(text, choices=CHOICES))
    (message,) = telegram.messages
    assert outcome == Sent(str(message.id))
    assert (message.chat, message.text) == (CHAT, text)
    rows = message.parameters["reply_markup"]["inline_keyboard"]
    assert [[button["callback_data"] for button in row] for row in rows] == [["tok-money"], ["tok-person"]]
    assert "parse_mode" not in message.parameters
    assert message.parameters["link_preview_options"] == {"is_disabled": True}


async def test_a_text_without_choices_has_no_keyboard(telegram: TelegramStandIn, channel: TelegramChannel) -> None:
    await channel.send(outbound())
    assert "reply_markup" not in telegram.messages[0].parameters


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=429, retry_after=7, description="Too Many Requests"), NotSent(SendError.THROTTLED, "429", 7.0)),
        (Fault(status=429, body="slow down"), NotSent(SendError.PROVIDER_DOWN, "no_json")),
        (Fault(status=429, description="Too Many Requests: later"), NotSent(SendError.THROTTLED, "429")),
        (Fault(status=403, description="Forbidden: bot was blocked by the user"), SendError.CONTACT_STOPPED),
        (Fault(status=403, description="Forbidden: user is deactivated"), SendError.CONTACT_STOPPED),
        (Fault(status=403, description="Forbidden: bot can't initiate conversation"), SendError.CONTACT_STOPPED),
        (Fault(status=403, body="<html>blocked by a proxy</html>"), SendError.PROVIDER_DOWN),
        (Fault(status=403, description="Not for you"), SendError.PROVIDER_DOWN),
        (Fault(status=401, description="Unauthorized"), SendError.MISCONFIGURED),
        (Fault(status=404, description="Not Found"), SendError.MISCONFIGURED),
        (Fault(status=400, description="Bad Request: chat not found"), SendError.ADDRESS_INVALID),
        (Fault(status=400, description="Bad Request: PEER_ID_INVALID"), SendError.ADDRESS_INVALID),
        (Fault(status=400, description="Bad Request: message text is empty"), SendError.REFUSED),
        (Fault(status=500), SendError.PROVIDER_DOWN),
        (Fault(status=502, body="<html>bad gateway</html>"), SendError.PROVIDER_DOWN),
        (Fault(status=503, description="Service Unavailable"), SendError.PROVIDER_DOWN),
        (Fault(status=200, body="no json"), SendError.UNCERTAIN),
        (Fault(drop=True, take=True), SendError.UNCERTAIN),
        (Fault(drop=True), SendError.UNCERTAIN),
    ],
)
async def test_each_failure_is_known_for_what_it_is(
    telegram: TelegramStandIn, channel: TelegramChannel, fault: Fault, outcome: NotSent | SendError
) -> None:
    telegram.faults.append(Fault(**vars(fault)))
    got = await channel.send(outbound())
    assert isinstance(got, NotSent)
    assert got == outcome if isinstance(outcome, NotSent) else got.error is outcome
    assert len(telegram.called("sendMessage")) == 1, "the outbox tries again, not the channel"
    assert isinstance(await channel.send(outbound()), Sent)


async def test_an_answer_that_does_not_come_is_uncertain(
    telegram: TelegramStandIn, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.api.ANSWER_SECONDS", 0.2)
    impatient = TelegramChannel(settings_for(telegram))
    telegram.faults.append(Fault(delay=1.0, take=True))
    got = await impatient.send(outbound())
    assert got == NotSent(SendError.UNCERTAIN, "ReadTimeout")
    await impatient.close()


async def test_a_server_that_does_not_listen_is_unreachable(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    await telegram.unplug()
    got = await channel.send(outbound())
    assert isinstance(got, NotSent)
    assert got.error is SendError.UNREACHABLE


@pytest.mark.parametrize("address", ["", "x", "@name", "1.5"])
async def test_an_address_that_is_no_chat_id_is_invalid(channel: TelegramChannel, address: str) -> None:
    got = await channel.send(outbound(chat=address))
    assert isinstance(got, NotSent)
    assert got.error is SendError.ADDRESS_INVALID


async def test_one_chat_that_must_wait_holds_up_no_other(telegram: TelegramStandIn, channel: TelegramChannel) -> None:
    telegram.faults.append(Fault(status=429, retry_after=30, chat=CHAT))
    began = time.monotonic()
    held, free = await asyncio.gather(channel.send(outbound()), channel.send(outbound(chat=CHAT + 1)))
    assert held == NotSent(SendError.THROTTLED, "429", 30.0)
    assert isinstance(free, Sent)
    assert time.monotonic() - began < 2


async def test_a_chat_gets_no_more_than_a_message_a_second_after_a_short_burst(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    began = time.monotonic()
    for number in range(PER_CHAT_BURST + 1):
        await channel.send(outbound(str(number)))
    assert time.monotonic() - began > 0.95
    assert telegram.texts_to(CHAT) == [str(number) for number in range(PER_CHAT_BURST + 1)]


async def test_all_chats_together_stay_within_thirty_messages_a_second(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    began = time.monotonic()
    outcomes = await asyncio.gather(*(channel.send(outbound(chat=CHAT + number)) for number in range(40)))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert time.monotonic() - began > 0.3, "the 31st to 40th wait for a thirtieth of a second each"


async def test_what_was_sent_cannot_be_looked_up(telegram: TelegramStandIn, channel: TelegramChannel) -> None:
    await channel.send(outbound())
    assert await channel.find_sent(outbound(), now()) is None


async def test_a_long_reply_is_cut_at_paragraphs_and_taken_whole(
    telegram: TelegramStandIn, channel: TelegramChannel
) -> None:
    paragraphs = tuple(f"{number}. " + "право " * 200 for number in range(8))
    shaped = channel.shape(Reply(paragraphs, "ru"), CHOICES)
    assert (len(shaped.texts), shaped.more) == (3, ())
    for text in shaped.texts:
        assert isinstance(await channel.send(outbound(text)), Sent)
    assert "".join("".join(telegram.texts_to(CHAT)).split()) == "".join("".join(paragraphs).split())


# Long polling


@asynccontextmanager
async def polling(telegram: TelegramStandIn, intake: Any) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(settings_for(telegram, "polling"))
    async with channel.run(intake):
        yield channel


async def test_polling_takes_the_same_way_as_the_webhook(telegram: TelegramStandIn, tmp_path: Path) -> None:
    def all_kinds() -> list[dict[str, Any]]:
        return [
            telegram.message(CHAT, "fr", text="bonjour"),
            telegram.message(CHAT, text="/start"),
            telegram.edited(CHAT, text="changed"),
            telegram.press(CHAT, "token", blindly=True),
            telegram.membership(CHAT, "kicked"),
            telegram.message(CHAT, photo=[]),
            telegram.message(CHAT, text="hello all", chat=GROUP),
        ]

    updates, by_polling, by_webhook = all_kinds(), Remembering(), Remembering()
    async with serving(TelegramChannel(settings_for(telegram)), by_webhook, tmp_path) as webhook:
        for update in updates:
            await telegram.post(webhook, update, SECRET)
        await until(lambda: telegram.answered and telegram.left)
    telegram.answered.clear()
    telegram.left.clear()
    for update in updates:
        await telegram.arrive(update)
    async with polling(telegram, by_polling):
        await until(lambda: telegram.answered and telegram.left)
    assert by_polling.stored == by_webhook.stored
    assert by_polling.counted == by_webhook.counted


async def test_polling_removes_the_webhook_and_keeps_what_waits(telegram: TelegramStandIn) -> None:
    telegram.webhook = {"url": "http://127.0.0.1:9/"}
    await telegram.arrive(telegram.message(CHAT, text="before"))
    intake = Remembering()
    async with polling(telegram, intake):
        await until(lambda: intake.texts == ["before"])
        await telegram.arrive(telegram.message(CHAT, text="after"))
        await until(lambda: intake.texts == ["before", "after"])
    assert telegram.webhook == {}


async def test_an_update_is_confirmed_only_after_it_was_stored(
    telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connecting.RETRY_SECONDS", (0.05,))
    intake = Remembering(fails=3)
    for text in ("one", "two"):
        await telegram.arrive(telegram.message(CHAT, text=text))
    async with polling(telegram, intake):
        await until(lambda: intake.texts == ["one", "two"])
        await until(lambda: not telegram.updates)
    offsets = [int(call.parameters.get("offset", 0)) for call in telegram.called("getUpdates")]
    assert offsets[:4] == [0, 0, 0, 0], "nothing was confirmed while nothing was stored"


async def test_what_was_taken_before_a_crash_is_not_answered_twice_and_what_was_not_is_not_lost(
    telegram: TelegramStandIn, store: Store
) -> None:
    """The process dies after it stored the first of three, before anything was confirmed to Telegram."""
    intake = StoringIntake(store)

    class Dying:
        async def receive(self, inbound: Inbound) -> bool:
            if inbound.text != "one":
                await asyncio.Event().wait()
            return await intake.receive(inbound)

        async def count(self, event: str) -> None:
            raise AssertionError(event)

    for text in ("one", "two", "three"):
        await telegram.arrive(telegram.message(CHAT, text=text))
    async with polling(telegram, Dying()):
        await until(lambda: rows_in(store) == 1)
    async with polling(telegram, intake):
        await until(lambda: not telegram.updates)
    assert rows_in(store) == 3


async def test_numbers_that_begin_anew_are_not_taken_for_old_ones(
    telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a week of silence Telegram numbers updates from a random, perhaps lower, number on."""
    monkeypatch.setattr("bot.channels.telegram.connecting.POLL_SECONDS", 0.05)
    intake = Remembering()
    await telegram.arrive(telegram.message(CHAT, text="before"))
    async with polling(telegram, intake):
        await until(lambda: intake.texts == ["before"] and not telegram.updates)
        known = len(telegram.called("getUpdates"))
        await until(lambda: len(telegram.called("getUpdates")) > known + 2)
        await telegram.arrive({**telegram.message(CHAT, text="after"), "update_id": 7})
        await until(lambda: intake.texts == ["before", "after"])


async def test_an_update_that_cannot_be_used_does_not_stop_polling(telegram: TelegramStandIn) -> None:
    intake = Remembering()
    await telegram.arrive(telegram.update("message", {"chat": {"id": "?"}}))
    await telegram.arrive({"update_id": True, "message": {}})
    await telegram.arrive(telegram.message(CHAT, text="hello"))
    async with polling(telegram, intake):
        await until(lambda: intake.texts == ["hello"])
    assert intake.counted == {"telegram_unreadable": 1, "telegram_malformed": 1}


async def test_polling_comes_back_after_an_outage(telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.connecting.RETRY_SECONDS", (0.02,))
    for fault in (Fault(status=502, body="<html>"), Fault(drop=True), Fault(status=200, body="no json")):
        telegram.faults.append(Fault(**{**vars(fault), "method": "getUpdates", "times": 2}))
    telegram.faults.append(Fault(status=409, description="Conflict: terminated", method="getUpdates"))
    await telegram.arrive(telegram.message(CHAT, text="hello"))
    intake = Remembering()
    async with polling(telegram, intake):
        await until(lambda: intake.texts == ["hello"])


async def test_stopping_does_not_wait_for_the_long_poll(telegram: TelegramStandIn) -> None:
    async with polling(telegram, Remembering()):
        await until(lambda: telegram.called("getUpdates"))
        began = time.monotonic()
    assert time.monotonic() - began < 2


def rows_in(store: Store) -> int:
    with store.read() as work:
        return int(work.run(select(func.count()).select_from(tables.inbox)).scalar_one())


# What is never written anywhere


async def test_no_log_holds_a_token_a_text_or_an_address(
    telegram: TelegramStandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.connecting.RETRY_SECONDS", (0.02,))
    caplog.set_level(logging.DEBUG)
    channel, said = TelegramChannel(settings_for(telegram, "polling")), "my very secret text"
    for method in ("sendMessage", "getUpdates", "setMyCommands", "deleteWebhook"):
        telegram.faults.append(Fault(status=200, body=f"no json: {said}", method=method))
        telegram.faults.append(Fault(status=401, description=f"Unauthorized {TOKEN}", method=method))
        telegram.faults.append(Fault(status=400, description=f"Bad Request: {said} {CHAT}", method=method))
    async with serving(channel, Remembering(), tmp_path) as webhook:
        for _ in range(4):
            await channel.send(outbound(said, choices=CHOICES))
        await telegram.arrive(telegram.message(CHAT, text=said))
        await telegram.arrive(telegram.press(CHAT, "tok-money"))
        await telegram.post(webhook, telegram.message(CHAT, text=said), "wrong")
        await until(lambda: telegram.answered)
    logged = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    assert "bot.channels.telegram.connecting" in logged
    for never in (TOKEN, TOKEN.partition(":")[2], said, str(CHAT), "Firstname", SECRET):
        assert never not in logged


@pytest.mark.parametrize("token", ["", "x", "123", "abc:def", "123:", "12 3:abcdef", "123:ab/../x"])
def test_a_token_that_is_none_is_said_at_start(token: str) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as problem:
        TelegramChannel(Settings(telegram_bot_token=token))
    assert not token or token not in str(problem.value).replace("a bot's token", "").replace("123456:ABC-DEF", "")


@pytest.mark.parametrize("secret", ["two words", "ü", "x" * 257, "a/b"])
def test_a_secret_that_telegram_would_refuse_is_said_at_start(secret: str) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        TelegramChannel(Settings(telegram_bot_token=TOKEN, telegram_webhook_secret=secret))
