"""An installation of every released version comes to the tables that the code expects, with all that it holds."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, func, select

from bot.conversations import audit, call_backs, closings, inbox, messages, notes, retention, safe_word
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.holder import Holder
from bot.conversations.keys import check_keys
from bot.conversations.work import Store
from bot.desk.accounts import log_in
from bot.desk.answering import send
from bot.desk.app import make_desk
from bot.privacy.encryption import Vault
from bot.privacy.sources import EnvironmentKeys
from bot.settings import PROJECT_ROOT, Settings
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.storage.migrate import altering, migrate, newest_revision
from bot.storage.tables import metadata
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.databases import SQLITE, downgrade_to, on_sqlite
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk
from tests.desk.making import PASSWORD
from tests.storage import released_content as content
from tests.worker.stub import StubAssistant, StubChannel

RELEASED = sorted(content.FOLDER.iterdir())
VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", re.MULTILINE)
# What a migration says that it changes, so that going back does not bring it back.
NOT_BROUGHT_BACK = {"asked_pair", "heartbeat", "alembic_version"}


@dataclass
class Installation:
    """What a release left behind: its database with content, its keys, and what it read of it."""

    database: Database
    vault: Vault
    holds: dict[str, Any]
    revision: str

    def upgraded(self) -> Store:
        """As it is after the first start of this version."""
        migrate(self.database, self.vault)
        check_keys(self.database, self.vault)
        return Store(self.database, self.vault)

    def conversation_of(self, address: str) -> int:
        mine = tables.contact.c.address_hash == self.vault.address_hash("sms", address)
        with self.database.read() as connection:
            joined = select(tables.conversation.c.id).join(tables.contact).where(mine)
            return int(connection.execute(joined).scalar_one())

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that it holds, by table."""
        found = MetaData()
        with self.database.read() as connection:
            found.reflect(connection)
            return {
                table.name: [
                    {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
                    for row in connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
                ]
                for table in found.sorted_tables
            }


@pytest.fixture(params=RELEASED, ids=lambda folder: folder.name)
def released(request: pytest.FixtureRequest, database_kind: str, database_url: str) -> Iterator[Installation]:
    """A release's installation, whose texts that wait came just now."""
    folder: Path = request.param
    script = (folder / f"{database_kind}.sql").read_text("utf-8")
    if database_kind == SQLITE:
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as before:
            before.executescript(script)
    else:
        with closing(psycopg2.connect(database_url)) as before, before, before.cursor() as cursor:
            cursor.execute(script)
    database = Database(database_url)
    with database.write() as connection:
        for table, columns in {"outbox": ("created_at", "due_at"), "inbox": ("received_at", "turn_at")}.items():
            moments = ", ".join(f"{column} = '{now().replace(tzinfo=None)}'" for column in columns)
            connection.exec_driver_sql(f"UPDATE {table} SET {moments} WHERE state = 'waiting'")
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    vault = EnvironmentKeys((folder / "keys.json").read_text()).read()
    assert vault is not None
    yield Installation(database, vault, json.loads((folder / "holds.json").read_text("utf-8")), revision)
    database.close()


def assert_is_present(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == newest_revision()
        assert compare_metadata(context, metadata) == []


def test_all_that_a_release_has_written_is_read_after_the_upgrade(released: Installation) -> None:
    store = released.upgraded()
    assert_is_present(released.database)
    with store.read() as work:
        transcripts = {
            address: messages.transcript(work, released.conversation_of(address))
            for address in released.holds["transcripts"]
        }
        said = {address: [[each.author.value, each.text] for each in told] for address, told in transcripts.items()}
        assert said == released.holds["transcripts"]
        assert audit.first_broken(work) is None
        assert [line.act.action for line in audit.lines(work)] == released.holds["audit"]
        numbers = work.run(select(*tables.coded_count.c).order_by(*tables.coded_count.c)).all()
        assert [list(row) for row in numbers] == released.holds["counted"] != []
        assert work.run(select(func.count()).select_from(tables.coded_record)).scalar() == 1
        held, closed = (released.conversation_of(address) for address in (content.HELD, content.CLOSED))
        assert [note.text for note in notes.of(work, held)] == ["calls from her sister's phone"]
        assert [each.number for each in call_backs.open_ones(work, held)] == [content.HELD]
        hold = retention.hold_of(work, work.run(select(tables.retention_hold.c.contact_id)).scalar_one())
        assert hold is not None
        assert hold.reason == "the court wants it"
        assert [each.referral for each in closings.of(work, closed)] == ["the union"]
        assert safe_word.is_right(work, closed, "marigold")
        assert work.run(select(tables.counter.c.value)).scalar() == 3
        assert len(retention.tombstones(work, 9)) == 1
    audit_goes_on(store)


def audit_goes_on(store: Store) -> None:
    with store.write() as work:
        audit.record(work, None, "opened", "heron-7", "reads")
    with store.read() as work:
        assert audit.first_broken(work) is None


async def test_what_waited_during_an_upgrade_is_answered_and_sent_once(released: Installation) -> None:
    store, channel = released.upgraded(), StubChannel()
    turns, sender = Turns(store, StubAssistant(), {"sms": channel}, "w2"), Sender(store, channel, "w2")
    while (row := inbox.claim(store, "w2")) is not None:
        assert await turns.work_off(row)
    for _ in range(3):
        await sender.send_due()
        await sender.finish()
    sent = [(text.address, text.text) for text in channel.sent]
    assert sorted(sent) == [
        (content.TO_ANSWER, f"answer to {content.TELLS}"),
        (content.TO_SEND, "answer to who are you"),
        (content.TO_SEND, "call 112"),
    ]
    assert sent.index((content.TO_SEND, "answer to who are you")) < sent.index((content.TO_SEND, "call 112"))


def test_no_redelivery_is_new_after_an_upgrade_not_even_of_who_was_erased(released: Installation) -> None:
    store = released.upgraded()
    for address in (*released.holds["transcripts"], content.ERASED):
        again = f"SM{address[-4:]}0"
        assert not inbox.receive(store, Inbound("sms", address, again, MessageKind.TEXT, "again", signature=again))
        copied = Inbound("sms", address, "SMother", MessageKind.TEXT, "again", signature=again)
        assert not inbox.receive(store, copied)
    assert inbox.receive(store, Inbound("sms", content.ERASED, "SMnew", MessageKind.TEXT, "hello"))


@pytest.mark.long("checks a password that was hashed at its true cost")
async def test_the_desk_shows_and_answers_what_was_written_before_an_upgrade(
    released: Installation, tmp_path: Path
) -> None:
    store = released.upgraded()
    held = released.conversation_of(content.HELD)
    desk = RunningDesk(store, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), store))
    browser = desk.browser()
    await browser.log_in("amina")
    shown = await browser.get(f"/conversations/{held}")
    assert shown.status_code == 200
    assert content.TELLS in shown.text
    assert "Are you safe?" in shown.text
    assert "her sister" in shown.text
    who = log_in(store, "amina", PASSWORD)
    assert who is not None
    assert send(store, held, who, "Stay where you are.", "en", 99)
    with store.read() as work:
        assert messages.transcript(work, held)[-1].text == "Stay where you are."
        holder = work.run(select(tables.conversation.c.holder).where(tables.conversation.c.id == held)).scalar()
    assert holder == Holder.OPERATOR.value


def test_what_a_release_knew_is_the_same_once_its_tables_are_back(released: Installation) -> None:
    before = released.rows()
    released.upgraded()
    with altering(released.database) as connection:
        downgrade_to(released.revision, connection)
    after = released.rows()
    assert after.keys() == before.keys()
    for table in before.keys() - NOT_BROUGHT_BACK:
        assert after[table] == before[table], table
    store = released.upgraded()
    with store.read() as work:
        assert [text.text for text in messages.transcript(work, released.conversation_of(content.ANSWERED))] == [
            text for _author, text in released.holds["transcripts"][content.ANSWERED]
        ]


@on_sqlite
def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_taken_back(released: Installation) -> None:
    store = released.upgraded()

    def go_wrong() -> None:
        with altering(released.database) as connection:
            connection.exec_driver_sql("DELETE FROM contact")
            downgrade_to("0026", connection)

    with pytest.raises(RuntimeError, match="that refer to no row of contact"):
        go_wrong()
    with store.read() as work:
        assert messages.transcript(work, released.conversation_of(content.ANSWERED))
    assert_is_present(released.database)


def test_what_every_release_writes_is_kept() -> None:
    released = {*VERSION.findall((PROJECT_ROOT / "CHANGELOG.md").read_text("utf-8")), *(kept.name for kept in RELEASED)}
    parts = ("sqlite.sql", "postgresql.sql", "keys.json", "holds.json")
    wanted = [content.FOLDER / version / part for version in released for part in parts]
    assert released
    assert not [file for file in wanted if not file.exists()], "docs/releasing.md, Make it, says how"
