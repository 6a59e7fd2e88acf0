"""Whether a conversation comes into the statistics: not yet, it is in them, or its contact does not want it."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping

from sqlalchemy import and_, select, update
from sqlalchemy.sql import ColumnElement

from bot.conversations.work import Work
from bot.storage.tables import conversation, is_to_count


class Counting(str, enum.Enum):
    """What became of a conversation. None of them in the database: it is still to be counted."""

    COUNTED = "counted"
    LEFT_OUT = "left out"


def leave_out(work: Work, conversation_id: int) -> bool:
    """Leave the contact out from now on; what an operator filled in goes, and words that are laid aside.

    True where they were counted before.
    """
    mine = conversation.c.id == conversation_id
    before = work.run(select(conversation.c.counting).where(mine)).scalar()
    work.run(update(conversation).where(mine).values(asked_month=None, asked=None))
    if before == Counting.COUNTED.value:
        return True
    work.run(update(conversation).where(mine).values(counting=Counting.LEFT_OUT.value, form=None))
    return False


def fill_in(work: Work, conversation_id: int, codes: Mapping[str, tuple[str, ...]]) -> bool:
    """Keep what an operator filled in, encrypted with the conversation; False where it is not to be counted any more.

    `codes`: by dimension, as bot/statistics/codes.py has checked them.
    """
    sealed = work.key_of(conversation_id).encrypt(json.dumps(codes)) if codes else None
    return bool(work.run(update(conversation).where(_open(conversation_id)).values(form=sealed)).rowcount)


def filled_in(work: Work, conversation_id: int) -> dict[str, tuple[str, ...]]:
    """What an operator filled in; nothing where no key opens it."""
    stored = work.run(select(conversation.c.form).where(conversation.c.id == conversation_id)).scalar()
    readable = work.key_of(conversation_id).readable(stored) if stored else None
    return {name: tuple(codes) for name, codes in json.loads(readable).items()} if readable else {}


def lay_aside(work: Work, conversation_id: int, month: str, words: str) -> None:
    """Keep words that were not understood until their month is closed, encrypted with the conversation."""
    sealed = work.key_of(conversation_id).encrypt(words)
    mine = conversation.c.id == conversation_id
    work.run(update(conversation).where(mine).values(asked_month=month, asked=sealed))


def is_to_be_counted(work: Work, conversation_id: int) -> bool:
    """Whether it is neither counted yet nor left out."""
    return work.run(select(conversation.c.id).where(_open(conversation_id))).first() is not None


def settle(work: Work, conversation_id: int) -> bool:
    """It is counted: nothing is filled in any more. False where it was settled, left out or erased meanwhile."""
    values = {"counting": Counting.COUNTED.value, "form": None}
    return bool(work.run(update(conversation).where(_open(conversation_id)).values(**values)).rowcount)


def _open(conversation_id: int) -> ColumnElement[bool]:
    return and_(conversation.c.id == conversation_id, is_to_count())
