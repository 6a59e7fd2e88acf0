"""Who reads what: a conversation that is closed or another operator's opens after a reason, a supervisor's too."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.sql import ColumnElement

from bot.conversations.audit import record
from bot.conversations.holder import Holder
from bot.conversations.work import Store, Work
from bot.desk.accounts import Operator
from bot.desk.lists import Row, read_row
from bot.storage.engine import now
from bot.storage.tables import audit

LASTS = datetime.timedelta(minutes=30)  # a reason, and what an operator knows who has just held or read it
LETS_IN = ("opened", "hand_back", "put_back", "take")
VIEW = "view"
WITH_A_REASON = "with a reason"  # what the line of a view says that only a reason allowed; it allows no other


@dataclass(frozen=True)
class Question:
    """Why somebody is to say a reason. `is_anothers`: an operator holds it; else it is closed."""

    row: Row
    is_anothers: bool


def question(store: Store, conversation_id: int, who: Operator) -> Question | None:
    """What is asked before the conversation opens; None where it opens. Raises LookupError when it was erased."""
    with store.read() as work:
        row = read_row(work, conversation_id)
        if row is None:
            raise LookupError("erased")
        if _may_read(work, row, who):
            return None
    return Question(row, is_anothers=row.holder is Holder.OPERATOR)


def may_read(work: Work, conversation_id: int, who: Operator) -> bool:
    """Whether it opens without a reason, or one was given lately."""
    row = read_row(work, conversation_id)
    return row is not None and _may_read(work, row, who)


def give_reason(store: Store, conversation_id: int, who: Operator, reason: str) -> None:
    """Note a reason, one of texts.WHY. Raises LookupError when it was erased."""
    with store.write() as work:
        row = read_row(work, conversation_id)
        if row is None:
            raise LookupError("erased")
        record(work, who.id, "opened", row.pseudonym, reason)


def is_free(row: Row, who: Operator) -> bool:
    """Whether it opens without a reason: somebody waits in it, or it is theirs."""
    return row.waits or who.id in (row.operator_id, row.offered_to)


def note_view(work: Work, row: Row, who: Operator) -> None:
    """Note that they read it."""
    record(work, who.id, VIEW, row.pseudonym, None if is_free(row, who) else WITH_A_REASON)


def opened_lately(work: Work, who: Operator) -> frozenset[str]:
    """The pseudonyms of whom they may read now, whoever holds them: a reason was given lately, or none was needed."""
    return frozenset(work.run(select(audit.c.pseudonym).where(*_lets_in(who))).scalars())


def _may_read(work: Work, row: Row, who: Operator) -> bool:
    if is_free(row, who):
        return True
    lately = select(audit.c.id).where(audit.c.pseudonym == row.pseudonym, *_lets_in(who))
    return work.run(lately.limit(1)).first() is not None


def _lets_in(who: Operator) -> tuple[ColumnElement[bool], ...]:
    return (
        audit.c.operator_id == who.id,
        or_(audit.c.action.in_(LETS_IN), and_(audit.c.action == VIEW, audit.c.detail.is_(None))),
        audit.c.at > now() - LASTS,
    )
