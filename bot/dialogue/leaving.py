"""Leaving what the bot asks: "cancel" ends the questions, and all messages only where nothing is asked."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from bot.dialogue.guides import ASKING, INTERRUPTED, SLOT, State
from bot.replies.questions import LEAVE

REQUESTED_SLOT = "requested_slot"  # Rasa's: the slot that a form asks for
LEAVE_PAYLOAD = f'/inform{{"answer": "{LEAVE}"}}'
IS_OPEN = frozenset({ASKING, INTERRUPTED})


def question_is_open(slots: Mapping[str, Any], statuses: Container[str] = IS_OPEN) -> bool:
    """Whether a form waits for an answer, or a guide in one of these statuses.

    `slots`: Rasa's.
    """
    state = State.read(slots.get(SLOT))
    return (state is not None and state.status in statuses) or slots.get(REQUESTED_SLOT) is not None


def leaves(message: Mapping[str, Any]) -> bool:
    """Whether a turn leaves the questions. `message`: Rasa's parse."""
    return any(e.get("entity") == "answer" and e.get("value") == LEAVE for e in message.get("entities") or ())
