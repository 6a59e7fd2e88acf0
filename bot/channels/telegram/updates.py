"""What a Telegram update says, as far as we read it: no name and no username is ever taken out of it.

Field names and meanings: https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr, ValidationError
from telegram.constants import InlineKeyboardButtonLimit, MessageAttachmentType, MessageType

from bot.channels.telegram.media import attachments_in
from bot.conversations.contract import Inbound, MessageKind, geo_uri

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LARGEST_UPDATE_ID = 2**63 - 1

PAYLOADS = {  # /stop is not among them: it is the word STOP, which the worker knows in every state
    "start": "/greet",
    "help": "/menu",
    "language": "/change_language",
    "country": "/change_country",
    "human": "/talk_to_human",
    "delete": "/delete_my_data",
}
_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?=\s|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]|$)")

_LOCATIONS = frozenset({"location", "venue"})
_ATTACHMENTS = frozenset(kind.value for kind in MessageAttachmentType) | {"checklist"}
_EVENTS = frozenset(kind.value for kind in MessageType) - _ATTACHMENTS - {"text"}


class NotAnUpdate(ValueError):
    """Not what the Bot API calls an update."""


@dataclass(frozen=True)
class Update:
    """One update, as it came from the webhook or from polling."""

    id: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Ignored:
    """An update that is deliberately not stored. `event` is what to count; `leave` a group's chat id."""

    event: str
    leave: int | None = None


@dataclass(frozen=True)
class Press:
    """A pressed button: to be answered, or it spins; its keyboard, where we may see it, is to go."""

    callback_id: str
    chat: int | None = None
    message: int | None = None


class _Chat(BaseModel):
    id: StrictInt
    type: StrictStr


class _Sender(BaseModel):
    is_bot: StrictBool = False
    language_code: StrictStr | None


class _Button(BaseModel):
    text: StrictStr = ""
    callback_data: StrictStr | None


class _Keyboard(BaseModel):
    inline_keyboard: list[list[_Button]] = []


class _Message(BaseModel):
    message_id: StrictInt
    chat: _Chat
    sender: _Sender | None = Field(alias="from")
    text: StrictStr | None
    caption: StrictStr | None
    media_group_id: StrictStr | None
    reply_markup: _Keyboard | None


class _Callback(BaseModel):
    id: StrictStr
    sender: _Sender = Field(alias="from")
    message: _Message | None
    data: StrictStr | None


class _Member(BaseModel):
    status: StrictStr


class _Membership(BaseModel):
    chat: _Chat
    new_chat_member: _Member


def read_update(raw: object) -> Update:
    """The update in parsed JSON. Raises NotAnUpdate when it has no update id."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or type(number) is not int or not 0 <= number <= LARGEST_UPDATE_ID:
        raise NotAnUpdate("no update_id")
    return Update(number, raw)


def normalise(update: Update, bot: str) -> Inbound | Ignored:
    """What to store of an update, or why not. `bot` is the bot's id: update ids are unique only within a bot."""
    provider_id = f"{bot}:update:{update.id}"
    kind = next((kind for kind in ALLOWED_UPDATES if kind in update.content), None)
    if kind is None:
        return Ignored("telegram_other")
    raw = update.content[kind]
    try:
        if not isinstance(raw, dict):
            return Ignored("telegram_unreadable")
        if kind == "message":
            return _of_message(raw, provider_id, bot)
        if kind == "edited_message":
            return _of_edited(raw, provider_id)
        return _of_press(raw, provider_id) if kind == "callback_query" else _of_membership(raw, provider_id)
    except ValidationError:
        return Ignored("telegram_unreadable")


def press_of(update: Update) -> Press | None:
    """The pressed button of an update; None when it is about something else."""
    query = update.content.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("id"), str):
        return None
    try:
        message = _Message.parse_obj(query.get("message"))
    except ValidationError:  # a button of a message that is too old to be shown to us
        return Press(query["id"])
    return Press(query["id"], message.chat.id, message.message_id)


def clean(text: str) -> str:
    """The text without halves of surrogate pairs, which no encoding can store."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _of_message(raw: Any, provider_id: str, bot: str) -> Inbound | Ignored:
    message = _Message.parse_obj(raw)
    if (ignored := _not_for_us(message.chat, message.sender)) is not None:
        return ignored
    if message.text:
        return _of_text(message, provider_id)
    kind = _kind_without_text(raw)
    if kind is None:
        return Ignored("telegram_event")
    if kind is MessageKind.LOCATION:
        return _inbound(message.chat, message.sender, provider_id, kind, _place_in(raw))
    if message.media_group_id and not message.caption:  # an album is one thing with several files, answered once
        provider_id = f"{bot}:album:{message.media_group_id}"
    caption, files = clean(message.caption or ""), tuple(attachments_in(raw))
    return _inbound(message.chat, message.sender, provider_id, kind, caption, attachments=files)


def _of_text(message: _Message, provider_id: str) -> Inbound:
    text = clean(message.text or "")
    found = _COMMAND.match(text)
    command = found[1].lower() if found else ""
    return _inbound(
        message.chat,
        message.sender,
        provider_id,
        MessageKind.TEXT,
        "STOP" if command == "stop" else text,
        payload=PAYLOADS.get(command),
        resumes=command == "start",
    )


def _of_edited(raw: Any, provider_id: str) -> Inbound | Ignored:
    message = _Message.parse_obj(raw)
    if (ignored := _not_for_us(message.chat, message.sender)) is not None:
        return ignored
    if not message.text and not message.caption:  # a live location moves every few seconds, a game has a new score
        return Ignored("telegram_event")
    text = clean(message.text or message.caption or "")
    return _inbound(message.chat, message.sender, provider_id, MessageKind.EDITED, text)


def _of_press(raw: Any, provider_id: str) -> Inbound | Ignored:
    query = _Callback.parse_obj(raw)
    if query.message is None or not query.data:
        return Ignored("telegram_other")
    if query.sender.is_bot or query.message.chat.type != "private":
        return Ignored("telegram_not_private")
    if len(clean(query.data).encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        return Ignored("telegram_unreadable")
    title = _title(query.message.reply_markup, query.data)
    return _inbound(query.message.chat, query.sender, provider_id, MessageKind.CHOICE, title, token=clean(query.data))


def _of_membership(raw: Any, provider_id: str) -> Inbound | Ignored:
    change = _Membership.parse_obj(raw)
    status = change.new_chat_member.status
    if change.chat.type != "private":
        there = status not in ("left", "kicked")
        return Ignored("telegram_not_private", leave=change.chat.id if there else None)
    if status == "kicked":
        return _inbound(change.chat, None, provider_id, MessageKind.EMPTY, stops=True)
    if status == "member":
        return _inbound(change.chat, None, provider_id, MessageKind.EMPTY, resumes=True)
    return Ignored("telegram_event")


def _not_for_us(chat: _Chat, sender: _Sender | None) -> Ignored | None:
    if chat.type != "private":
        return Ignored("telegram_not_private", leave=chat.id)
    if sender is not None and sender.is_bot:
        return Ignored("telegram_bot")
    return None


def _place_in(raw: Mapping[str, Any]) -> str:
    """The place of a location or a venue as a geo URI."""
    venue = raw.get("venue")
    found = raw.get("location") or (venue.get("location") if isinstance(venue, dict) else None)
    return geo_uri(found.get("latitude"), found.get("longitude")) if isinstance(found, dict) else ""


def _kind_without_text(raw: Mapping[str, Any]) -> MessageKind | None:
    """The kind of a message without text; None for an event of the chat, such as a pinned message."""
    if raw.keys() & _LOCATIONS:
        return MessageKind.LOCATION
    if "contact" in raw:
        return MessageKind.CONTACT_CARD
    if raw.keys() & _ATTACHMENTS:
        return MessageKind.MEDIA
    return None if raw.keys() & _EVENTS else MessageKind.EMPTY


def _inbound(
    chat: _Chat, sender: _Sender | None, provider_id: str, kind: MessageKind, text: str = "", **more: Any
) -> Inbound:
    found = _LANGUAGE.match(sender.language_code or "") if sender else None
    hints = (found[1].lower(),) if found else ()
    return Inbound(CHANNEL, str(chat.id), provider_id, kind, text, language_hints=hints, **more)


def _title(keyboard: _Keyboard | None, data: str) -> str:
    buttons = (button for row in (keyboard.inline_keyboard if keyboard else []) for button in row)
    return clean(next((button.text for button in buttons if button.callback_data == data), ""))
