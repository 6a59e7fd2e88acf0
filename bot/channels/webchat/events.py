"""What a page or widget may send: each event's payload checked by type and size, then normalised."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversations.contract import Inbound, MessageKind

CHANNEL = "webchat"
LONGEST_TEXT = 4000  # characters, as on Telegram (4,096) less what we may add
MOST_HINTS = 5
HIGHEST_SEQUENCE = 2**31 - 1

MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{6,16}")  # see OfferedChoice
LANGUAGE = re.compile(r"[a-z]{2,3}")
COUNTRY = re.compile(r"[A-Z]{2}")


class Malformed(ValueError):
    """A payload that no page or widget sends."""


class TooLong(ValueError):
    """A text over LONGEST_TEXT: the writer is told, nothing is cut."""


@dataclass(frozen=True)
class SessionRequest:
    """`session_request`. `last_sequence` None: a Rasa widget, which knows no sequence numbers."""

    session_id: str | None = None
    last_sequence: int | None = None
    epoch: str = ""
    language: str | None = None


@dataclass(frozen=True)
class Uttered:
    """`user_uttered`. `choice` is the token of a pressed button; a Rasa widget puts it into `text`."""

    text: str
    message_id: str
    session_id: str | None = None
    choice: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Picked:
    """`choose`: a language or a country of the pickers."""

    message_id: str
    session_id: str | None = None
    language: str | None = None
    country: str | None = None


def session_request(data: object) -> SessionRequest:
    """The payload of `session_request`; None and strange ids are what a new visitor sends."""
    fields = {} if data is None else _fields(data)
    last, epoch = fields.get("last_sequence"), fields.get("epoch")
    if last is not None and (not isinstance(last, int) or isinstance(last, bool) or not 0 <= last <= HIGHEST_SEQUENCE):
        raise Malformed("last_sequence")
    session_id = fields.get("session_id")
    return SessionRequest(
        session_id=session_id if isinstance(session_id, str) else None,
        last_sequence=last,
        epoch=epoch[:32] if isinstance(epoch, str) else "",
        language=_language(fields),
    )


def uttered(data: object) -> Uttered:
    """The payload of `user_uttered`. Raises TooLong for a text over LONGEST_TEXT."""
    fields = _fields(data)
    text = fields.get("message", "")
    choice = fields.get("choice")
    if not isinstance(text, str) or not (choice is None or (isinstance(choice, str) and TOKEN.fullmatch(choice))):
        raise Malformed("message")
    text = storable(text)
    if len(text) > LONGEST_TEXT:
        raise TooLong
    custom = fields.get("customData")
    hint = _language(fields) or (_language(custom) if isinstance(custom, Mapping) else None)
    return Uttered(text, _message_id(fields), _session_id(fields), choice, hint)


def picked(data: object, languages: tuple[str, ...], countries: tuple[str, ...]) -> Picked:
    """The payload of `choose`: exactly one of a language and a country that we have."""
    fields = _fields(data)
    language, country = fields.get("language"), fields.get("country")
    if (language is None) == (country is None):
        raise Malformed("language or country")
    if language is not None and language not in languages:
        raise Malformed("language")
    if country is not None and country not in countries:
        raise Malformed("country")
    return Picked(_message_id(fields), _session_id(fields), language, country)


def said(
    session: str, what: Uttered, hints: tuple[str, ...], title: str | None, household: str | None = None
) -> Inbound:
    """What somebody wrote or pressed. `title`: what stood on the button, where the text or choice is a known token."""
    token = what.choice or (what.text if title is not None else None)
    kind = MessageKind.CHOICE if token else MessageKind.TEXT if what.text.strip() else MessageKind.EMPTY
    text = (title or "") if token else what.text
    return Inbound(
        CHANNEL,
        session,
        provider_id(session, what.message_id),
        kind,
        text,
        token,
        language_hints=_hints(what.language, hints),
        household=household,
    )


def chose(session: str, what: Picked, name: str, hints: tuple[str, ...], household: str | None = None) -> Inbound:
    """A picker's choice, as the payload that Rasa gets for it; `name` is what the transcript shows."""
    entity, value = ("language", what.language) if what.language else ("country", what.country)
    payload = f"/change_{entity}{json.dumps({entity: value})}"
    return Inbound(
        CHANNEL,
        session,
        provider_id(session, what.message_id),
        MessageKind.CHOICE,
        name,
        payload=payload,
        language_hints=_hints(what.language, hints),
        household=household,
    )


def left(session: str) -> Inbound:
    """Somebody left by the quick exit: nothing that is sent to this session can be read any more."""
    return Inbound(CHANNEL, session, leaving_id(session), MessageKind.EMPTY, stops=True)


def provider_id(session: str, message_id: str) -> str:
    """A message's id in the channel: the same however often the page sends it."""
    return f"{session}:{message_id}"


def leaving_id(session: str) -> str:
    """The id of the leaving; shorter than any MESSAGE_ID, so that no page can use it for a text."""
    return f"{session}:left"


def new_message_id() -> str:
    """An id for a message whose page gave none."""
    return secrets.token_urlsafe(12)


def storable(text: str) -> str:
    """The text without what no database takes: lone surrogates and NUL; line ends as one character."""
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return clean.replace("\r\n", "\n").replace("\r", "\n")


def _fields(data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Malformed("not an object")
    return data


def _session_id(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("session_id")
    if value is not None and not isinstance(value, str):
        raise Malformed("session_id")
    return value


def _message_id(fields: Mapping[str, Any]) -> str:
    value = fields.get("client_message_id")
    return value if isinstance(value, str) and MESSAGE_ID.fullmatch(value) else new_message_id()


def _language(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("language")
    return value if isinstance(value, str) and LANGUAGE.fullmatch(value) else None


def _hints(first: str | None, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([first, *others] if first else others))[:MOST_HINTS]
