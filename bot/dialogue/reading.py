"""What a text means in its conversation: a choice that was typed, an answer to the open question, a wish.

Understanding (bot/nlu) reads a text by itself. Here its parse meets what was asked and offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.holder import URGENT_TOPICS
from bot.conversations.offers import Offer
from bot.dialogue.compensation import plain_skip
from bot.dialogue.guides import ASKING, longer_answer, may_be_longer_answer, plain_answer
from bot.dialogue.leaving import question_is_open
from bot.dialogue.person_wish import WISH, is_wished_for
from bot.dialogue.typed_choice import numbered_in, titled_in
from bot.dialogue.unreadable import IN_ENGLISH, Report, report_in
from bot.i18n.catalogues import SOURCE_LANGUAGE

NEVER_LEFT = URGENT_TOPICS | {WISH}  # who is in danger or wants a person gets that, whatever title the text holds


@dataclass(frozen=True)
class Standing:
    """How a conversation stands when a text comes: Rasa's slots, what was offered, the language of the last reply."""

    slots: Mapping[str, Any] = field(default_factory=dict)
    offer: Offer = field(default_factory=Offer)
    language: str | None = None


def payload_in(parse: Mapping[str, Any], standing: Standing) -> str | None:
    """The payload that a text amounts to, such as `/inform{"answer": "yes"}`; None where its own topic stands.

    `parse`: of the text by itself, in Rasa's form.
    """
    text = str(parse.get("text") or "")
    if text.startswith("/"):
        return None
    if picked := numbered_in(text, standing.offer):
        return picked
    topic = (parse.get("intent") or {}).get("name")
    if topic not in NEVER_LEFT and (picked := titled_in(text, standing.offer)):
        return picked
    if report_in(text, standing.language) is Report.SURE:
        return IN_ENGLISH
    return _answer_in(parse, text, standing)


def _answer_in(parse: Mapping[str, Any], text: str, standing: Standing) -> str | None:
    """The choice that a text names in words where something is asked; a wish for a person ends that."""
    slots = standing.slots
    language = str(slots.get("language") or standing.language or SOURCE_LANGUAGE)
    plain = plain_skip(slots, plain_answer(slots, text, language))
    if plain != text:
        return plain
    if question_is_open(slots, {ASKING}) and is_wished_for(parse):
        return f"/{WISH}"
    if not may_be_longer_answer(slots, text, language):
        return None
    longer = longer_answer(slots, parse, language)
    return longer if longer != text else None
