"""What a contact was last offered: numbered choices, and the pages that MORE brings."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam

from bot.conversations.contract import OfferedChoice
from bot.conversations.work import Work
from bot.privacy.encryption import DataKey
from bot.replies.reply import Choice
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation

TOKEN_BYTES = 6  # 8 characters in base64; Telegram takes 64 bytes

_WRITE = Prepared(conversation.update().where(conversation.c.id == bindparam("of")).values(offer=bindparam("offered")))


@dataclass(frozen=True)
class Offer:
    """The last choices and the pages still to come. An older offer's tokens are no longer valid.

    `asks_safe_word`: the next text may be the contact's safe word.
    """

    choices: tuple[OfferedChoice, ...] = ()
    more: tuple[str, ...] = ()
    language: str = "en"
    asks_safe_word: bool = False

    def by_token(self, token: str) -> OfferedChoice | None:
        """The choice whose button was pressed, or None when it is of an older offer."""
        return next((choice for choice in self.choices if choice.token == token), None)

    def by_number(self, number: int) -> OfferedChoice | None:
        """The choice with this number (1 is the first)."""
        return self.choices[number - 1] if 1 <= number <= len(self.choices) else None


def with_tokens(choices: tuple[Choice, ...]) -> tuple[OfferedChoice, ...]:
    """The choices with fresh unguessable tokens."""
    return tuple(OfferedChoice(secrets.token_urlsafe(TOKEN_BYTES), c.title, c.payload) for c in choices)


def read(key: DataKey, stored: bytes | None) -> Offer:
    """What was last offered in a conversation, from its row's `offer`; nothing where no key opens it."""
    readable = key.readable(stored)
    if readable is None:
        return Offer()
    raw = json.loads(readable)
    choices = tuple(OfferedChoice(**choice) for choice in raw["choices"])
    return Offer(choices, tuple(raw["more"]), raw["language"], raw.get("asks_safe_word", False))


def write(work: Work, conversation_id: int, offer: Offer) -> None:
    """Replace what was offered."""
    sealed = work.key_of(conversation_id).encrypt(json.dumps(asdict(offer)))
    work.run(_WRITE, of=conversation_id, offered=sealed)
