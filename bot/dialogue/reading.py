"""What a text means in its conversation: a choice that was typed, an answer to the open question, a wish.

Understanding (bot/nlu) reads a text by itself. Here its parse meets what was asked and offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.messages import URGENT_TOPICS
from bot.conversations.offers import Offer
from bot.dialogue.interviews.engine import answer_of, open_in, waits
from bot.dialogue.person_wish import WISH, is_wished_for
from bot.dialogue.region_answer import answer_to_region
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


def was_picked(parse: Mapping[str, Any]) -> bool:
    """Whether it is a payload, that is what somebody picked, and nothing that they wrote. `parse`: in Rasa's form."""
    return str(parse.get("text") or "").startswith("/")


def payload_in(parse: Mapping[str, Any], standing: Standing) -> str | None:
    """The payload of the choice that a text amounts to, such as `/menu`; None where it names none.

    `parse`: of the text by itself, in Rasa's form.
    """
    if was_picked(parse):
        return None
    text = str(parse.get("text") or "")
    if picked := numbered_in(text, standing.offer):
        return picked
    topic = (parse.get("intent") or {}).get("name")
    if topic not in NEVER_LEFT and (picked := titled_in(text, standing.offer)):
        return picked
    if report_in(text, standing.language) is Report.SURE:
        return IN_ENGLISH
    if is_wished_for(parse) and waits(open_in(standing.slots)):
        return f"/{WISH}"
    return None


def answer_in(parse: Mapping[str, Any], standing: Standing) -> dict[str, str] | None:
    """The entities of the `inform` that a text amounts to where something is asked; None where its own topic stands.

    `parse`: of the text by itself, in Rasa's form.
    """
    slots = standing.slots
    language = str(slots.get("language") or standing.language or SOURCE_LANGUAGE)
    return answer_of(open_in(slots), parse, language, slots.get("country")) or answer_to_region(slots, parse)
