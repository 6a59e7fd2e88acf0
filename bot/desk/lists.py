"""The desk's lists: who waits, who holds what, what the bot holds. No text is read for them."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from dataclasses import astuple, dataclass, replace
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from bot.channels.phone_prefix import phone_country
from bot.conversations.holder import Holder, Urgency
from bot.conversations.messages import Author
from bot.conversations.outbox import OutboxState
from bot.desk import sessions
from bot.privacy.encryption import Vault
from bot.storage.engine import now
from bot.storage.tables import contact, conversation, message, operator, outbox

RECENT = datetime.timedelta(hours=24)  # how long the bot's conversations and failed texts are listed
BOT_ROWS = 30
SHORT_PSEUDONYM = 6
FAILED = (OutboxState.FAILED.value, OutboxState.UNDELIVERED.value)


@dataclass(frozen=True)
class Row:
    """One conversation in a list. `away`: the operator who holds it is not logged in."""

    id: int
    pseudonym: str
    channel: str
    language: str | None
    country: str | None
    country_guessed: bool
    stopped: bool
    holder: Holder
    operator_id: int | None
    operator_name: str | None
    away: bool
    urgent: bool
    reason: str | None
    waiting_since: datetime.datetime | None
    last_sequence: int
    changed_at: datetime.datetime
    last_text_at: datetime.datetime | None = None
    unanswered: int = 0
    unanswered_since: datetime.datetime | None = None
    deliveries: tuple[tuple[str, int], ...] = ()
    failed: int = 0

    @property
    def name(self) -> str:
        """The pseudonym, short enough to tell five conversations apart."""
        return self.pseudonym[:SHORT_PSEUDONYM]

    @property
    def waits_from(self) -> datetime.datetime | None:
        """Since when the contact waits for a person: asked for one, or a text is unanswered. None: does not wait."""
        if self.holder is Holder.BOT:
            return None
        asked = self.waiting_since if self.holder is Holder.QUEUE else None
        return min((moment for moment in (asked, self.unanswered_since) if moment), default=None)

    @property
    def digest(self) -> str:
        """Changes whenever something of the conversation changes that a page shows."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Lists:
    """The lists as one operator sees them, each the most pressing first."""

    waiting: tuple[Row, ...]
    mine: tuple[Row, ...]
    others: tuple[Row, ...]
    bots: tuple[Row, ...]


def lists_for(rows: list[Row], operator_id: int) -> Lists:
    """The rows sorted into lists: urgent first, then the longest waiting."""
    held = [row for row in rows if row.holder is Holder.OPERATOR]
    return Lists(
        waiting=waiting(rows),
        mine=tuple(sorted((row for row in held if row.operator_id == operator_id), key=_pressing)),
        others=tuple(
            sorted((row for row in held if row.operator_id != operator_id), key=lambda r: (not r.away, *_pressing(r)))
        ),
        bots=tuple(
            sorted(
                (r for r in rows if r.holder is Holder.BOT), key=lambda r: r.last_text_at or r.changed_at, reverse=True
            )
        ),
    )


def waiting(rows: list[Row]) -> tuple[Row, ...]:
    """The queue: urgent first, then the longest waiting."""
    return tuple(sorted((row for row in rows if row.holder is Holder.QUEUE), key=_pressing))


def read_rows(connection: Connection, vault: Vault) -> list[Row]:
    """Every conversation that a human holds or waits for one, and the bot's latest."""
    human, present = conversation.c.holder != Holder.BOT.value, sessions.present(connection)
    rows = connection.execute(_statement().where(human)).all()
    rows += connection.execute(
        _statement()
        .where(~human, conversation.c.changed_at > now() - RECENT, conversation.c.last_sequence > 0)
        .where(contact.c.erase_at.is_(None))
        .order_by(conversation.c.changed_at.desc())
        .limit(BOT_ROWS)
    ).all()
    return _with_counts(connection, [_row(vault, row, present) for row in rows])


def read_row(connection: Connection, vault: Vault, conversation_id: int) -> Row | None:
    """One conversation, whoever holds it; None when there is none or it was erased."""
    row = connection.execute(_statement().where(conversation.c.id == conversation_id)).first()
    if row is None:
        return None
    return _with_counts(connection, [_row(vault, row, sessions.present(connection))])[0]


def _pressing(row: Row) -> tuple[Any, ...]:
    waits = row.waits_from
    return (not row.urgent, waits is None, waits or row.changed_at, row.id)


def _statement() -> Any:
    return (
        select(
            conversation,
            contact.c.pseudonym,
            contact.c.channel,
            contact.c.address,
            contact.c.language,
            contact.c.country,
            contact.c.stopped_at,
            operator.c.name.label("operator_name"),
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .outerjoin(operator, operator.c.id == conversation.c.operator_id)
    )


def _row(vault: Vault, row: Any, present: frozenset[int]) -> Row:
    return Row(
        id=row.id,
        pseudonym=row.pseudonym,
        channel=row.channel,
        language=row.language,
        country=row.country or phone_country(row.channel, vault.decrypt(row.address)),
        country_guessed=row.country is None,
        stopped=row.stopped_at is not None,
        holder=Holder(row.holder),
        operator_id=row.operator_id,
        operator_name=row.operator_name,
        away=row.holder == Holder.OPERATOR and row.operator_id not in present,
        urgent=row.urgency >= Urgency.URGENT,
        reason=row.reason,
        waiting_since=row.waiting_since,
        last_sequence=row.last_sequence,
        changed_at=row.changed_at,
    )


def _with_counts(connection: Connection, rows: list[Row]) -> list[Row]:
    ids = [row.id for row in rows]
    texts, deliveries, failed = _texts(connection, ids), _deliveries(connection, ids), _failed(connection, ids)
    return [
        replace(
            row, deliveries=tuple(sorted(deliveries[row.id])), failed=failed.get(row.id, 0), **texts.get(row.id, {})
        )
        for row in rows
    ]


def _texts(connection: Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    """When each contact last wrote, and how much of it nobody has answered."""
    answered = (
        select(message.c.conversation_id, func.max(message.c.sequence).label("sequence"))
        .where(message.c.conversation_id.in_(ids), message.c.author != Author.CONTACT.value)
        .group_by(message.c.conversation_id)
        .subquery()
    )
    later = or_(answered.c.sequence.is_(None), message.c.sequence > answered.c.sequence)
    statement = (
        select(message.c.conversation_id, message.c.created_at, later.label("later"))
        .outerjoin(answered, answered.c.conversation_id == message.c.conversation_id)
        .where(message.c.conversation_id.in_(ids), message.c.author == Author.CONTACT.value)
        .order_by(message.c.sequence)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in connection.execute(statement):
        values = found.setdefault(row.conversation_id, {"unanswered": 0})
        values["last_text_at"] = row.created_at
        if row.later:
            values["unanswered"] += 1
            values.setdefault("unanswered_since", row.created_at)
    return found


def _deliveries(connection: Connection, ids: list[int]) -> defaultdict[int, list[tuple[str, int]]]:
    statement = (
        select(outbox.c.conversation_id, outbox.c.state, func.count().label("number"))
        .where(outbox.c.conversation_id.in_(ids))
        .group_by(outbox.c.conversation_id, outbox.c.state)
    )
    found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.conversation_id].append((row.state, row.number))
    return found


def _failed(connection: Connection, ids: list[int]) -> dict[int, int]:
    statement = (
        select(outbox.c.conversation_id, func.count().label("number"))
        .where(
            and_(
                outbox.c.conversation_id.in_(ids),
                outbox.c.state.in_(FAILED),
                outbox.c.created_at > now() - RECENT,
            )
        )
        .group_by(outbox.c.conversation_id)
    )
    return {row.conversation_id: row.number for row in connection.execute(statement)}
