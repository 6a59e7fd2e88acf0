"""What a reader of the seized database sees of a person."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import LargeBinary, inspect, select

from bot.conversations import erasure, holder, inbox, messages, outbox
from bot.conversations.contract import Inbound, MessageKind, Sent
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.outbox import OutboxState
from bot.conversations.work import Store
from bot.storage import tables
from tests.databases import on_postgresql, on_sqlite

ADDRESS, SESSION = "+447700900001", "session-that-is-an-address"
TOPIC, TEXT, REASON = "sexual_exploitation", "he locks the door at night", "distress"
MESSAGE_ID, SID = "m-of-the-page", "SM0123456789abcdef0123456789abcdef"
SECRETS = (ADDRESS, SESSION, TOPIC, TEXT, REASON, MESSAGE_ID, SID)
# Every column in clear. One that is new here is to be thought about, and told in docs/security.md.
IN_CLEAR = {
    "contact": {"id", "pseudonym", "channel", "address_hash", "former_hash", "language", "language_chosen", "country",
                "country_chosen", "stopped_at", "stopped_by", "erase_at", "created_at", "seen_at"},
    "conversation": {"id", "contact_id", "holder", "operator_id", "urgency", "waiting_since", "taken_at",
                     "last_sequence", "claimed_by", "claimed_until", "changed_at", "household", "counting",
                     "asked_month", "offered_to", "offered_at"},
    "message": {"id", "conversation_id", "sequence", "author", "operator_id", "kind", "language", "urgent",
                "created_at"},
    "inbox": {"id", "channel", "provider_id_hash", "signature_hash", "conversation_id", "message_id", "state",
              "attempts", "received_at", "done_at", "household", "turn_at"},
    "outbox": {"id", "conversation_id", "message_id", "channel", "state", "attempts", "due_at", "claimed_by",
               "claimed_until", "provider_id_hash", "error", "even_if_stopped", "urgent", "created_at", "sent_at",
               "resent_at"},
    "attachment": {"id", "conversation_id", "message_id", "reference_hash", "state", "attempts", "due_at",
                   "created_at"},
    "safe_word": {"conversation_id", "open_until", "hidden", "shown_after", "floor", "tries", "tried_at"},
    "call_back": {"id", "conversation_id", "way", "due_at", "state", "tries", "operator_id", "created_at", "done_at"},
    "note": {"id", "conversation_id", "operator_id", "kind", "created_at"},
    "closing": {"id", "conversation_id", "operator_id", "outcome", "at"},
    "retention_hold": {"contact_id", "until", "operator_id", "at"},
    "tombstone": {"id", "pseudonym", "erased_on"},
    "erased": {"id", "channel", "provider_id_hash", "at"},
}  # fmt: skip


def live(store: Store) -> None:
    """Two people write, are understood, wait in danger, and are answered."""
    for channel, address, provider_id in (("sms", ADDRESS, SID), ("webchat", SESSION, f"{SESSION}:{MESSAGE_ID}")):
        assert inbox.receive(store, Inbound(channel, address, provider_id, MessageKind.TEXT, TEXT, signature="c2ln"))
        row = inbox.claim(store, "w1")
        assert row is not None
        with store.write() as work:
            messages.understood(work, row.conversation_id, row.message_id, "en", TOPIC)
            holder.ask_for_human(work, row.conversation_id, REASON, Urgency.URGENT)
            outbox.add(work, row.conversation_id, NewMessage(Author.BOT, TEXT, topic=TOPIC))
            inbox.finish(work, row, "w1")
        sending = outbox.claim(store, channel, "w1")
        assert sending is not None
        assert outbox.record(store, sending, Sent(SID)) is OutboxState.SENT


def test_the_columns_in_clear_are_those_that_were_thought_about(store: Store) -> None:
    sealed = LargeBinary
    for name, clear in IN_CLEAR.items():
        columns = tables.metadata.tables[name].columns
        assert {column.name for column in columns if not isinstance(column.type, sealed)} == clear, name


def test_whatever_hangs_on_a_contact_was_thought_about() -> None:
    theirs = {"contact"}
    for table in tables.metadata.sorted_tables:  # each after those that it refers to
        if theirs & {key.column.table.name for key in table.foreign_keys}:
            theirs.add(table.name)
    assert theirs <= IN_CLEAR.keys()


@on_sqlite
def test_neither_words_nor_addresses_stand_in_the_files(store: Store, tmp_path: Path) -> None:
    live(store)
    files = [file for file in tmp_path.iterdir() if file.name.startswith("rightsline.db") and file.is_file()]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files), "the log is looked at too"
    for file in files:
        content = file.read_bytes()
        assert [secret for secret in SECRETS if secret.encode() in content] == [], file.name


@on_postgresql
def test_neither_words_nor_addresses_stand_in_any_column(store: Store) -> None:
    live(store)
    assert found_in(store) == []
    assert found_in(store, "webchat") != [], "the search finds what stands there"


@on_postgresql
def test_no_index_of_postgresql_has_them_after_erasure(store: Store) -> None:
    """A deleted row's entries stay in an index until a vacuum."""
    live(store)
    for channel, address in (("sms", ADDRESS), ("webchat", SESSION)):
        assert erasure.erase_address(store, channel, address)
    with closing(psycopg2.connect(store.database.url)) as connection, connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone() or ("",)
        cursor.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'i')"
        )
        files = [Path(folder) / name for (name,) in cursor.fetchall()]
    try:
        contents = [file.read_bytes() for file in files]
    except (PermissionError, FileNotFoundError):
        pytest.skip("the server's files cannot be read from here")
    assert any(b"webchat" in content for content in contents), "the right files"
    for secret in SECRETS:
        assert not any(secret.encode() in content for content in contents), secret


def found_in(store: Store, *more: str) -> list[tuple[str, str]]:
    """Table and column of each value of a text that holds one of the secrets, or one of these words."""
    words, found = more or SECRETS, []
    with store.read() as work:
        for name in inspect(work.connection).get_table_names():
            for column in inspect(work.connection).get_columns(name):
                values = work.connection.exec_driver_sql(f'SELECT "{column["name"]}"::text FROM "{name}"').scalars()
                found += [(name, column["name"]) for value in values if any(word in (value or "") for word in words)]
    return found


def test_what_is_sealed_is_read_back(store: Store) -> None:
    live(store)
    with store.read() as work:
        for talk in work.run(select(tables.conversation)).all():
            key = work.key_of(talk.id)
            assert key.label(talk.reason) == REASON
            first, *_ = messages.transcript(work, talk.id)
            assert (first.topic, first.text) == (TOPIC, TEXT)
        sent = work.run(select(tables.outbox)).first()
        assert sent is not None
        assert work.key_of(sent.conversation_id).readable(sent.provider_id) == SID
