"""Shall everything be erased? What a text answers to that. Nothing here speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.guides import NOT_UNDERSTOOD, begins_with, says
from bot.replies.phrases.service import NO, YES

FORM, ANSWER, AGAIN = "delete_form", "delete_confirmed", "delete_asked_again"
TOPIC = "delete_my_data"


def answer_in(message: Mapping[str, Any], language: str) -> bool | None:
    """Whether everything may be erased, by a turn after the question; None where it says neither yes nor no.

    `message`: Rasa's parse. `language`: of the conversation. "Yes, delete it all" is a yes, but so is not every text
    that begins so: nothing brings back what is erased. A text that begins with no, and is about nothing else, is a no.
    """
    text, topic = str(message.get("text") or ""), (message.get("intent") or {}).get("name")
    if topic == "deny" or says(text, NO) or (topic in NOT_UNDERSTOOD | {TOPIC} and begins_with(text, NO, language)):
        return False
    if topic == "affirm" or says(text, YES) or (topic == TOPIC and begins_with(text, YES, language)):
        return True
    return None
