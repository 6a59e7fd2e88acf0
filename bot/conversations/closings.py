"""How a conversation with an operator ended: a coded outcome in clear, where they were referred to encrypted."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass

from sqlalchemy import select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import closing

LONGEST_REFERRAL = 200  # characters


class Outcome(str, enum.Enum):
    """The codes; the words for them stand in bot/desk/texts.py."""

    ANSWERED = "answered"
    REFERRED = "referred"
    CALLED_BACK = "called_back"
    EMERGENCY = "emergency_services"
    NO_CONTACT = "no_contact"
    NOT_FOR_US = "not_for_us"
    OTHER = "other"


@dataclass(frozen=True)
class Closing:
    """One ending. `referral`: the organisation or line, as the operator wrote it; empty where there was none."""

    id: int
    conversation_id: int
    operator_id: int | None
    outcome: Outcome
    referral: str
    at: datetime.datetime


def add(work: Work, conversation_id: int, operator_id: int | None, outcome: Outcome, referral: str = "") -> None:
    """Note how it ended."""
    said = referral.strip()[:LONGEST_REFERRAL]
    work.run(
        closing.insert().values(
            conversation_id=conversation_id,
            operator_id=operator_id,
            outcome=outcome.value,
            referral=work.key_of(conversation_id).encrypt(said) if said else None,
            at=now(),
        )
    )


def of(work: Work, conversation_id: int) -> list[Closing]:
    """The endings of a conversation in their order: a contact may come back."""
    rows = work.run(select(closing).where(closing.c.conversation_id == conversation_id).order_by(closing.c.id)).all()
    key = work.key_of(conversation_id)
    return [
        Closing(
            row.id, conversation_id, row.operator_id, Outcome(row.outcome), key.readable(row.referral) or "", row.at
        )
        for row in rows
    ]
