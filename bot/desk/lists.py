"""The desk's lists: who waits, who holds what, what the bot holds. No text is read for them."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.conversations.contacts import SILENT
from bot.conversations.delivery import Trouble, answers_nothing
from bot.conversations.duty import present
from bot.conversations.holder import Holder, Urgency
from bot.conversations.messages import NOTICE, Author
from bot.conversations.outbox import OutboxState
from bot.conversations.pseudonyms import name_of
from bot.conversations.work import Work
from bot.i18n.phone_prefix import phone_country
from bot.privacy.encryption import DataKey
from bot.storage.engine import now
from bot.storage.tables import (
    audit,
    concerns_people,
    contact,
    conversation,
    is_to_send,
    message,
    note,
    operator,
    outbox,
)

RECENT = datetime.timedelta(hours=24)  # how long the bot's conversations and failed texts are listed
BOT_ROWS = 30
FAILED = (OutboxState.FAILED.value, OutboxState.UNDELIVERED.value)
FIRST_OF_A_HOUSEHOLD = 4  # who wait from one network stand in the list as all others do
WHATSAPP = "whatsapp:"  # how the addresses of contacts on WhatsApp begin, as Twilio writes them
# https://www.twilio.com/docs/whatsapp/key-concepts: free texts only so long after the contact's last message
WHATSAPP_WINDOW = datetime.timedelta(hours=24)
PATIENCE = datetime.timedelta(minutes=2)  # how long an urgent contact is left to the operator who holds it


@dataclass(frozen=True)
class Stake:
    """What giving a conversation away would leave behind; false if nothing. As a string, how a form carries it."""

    urgent: bool
    unanswered: int

    def __bool__(self) -> bool:
        return self.urgent or self.unanswered > 0

    def __str__(self) -> str:
        return f"{'urgent-' if self.urgent else ''}{self.unanswered}" if self else ""


@dataclass(frozen=True)
class Row:
    """One conversation in a list.

    `away`: the operator who holds it is not here. `neglected`: it is urgent, and whoever holds it has not answered
    for a while. `left`: a visitor of the web chat who is gone for good. `silent`: the
    number may be somebody else's by now (contacts.let_go). `danger`: the sequence number of the contact's
    latest text about danger, 0 if none. `failing`: texts that the provider refuses so far. `spoken_at`: when an
    operator last wrote something that was not lost.
    `household`: the same for all who write from one network. `crowd`: how many wait from there, of one that waits
    behind the first FIRST_OF_A_HOUSEHOLD of them; else 0. `offered_to`: the operator whom its holder asks to take it.
    """

    id: int
    pseudonym: str
    channel: str
    language: str | None
    country: str | None
    country_guessed: bool
    stopped: bool
    left: bool
    silent: bool
    holder: Holder
    operator_id: int | None
    operator_name: str | None
    away: bool
    urgent: bool
    reason: str | None
    waiting_since: datetime.datetime | None
    taken_at: datetime.datetime | None
    last_sequence: int
    changed_at: datetime.datetime
    last_text_at: datetime.datetime | None = None
    unanswered: int = 0
    unanswered_since: datetime.datetime | None = None
    deliveries: tuple[tuple[object, ...], ...] = ()
    failed: int = 0
    failing: int = 0
    danger: int = 0
    spoken_at: datetime.datetime | None = None
    neglected: bool = False
    household: str | None = None
    crowd: int = 0
    offered_to: int | None = None
    notes: int = 0
    is_whatsapp: bool = False

    @property
    def name(self) -> str:
        """What operators call the contact."""
        return name_of(self.pseudonym)

    @property
    def waits(self) -> bool:
        """Whether it stands in the queue: nobody has taken it, and the bot is silent or answers meanwhile."""
        return self.holder is Holder.QUEUE or (self.holder is Holder.BOT and self.waiting_since is not None)

    @property
    def concerns_people(self) -> bool:
        """Whether it is an operator's matter: it waits for one, or one holds it."""
        return self.waits or self.holder is Holder.OPERATOR

    @property
    def may_be_taken(self) -> bool:
        """Whether anybody may take it: no operator holds it, or one who does not look after it."""
        return self.holder is not Holder.OPERATOR or self.away or self.neglected

    @property
    def stake(self) -> Stake:
        """Why giving the conversation away wants a second thought."""
        return Stake(self.urgent, self.unanswered)

    @property
    def waits_from(self) -> datetime.datetime | None:
        """Since when the contact waits for a person: asked for one, or a text is unanswered. None: does not wait."""
        if not self.concerns_people:
            return None
        asked = self.waiting_since if self.waits else None
        return min((moment for moment in (asked, self.unanswered_since) if moment), default=None)

    @property
    def free_until(self) -> datetime.datetime | None:
        """Until when WhatsApp takes free texts; None on other channels, and where nothing came from them."""
        return self.last_text_at + WHATSAPP_WINDOW if self.is_whatsapp and self.last_text_at else None

    @property
    def window_is_open(self) -> bool:
        """Whether WhatsApp takes free texts now."""
        return self.free_until is not None and now() < self.free_until

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
    lately: tuple[Row, ...]
    bots: tuple[Row, ...]
    troubles: tuple[Trouble, ...] = ()


def lists_for(rows: list[Row], operator_id: int, lately: Sequence[Row] = (), troubles: Sequence[Trouble] = ()) -> Lists:
    """The rows sorted into lists: urgent first, then the longest waiting. `lately`: what the operator handed back."""
    held = [row for row in rows if row.holder is Holder.OPERATOR]
    elsewhere = {row.id for row in lately}
    return Lists(
        waiting=waiting(rows),
        mine=tuple(sorted((row for row in held if row.operator_id == operator_id), key=pressing)),
        others=tuple(sorted((row for row in held if row.operator_id != operator_id), key=_deserted_first)),
        lately=tuple(lately),
        troubles=tuple(troubles),
        bots=tuple(
            sorted(
                (r for r in rows if not r.concerns_people and r.id not in elsewhere),
                key=lambda r: r.last_text_at or r.changed_at,
                reverse=True,
            )
        ),
    )


def waiting(rows: list[Row]) -> tuple[Row, ...]:
    """The queue: urgent first, then the longest waiting."""
    return tuple(sorted((row for row in rows if row.waits), key=pressing))


def to_take(rows: list[Row], operator_id: int) -> list[Row]:
    """What this operator can take, the most pressing first; what another neglects comes once nobody urgent waits."""
    queue = waiting(rows)
    neglected = sorted((r for r in rows if r.neglected and r.operator_id != operator_id), key=pressing)
    return [*(r for r in queue if r.urgent), *neglected, *(r for r in queue if not r.urgent)]


def read_rows(work: Work) -> list[Row]:
    """Every conversation that a human holds or waits for one, and the bot's latest."""
    waits_or_held = concerns_people()
    here = present(work)
    rows = work.run(_statement().where(waits_or_held)).all()
    rows += work.run(
        _statement()
        .where(~waits_or_held, conversation.c.changed_at > now() - RECENT, conversation.c.last_sequence > 0)
        .where(contact.c.erase_at.is_(None))
        .order_by(conversation.c.changed_at.desc())
        .limit(BOT_ROWS)
    ).all()
    return with_crowds(_with_counts(work, [_row(work.key_of(row.id, row.data_key), row, here) for row in rows]))


def with_crowds(rows: list[Row]) -> list[Row]:
    """The rows, with those marked that wait behind others from the same network: none is left out.

    One address can ask for a person hundreds of times, and those who ask from elsewhere must be seen among them.
    """
    of_household: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=pressing):
        if row.waits and row.household:
            of_household[row.household].append(row)
    crowds = {row.id: len(all_) for all_ in of_household.values() for row in all_[FIRST_OF_A_HOUSEHOLD:]}
    return [replace(row, crowd=crowds[row.id]) if row.id in crowds else row for row in rows]


def read_lately(work: Work, operator_id: int) -> list[Row]:
    """What the bot has since this operator handed it back within the last day, the latest first."""
    handed = work.run(
        select(audit.c.id, audit.c.pseudonym).where(
            audit.c.operator_id == operator_id, audit.c.action == "hand_back", audit.c.at > now() - RECENT
        )
    ).all()
    if not handed:
        return []
    latest = {row.pseudonym: row.id for row in sorted(handed)}
    rows = work.run(
        _statement()
        .where(contact.c.pseudonym.in_(list(latest)))
        .where(conversation.c.holder == Holder.BOT.value, conversation.c.waiting_since.is_(None))
    ).all()
    rows.sort(key=lambda row: latest[row.pseudonym], reverse=True)
    return _with_counts(work, [_row(work.key_of(row.id, row.data_key), row, frozenset()) for row in rows])


def read_row(work: Work, conversation_id: int) -> Row | None:
    """One conversation, whoever holds it; None when there is none or it was erased."""
    row = work.run(_statement().where(conversation.c.id == conversation_id)).first()
    if row is None:
        return None
    return _with_counts(work, [_row(work.key_of(row.id, row.data_key), row, present(work))])[0]


def read_latest(work: Work, *conditions: ColumnElement[bool], most: int) -> list[Row]:
    """Conversations of which all of this holds, whoever holds them, the latest change first."""
    latest = _statement().where(*conditions).order_by(conversation.c.changed_at.desc()).limit(most)
    return _with_counts(work, [_row(work.key_of(row.id, row.data_key), row, frozenset()) for row in work.run(latest)])


def pressing(row: Row) -> tuple[Any, ...]:
    """The order of lists: urgent first, then those who are not many from one place, then the longest waiting."""
    waits = row.waits_from
    return (not row.urgent, row.crowd > 0, waits is None, waits or row.changed_at, row.id)


def _deserted_first(row: Row) -> tuple[Any, ...]:
    return (not row.neglected, not row.away, *pressing(row))


def _statement() -> Any:
    return (
        select(
            conversation,
            contact.c.pseudonym,
            contact.c.channel,
            contact.c.data_key,
            contact.c.address,
            contact.c.language,
            contact.c.country,
            contact.c.stopped_at,
            contact.c.stopped_by,
            operator.c.name.label("operator_name"),
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .outerjoin(operator, operator.c.id == conversation.c.operator_id)
    )


def _row(key: DataKey, row: Any, here: frozenset[int]) -> Row:
    return Row(
        id=row.id,
        pseudonym=row.pseudonym,
        channel=row.channel,
        language=row.language,
        country=row.country or phone_country(row.channel, key.readable(row.address) or ""),
        country_guessed=row.country is None,
        stopped=row.stopped_at is not None,
        left=row.channel == "webchat" and row.stopped_by == "blocked",
        silent=row.stopped_by == SILENT,
        holder=Holder(row.holder),
        operator_id=row.operator_id,
        operator_name=row.operator_name,
        away=row.holder == Holder.OPERATOR and row.operator_id not in here,
        urgent=row.urgency >= Urgency.URGENT,
        reason=key.label(row.reason),
        waiting_since=row.waiting_since,
        taken_at=row.taken_at,
        last_sequence=row.last_sequence,
        changed_at=row.changed_at,
        household=row.household,
        offered_to=row.offered_to,
        is_whatsapp=(key.readable(row.address) or "").startswith(WHATSAPP),
    )


def _with_counts(work: Work, rows: list[Row]) -> list[Row]:
    ids = [row.id for row in rows]
    texts, deliveries, failed = _texts(work, ids), _deliveries(work, ids), _failed(work, ids)
    spoken, failing, noted = _spoken(work, ids), _failing(work, ids), _notes(work, ids)
    moment = now()
    counted = [
        replace(
            row,
            deliveries=tuple(sorted(deliveries[row.id])),
            failed=failed.get(row.id, 0),
            failing=failing.get(row.id, 0),
            notes=noted.get(row.id, 0),
            spoken_at=spoken.get(row.id),
            **_readable(row, texts.get(row.id, {})),
        )
        for row in rows
    ]
    return [replace(row, neglected=_is_neglected(row, moment)) for row in counted]


def _readable(row: Row, texts: dict[str, Any]) -> dict[str, Any]:
    """Nothing is unanswered of somebody who left: no answer could be read, and their leaving is no text."""
    return texts | {"unanswered": 0, "unanswered_since": None} if row.left else texts


def _is_neglected(row: Row, moment: datetime.datetime) -> bool:
    """Whether an operator holds it, it is urgent, and nobody has spoken to the contact for a while."""
    if row.holder is not Holder.OPERATOR or not row.urgent or row.stopped or row.taken_at is None:
        return False
    never_spoken = row.waiting_since is not None and (row.spoken_at is None or row.spoken_at < row.taken_at)
    if row.unanswered_since is None and not never_spoken:
        return False
    alone = max(row.unanswered_since or row.taken_at, row.taken_at)
    return moment - alone >= PATIENCE


def _never_read(ids: list[int]) -> Any:
    """The ids of messages that have not reached the contact: they answer nothing."""
    return select(outbox.c.message_id).where(outbox.c.conversation_id.in_(ids), answers_nothing(now()))


def _spoken(work: Work, ids: list[int]) -> dict[int, datetime.datetime]:
    statement = (
        select(message.c.conversation_id, func.max(message.c.created_at).label("at"))
        .where(
            message.c.conversation_id.in_(ids),
            message.c.author == Author.OPERATOR.value,
            message.c.id.not_in(_never_read(ids)),
        )
        .group_by(message.c.conversation_id)
    )
    return {row.conversation_id: row.at for row in work.run(statement)}


def _texts(work: Work, ids: list[int]) -> dict[int, dict[str, Any]]:
    """When each contact last wrote, also of danger, and how much of it nobody has answered."""
    answered = (
        select(message.c.conversation_id, func.max(message.c.sequence).label("sequence"))
        .where(
            message.c.conversation_id.in_(ids),
            message.c.author != Author.CONTACT.value,
            message.c.kind != NOTICE,
            message.c.id.not_in(_never_read(ids)),
        )
        .group_by(message.c.conversation_id)
        .subquery()
    )
    later = or_(answered.c.sequence.is_(None), message.c.sequence > answered.c.sequence)
    statement = (
        select(
            message.c.conversation_id,
            message.c.sequence,
            message.c.urgent,
            message.c.created_at,
            later.label("later"),
        )
        .outerjoin(answered, answered.c.conversation_id == message.c.conversation_id)
        .where(message.c.conversation_id.in_(ids), message.c.author == Author.CONTACT.value)
        .order_by(message.c.sequence)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in work.run(statement):
        values = found.setdefault(row.conversation_id, {"unanswered": 0})
        values["last_text_at"] = row.created_at
        if row.urgent:
            values["danger"] = row.sequence
        if row.later:
            values["unanswered"] += 1
            values.setdefault("unanswered_since", row.created_at)
    return found


def _deliveries(work: Work, ids: list[int]) -> defaultdict[int, list[tuple[object, ...]]]:
    """What changes whenever the fate of a text does."""
    statement = (
        select(
            *(outbox.c.conversation_id, outbox.c.state, func.count().label("number")),
            *(func.count(outbox.c.error).label("errors"), func.max(outbox.c.due_at).label("due_at")),
        )
        .where(outbox.c.conversation_id.in_(ids))
        .group_by(outbox.c.conversation_id, outbox.c.state)
    )
    found: defaultdict[int, list[tuple[object, ...]]] = defaultdict(list)
    for row in work.run(statement):
        found[row.conversation_id].append((row.state, row.number, row.errors, row.due_at))
    return found


def _notes(work: Work, ids: list[int]) -> dict[int, int]:
    statement = (
        select(note.c.conversation_id, func.count().label("number"))
        .where(note.c.conversation_id.in_(ids))
        .group_by(note.c.conversation_id)
    )
    return {row.conversation_id: row.number for row in work.run(statement)}


def _failing(work: Work, ids: list[int]) -> dict[int, int]:
    statement = (
        select(outbox.c.conversation_id, func.count().label("number"))
        .where(outbox.c.conversation_id.in_(ids), is_to_send(), answers_nothing(now()))
        .group_by(outbox.c.conversation_id)
    )
    return {row.conversation_id: row.number for row in work.run(statement)}


def _failed(work: Work, ids: list[int]) -> dict[int, int]:
    statement = (
        select(outbox.c.conversation_id, func.count().label("number"))
        .where(
            and_(
                outbox.c.conversation_id.in_(ids),
                outbox.c.state.in_(FAILED),
                outbox.c.resent_at.is_(None),
                outbox.c.created_at > now() - RECENT,
            )
        )
        .group_by(outbox.c.conversation_id)
    )
    return {row.conversation_id: row.number for row in work.run(statement)}
