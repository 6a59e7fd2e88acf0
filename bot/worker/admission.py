"""Whether a turn is answered at all: who stops, who comes back, who writes too fast."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable

from bot.conversations.buckets import Buckets
from bot.conversations.holder import Holder
from bot.dialogue.interviews.engine import is_interrupted, open_in, waits
from bot.dialogue.keywords import Keyword
from bot.worker.turn import Turn

TEXTS_PER_SECOND, TEXTS_AT_ONCE = 0.5, 30  # of one contact; what is more is kept, but not answered
SECONDS_BETWEEN_WAITS = 3600.0  # they are asked to wait once an hour


class Pace(enum.Enum):
    """Whether somebody writes so fast that they are asked to wait, once, and then not answered."""

    FINE = "fine"
    ASK_TO_WAIT = "ask to wait"
    TOO_FAST = "too fast"


class Flood:
    """How fast each contact of one worker writes; held in memory only."""

    def __init__(self, texts_at_once: int = TEXTS_AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._texts = Buckets(TEXTS_PER_SECOND, texts_at_once, clock)
        self._waits = Buckets(1 / SECONDS_BETWEEN_WAITS, 1, clock)

    def pace_of(self, turn: Turn) -> Pace:
        """The pace with this turn; danger and the wish for a person are never too fast: panic writes fast."""
        if self._texts.take(turn.contact.pseudonym) or turn.is_urgent:
            return Pace.FINE
        return Pace.ASK_TO_WAIT if self._waits.take(turn.contact.pseudonym) else Pace.TOO_FAST


def stops(turn: Turn) -> bool:
    """Whether it ends all messages. "Cancel" only leaves the bot's questions, where it can be answered."""
    if turn.inbound.stops or turn.keyword is Keyword.STOP:
        return True
    answered = turn.holder is Holder.BOT and not (turn.contact.stopped or turn.inbound.may_block)
    interview = open_in(turn.remembered.slots)
    return turn.keyword is Keyword.LEAVE and not (answered and (waits(interview) or is_interrupted(interview)))


def comes_back(turn: Turn) -> bool:
    """Whether somebody who had stopped wants messages again."""
    by_provider = turn.inbound.resumes and turn.inbound.payload is None
    return by_provider or (turn.keyword is Keyword.START and turn.contact.stopped)
