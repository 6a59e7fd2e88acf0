"""An installation whose contacts had no data keys is brought up with everything that was written in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.fernet import Fernet
from sqlalchemy import column, inspect, select, table

from bot.conversations import contacts, inbox, messages, offers, outbox
from bot.conversations.contract import DeliveryState, Inbound, MessageKind, Receipt
from bot.conversations.offers import Offer
from bot.conversations.work import open_store
from bot.privacy.encryption import KeyProblem, Vault, make_keys
from bot.privacy.sources import as_json
from bot.settings import Settings
from bot.storage.engine import Database, now
from bot.storage.migrate import _config
from bot.storage.tables import contact, conversation
from tests.databases import on_both

BEFORE = "0006"
SESSION, SID = "session-that-is-an-address", "SM0123456789abcdef0123456789abcdef"
IN_CLEAR = (SESSION, SID, "sexual_exploitation", "distress")
INBOUND = Inbound("webchat", SESSION, f"{SESSION}:m1", MessageKind.TEXT, "he has my passport")
PEOPLE = 3


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """A database of the version before."""
    database = Database(database_url)
    with database.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    yield database
    database.close()


def write(database: Database, vault: Vault) -> None:
    """What that version had written of three people."""
    master = Fernet(vault.encryption[0])

    def sealed(text: str) -> bytes:
        return master.encrypt(text.encode())

    with database.write() as connection:
        for n in range(1, PEOPLE + 1):
            address = SESSION if n == 1 else f"{SESSION}-{n}"
            times = {"created_at": now().replace(tzinfo=None)}
            rows: list[tuple[str, dict[str, Any]]] = [
                ("contact", {"pseudonym": f"p{n}", "channel": "webchat", "address": sealed(address),
                             "address_hash": vault.address_hash("webchat", address), "language_chosen": False,
                             "country_chosen": False, "seen_at": times["created_at"]} | times),
                ("conversation", {"contact_id": n, "holder": "queue", "urgency": 1, "reason": "distress",
                                  "last_sequence": 2, "tracker": sealed("memory"), "changed_at": times["created_at"],
                                  "offer": sealed(json.dumps(asdict(Offer(more=("page 2",)))))}),
                ("message", {"conversation_id": n, "sequence": 1, "author": "contact", "kind": "text",
                             "text": sealed(INBOUND.text), "topic": "distress"} | times),
                ("message", {"conversation_id": n, "sequence": 2, "author": "bot", "kind": "text",
                             "text": sealed("nobody may keep it"), "topic": "sexual_exploitation",
                             "choices": sealed("[]"), "sources": sealed("[]")} | times),
                ("inbox", {"channel": "webchat", "provider_id": f"{address}:m1", "conversation_id": n,
                           "message_id": 2 * n - 1, "content": sealed(json.dumps(asdict(INBOUND))), "state": "done",
                           "attempts": 1, "received_at": times["created_at"]}),
                ("outbox", {"conversation_id": n, "message_id": 2 * n, "channel": "webchat", "state": "sent",
                            "attempts": 1, "due_at": times["created_at"], "provider_id": SID if n == 1 else f"s{n}",
                            "even_if_stopped": False} | times),
            ]  # fmt: skip
            for name, values in rows:
                connection.execute(table(name, *map(column, values)).insert().values(**values))


def settings_for(old: Database, vault: Vault, folder: Path) -> Settings:
    return Settings(var=folder / "var", database_url=old.url, rightsline_keys=as_json(vault))


@on_both
def test_everything_is_read_as_before(old: Database, vault: Vault, tmp_path: Path) -> None:
    write(old, vault)
    old.close()
    store = open_store(settings_for(old, vault, tmp_path))
    with store.read() as work:
        for row in work.run(select(conversation).order_by(conversation.c.id)).all():
            key = work.key_of(row.id)
            assert (key.label(row.reason), key.readable(row.tracker)) == ("distress", "memory")
            assert offers.read(key, row.offer).more == ("page 2",)
            first, second = messages.transcript(work, row.id)
            assert (first.text, first.topic, second.topic) == (INBOUND.text, "distress", "sexual_exploitation")
            (arrived,) = inbox.provider_ids(work, row.id, 0).items()
            assert (arrived[0], arrived[1].endswith(":m1")) == (first.id, True)
        assert len(work.run(select(contact.c.data_key).distinct()).all()) == PEOPLE
        person = contacts.of_conversation(work, 1)
        assert person is not None
        assert person.address == SESSION
        assert (
            work.run(select(messages.message.c.urgent).order_by(messages.message.c.id)).scalars().all()
            == [
                True,
                False,
            ]
            * PEOPLE
        )
    assert not inbox.receive(store, INBOUND), "a redelivery is still known"
    assert outbox.record_receipt(store, Receipt("webchat", SID, DeliveryState.DELIVERED))
    store.close()


@on_both
def test_what_stood_in_clear_is_nowhere_any_more(old: Database, vault: Vault, tmp_path: Path) -> None:
    write(old, vault)
    old.close()
    folder = tmp_path if old.is_sqlite else None
    if folder:
        assert any(word.encode() in file.read_bytes() for file in folder.glob("rightsline.db*") for word in IN_CLEAR)
    store = open_store(settings_for(old, vault, tmp_path))
    if folder:
        for file in folder.glob("rightsline.db*"):
            content = file.read_bytes() if file.is_file() else b""
            assert [word for word in IN_CLEAR if word.encode() in content] == [], file.name
    with store.read() as work:
        for name in inspect(work.connection).get_table_names():
            for row in work.run(select(table(name, *(column(c["name"]) for c in _columns(work, name))))):
                assert not [word for word in IN_CLEAR if any(word in str(value) for value in row)], name
    store.close()


def _columns(work: Any, name: str) -> list[Any]:
    return list(inspect(work.connection).get_columns(name))


@on_both
def test_other_keys_change_nothing(old: Database, vault: Vault, tmp_path: Path) -> None:
    write(old, vault)
    with pytest.raises(KeyProblem, match="no key opens"):
        open_store(settings_for(old, make_keys(), tmp_path))
    old.close()
    open_store(settings_for(old, vault, tmp_path)).close()


@on_both
def test_a_row_that_no_key_opens_stays_as_it_is_and_stops_nobody(old: Database, vault: Vault, tmp_path: Path) -> None:
    write(old, vault)
    lost = Fernet(Fernet.generate_key()).encrypt(b"lost")
    with old.write() as connection:
        texts = table("message", column("id"), column("text"))
        connection.execute(texts.update().where(texts.c.id == PEOPLE).values(text=lost))
    old.close()
    store = open_store(settings_for(old, vault, tmp_path))
    with store.read() as work:
        kinds = [each.kind for n in range(1, PEOPLE + 1) for each in messages.transcript(work, n)]
    assert kinds.count(messages.UNREADABLE) == 1
    store.close()
