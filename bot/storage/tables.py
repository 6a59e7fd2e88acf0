"""The tables. Every text, address and tracker is a Fernet token; what is in clear can name nobody."""

from __future__ import annotations

import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    or_,
    text,
    true,
)
from sqlalchemy import Index as TableIndex
from sqlalchemy.sql import ColumnElement, FromClause


class UtcDateTime(TypeDecorator):
    """A moment with its zone, always UTC; SQLite would lose the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: object) -> datetime.datetime | None:
        """Store as naive UTC."""
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime.datetime | None, dialect: object) -> datetime.datetime | None:
        """Read back as aware UTC."""
        return value.replace(tzinfo=datetime.timezone.utc) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ROW_ID = Integer  # SQLite numbers only INTEGER primary keys by itself

contact = Table(
    "contact",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("pseudonym", String(32), nullable=False, unique=True),
    Column("channel", String(16), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("language", String(8)),
    Column("language_chosen", Boolean, nullable=False, default=False),
    Column("country", String(2)),
    Column("country_chosen", Boolean, nullable=False, default=False),
    Column("stopped_at", UtcDateTime),
    Column("stopped_by", String(16)),
    Column("former_hash", String(64)),
    Column("erase_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "address_hash"),
)

# A contact that is kept longer than others of its age.
retention_hold = Table(
    "retention_hold",
    metadata,
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("until", Date, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("at", UtcDateTime, nullable=False),
)

# That a contact was erased because their time was over, and nothing more.
tombstone = Table(
    "tombstone",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("pseudonym", String(32), nullable=False),
    Column("erased_on", Date, nullable=False),
)

# `languages`: which they answer in; `interface`: in which they read the desk, empty until they choose.
operator = Table(
    "operator",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("password_hash", String(256), nullable=False),
    Column("role", String(16), nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("must_change", Boolean, nullable=False, default=False, server_default=false()),
    Column("duty", String(8), nullable=False, default="on", server_default="on"),
    Column("languages", String(128), nullable=False, default="", server_default=""),
    Column("interface", String(8), nullable=False, default="", server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
)

# `is_in`: nothing keeps it from the desk, as a password to change or a second factor to set up does.
operator_session = Table(
    "operator_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("operator_id", ForeignKey("operator.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("pulse_at", UtcDateTime),
    Column("browser", String(32), nullable=False, default="", server_default=""),
    Column("is_in", Boolean, nullable=False, default=True, server_default=true()),
)

# The secret is encrypted with a key of its own; `last_step` is the last code that was used, so that none is used twice.
second_factor = Table(
    "second_factor",
    metadata,
    Column("operator_id", ForeignKey("operator.id", ondelete="CASCADE"), primary_key=True),
    Column("data_key", LargeBinary, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("confirmed_at", UtcDateTime),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("operator_id", ForeignKey("operator.id", ondelete="CASCADE"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", UtcDateTime),
    TableIndex("ix_recovery_code_operator", "operator_id"),
)

# A link by which somebody sets their own password, once; only its token's hash is here.
account_link = Table(
    "account_link",
    metadata,
    Column("operator_id", ForeignKey("operator.id", ondelete="CASCADE"), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

# `until`: up to when the attempt counts.
login_attempt = Table(
    "login_attempt",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("name_hash", String(64), nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("holder", String(16), nullable=False, default="bot"),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("urgency", Integer, nullable=False, default=0),
    Column("reason", LargeBinary),
    Column("waiting_since", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("last_sequence", Integer, nullable=False, default=0),
    Column("offer", LargeBinary),
    Column("tracker", LargeBinary),
    Column("household", String(16)),
    Column("offered_to", Integer),
    Column("offered_at", UtcDateTime),
    Column("claimed_by", String(64)),
    Column("claimed_until", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("counting", String(8)),
    Column("form", LargeBinary),
    Column("asked_month", String(7)),
    Column("asked", LargeBinary),
    TableIndex("ix_conversation_changed", "changed_at"),
)

message = Table(
    "message",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("author", String(16), nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("kind", String(16), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("choices", LargeBinary),
    Column("sources", LargeBinary),
    Column("language", String(8)),
    Column("topic", LargeBinary),
    Column("seen", LargeBinary),
    Column("urgent", Boolean, nullable=False, default=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "sequence"),
)

# A file of a message; see bot/conversations/attachments.py.
attachment = Table(
    "attachment",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
    Column("reference_hash", String(64), nullable=False),
    Column("about", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("content", LargeBinary),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "reference_hash", name="uq_attachment_message_reference"),
    TableIndex("ix_attachment_conversation", "conversation_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("provider_id_hash", String(128), nullable=False),
    Column("provider_id", LargeBinary, nullable=False),
    Column("signature_hash", String(64)),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("household", String(16)),
    Column("turn_at", UtcDateTime, nullable=False, server_default=text("'1970-01-01 00:00:00'")),
    UniqueConstraint("channel", "provider_id_hash", name="uq_inbox_channel_provider_id"),
    TableIndex("ix_inbox_signature", "channel", "signature_hash", unique=True),
    TableIndex("ix_inbox_conversation", "conversation_id", "message_id"),
    TableIndex("ix_inbox_message", "message_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claimed_by", String(64)),
    Column("claimed_until", UtcDateTime),
    Column("provider_id_hash", String(128)),
    Column("provider_id", LargeBinary),
    Column("error", String(64)),
    Column("even_if_stopped", Boolean, nullable=False, default=False),
    Column("urgent", Boolean, nullable=False, default=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("resent_at", UtcDateTime),
    Column("template", LargeBinary),
    TableIndex("ix_outbox_message", "message_id"),
    TableIndex("ix_outbox_provider", "channel", "provider_id_hash"),
    TableIndex("ix_outbox_conversation_state", "conversation_id", "state"),
)

# The word that a contact has set to hide what was before; see bot/conversations/safe_word.py.
safe_word = Table(
    "safe_word",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary),
    Column("open_until", UtcDateTime, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("behind", LargeBinary),
    Column("shown_after", Integer, nullable=False),
    Column("floor", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried_at", UtcDateTime),
)

call_back = Table(
    "call_back",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("way", String(8), nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    TableIndex("ix_call_back_conversation", "conversation_id"),
)

# What operators write for each other; never sent.
note = Table(
    "note",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("kind", String(16), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    TableIndex("ix_note_conversation", "conversation_id"),
)

# How a conversation with an operator ended.
closing = Table(
    "closing",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("outcome", String(24), nullable=False),
    Column("referral", LargeBinary),
    Column("at", UtcDateTime, nullable=False),
    TableIndex("ix_closing_conversation", "conversation_id"),
)

erased = Table(
    "erased",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("provider_id_hash", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("channel", "provider_id_hash"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("operator_id", ForeignKey("operator.id", ondelete="SET NULL")),
    Column("action", String(32), nullable=False),
    Column("pseudonym", String(32)),
    Column("detail", String(64)),
    Column("chain", String(64), nullable=False),
    TableIndex("ix_audit_operator", "operator_id", "at"),
    TableIndex("ix_audit_pseudonym", "pseudonym", "id"),
    TableIndex("ix_audit_at", "at"),
)

audit_counted = Table(
    "audit_counted",
    metadata,
    Column("action", String(32), primary_key=True),
    Column("operator_id", Integer, primary_key=True, autoincrement=False),
    Column("since", UtcDateTime, nullable=False),
    Column("number", Integer, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# Statistics (bot/statistics/): nothing in these tables leads to a contact, an address, a text or an exact time.
coded_record = Table(
    "coded_record",
    metadata,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),  # random
    Column("month", String(7), nullable=False),
    Column("made", Boolean, nullable=False, default=False),
    *(Column(name, String(64), nullable=False) for name in ("country", "language", "channel", "sex", "age")),
    *(Column(name, String(64), nullable=False) for name in ("sector", "relation", "citizenship", "outcome", "wait")),
    TableIndex("ix_coded_record_month", "month"),
)

coded_item = Table(
    "coded_item",
    metadata,
    Column("record_id", ForeignKey("coded_record.id", ondelete="CASCADE"), primary_key=True),
    Column("dimension", String(16), primary_key=True),
    Column("code", String(64), primary_key=True),
)

# How many of a closed month have two codes; `second` is empty where one dimension alone is counted.
coded_count = Table(
    "coded_count",
    metadata,
    Column("first", String(16), primary_key=True),
    Column("second", String(16), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("first_code", String(64), primary_key=True),
    Column("second_code", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)

closed_month = Table(
    "closed_month",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("period", String(7), nullable=False),
    Column("records", Integer, nullable=False),
    Column("made", Boolean, nullable=False),
)

statistics_reading = Table(
    "statistics_reading",
    metadata,
    Column("operator_id", ForeignKey("operator.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("what", String(64), primary_key=True),
)

# Two words that stood in texts of a closed month which were not understood, of enough contacts.
asked_pair = Table(
    "asked_pair",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("words", String(128), primary_key=True),
    Column("contacts", Integer, nullable=False),
)

# Tables with noise that are public, and what each cost of its year's budget (epsilon).
published = Table(
    "published",
    metadata,
    Column("year", String(4), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("epsilon", Float, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Float, nullable=False, default=0),
)


def is_to_answer(table: FromClause = inbox) -> ColumnElement[bool]:
    """Whether what arrived is still to be worked off; `table`: the inbox, or an alias of it.

    The conditions of partial indexes stand here, with their values in clear: SQLite takes such an index only for a
    statement that says the very same, and a value that is given later is not the same.
    """
    return table.c.state == literal_column("'waiting'")


def is_to_send(table: FromClause = outbox) -> ColumnElement[bool]:
    """Whether a text is still to be sent, or on its way; `table`: the outbox, or an alias of it."""
    return table.c.state.in_((literal_column("'waiting'"), literal_column("'sending'")))


def is_to_fetch() -> ColumnElement[bool]:
    """Whether it is not settled yet what becomes of a file."""
    return attachment.c.state == literal_column("'waiting'")


LOST = ("undelivered", "failed", "cancelled")  # states of a text that did not reach the contact: it answers nothing


def is_lost() -> ColumnElement[bool]:
    """Whether a text did not reach the contact, and no operator has written it anew."""
    lost = (literal_column(f"'{state}'") for state in LOST)
    return and_(outbox.c.state.in_(tuple(lost)), outbox.c.resent_at.is_(None))


def is_to_call_back() -> ColumnElement[bool]:
    """Whether a wish to be called back is not worked off."""
    return call_back.c.state == literal_column("'open'")


def concerns_people() -> ColumnElement[bool]:
    """Whether a conversation is an operator's matter: one holds it, or it waits for one."""
    return or_(conversation.c.holder != literal_column("'bot'"), conversation.c.waiting_since.is_not(None))


def has_offer() -> ColumnElement[bool]:
    """Whether something is still offered in a conversation."""
    return conversation.c.offer.is_not(None)


def has_provider_id() -> ColumnElement[bool]:
    """Whether the provider's id of a text that was sent is still known."""
    return outbox.c.provider_id_hash.is_not(None)


def is_worked_off() -> ColumnElement[bool]:
    """Whether what arrived was answered, or given up."""
    return inbox.c.done_at.is_not(None)


def is_to_count() -> ColumnElement[bool]:
    """Whether a conversation is not in the statistics yet, and may come into them."""
    return conversation.c.counting.is_(None)


def has_asked() -> ColumnElement[bool]:
    """Whether word pairs of a conversation wait until their month is closed."""
    return conversation.c.asked_month.is_not(None)


def is_current() -> ColumnElement[bool]:
    """Whether a contact still has the address under which they came."""
    return contact.c.former_hash.is_(None)


def hides_later() -> ColumnElement[bool]:
    """Whether something is shown that a safe word hides later."""
    return and_(safe_word.c.digest.is_not(None), safe_word.c.hidden == literal_column("false"))


def _open_rows(name: str, condition: ColumnElement[bool], *columns: ColumnElement) -> None:
    """An index of the few rows that there is something to do about, however many there were."""
    TableIndex(name, *columns, sqlite_where=condition, postgresql_where=condition)


_open_rows("ix_inbox_to_answer", is_to_answer(), inbox.c.attempts, inbox.c.turn_at, inbox.c.id)
_open_rows("ix_inbox_to_answer_from", is_to_answer(), inbox.c.household, inbox.c.id)
_open_rows("ix_inbox_to_answer_of", is_to_answer(), inbox.c.conversation_id, inbox.c.id)
_open_rows("ix_outbox_to_send", is_to_send(), outbox.c.channel, outbox.c.due_at)
_open_rows("ix_outbox_to_send_of", is_to_send(), outbox.c.conversation_id, outbox.c.id)
_open_rows("ix_attachment_to_fetch", is_to_fetch(), attachment.c.due_at)
_open_rows("ix_outbox_lost", is_lost(), outbox.c.created_at)
_open_rows("ix_call_back_open", is_to_call_back(), call_back.c.due_at, call_back.c.id)
_open_rows("ix_conversation_people", concerns_people(), conversation.c.id)
_open_rows("ix_conversation_asked", has_asked(), conversation.c.asked_month)
_open_rows("ix_conversation_claimed", conversation.c.claimed_by.is_not(None), conversation.c.claimed_by)
_open_rows("ix_conversation_to_count", is_to_count(), conversation.c.changed_at)
_open_rows("ix_conversation_offer", has_offer(), conversation.c.changed_at)
_open_rows("ix_outbox_provider_ids", has_provider_id(), outbox.c.created_at)
_open_rows("ix_inbox_worked_off", is_worked_off(), inbox.c.done_at)
_open_rows("ix_contact_seen", is_current(), contact.c.seen_at)
_open_rows("ix_contact_former", ~is_current(), contact.c.channel, contact.c.former_hash)
_open_rows("ix_contact_erase", contact.c.erase_at.is_not(None), contact.c.erase_at)
_open_rows("ix_safe_word_open", hides_later(), safe_word.c.open_until)
