"""Leaving what the bot asks: "cancel" ends the questions, and all messages only where nothing is asked."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from rasa_sdk.forms import REQUESTED_SLOT

from bot.dialogue.guides import ASKING, INTERRUPTED, SLOT, State, slot_in
from bot.replies.questions import LEAVE

LEAVE_PAYLOAD = f'/inform{{"answer": "{LEAVE}"}}'
IS_OPEN = frozenset({ASKING, INTERRUPTED})


def question_is_open(memory: str | None, statuses: Container[str] = IS_OPEN) -> bool:
    """Whether a form waits for an answer, or a guide in one of these statuses.

    `memory`: see bot/assistant/memory.py.
    """
    state = State.read(slot_in(memory, SLOT))
    return (state is not None and state.status in statuses) or slot_in(memory, REQUESTED_SLOT) is not None


def leaves(message: Mapping[str, Any]) -> bool:
    """Whether a turn leaves the questions. `message`: Rasa's parse."""
    return any(e.get("entity") == "answer" and e.get("value") == LEAVE for e in message.get("entities") or ())
