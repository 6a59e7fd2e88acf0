"""Migrations lead to the tables that the code expects."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, column, event, select, table
from sqlalchemy.engine import Connection

from bot.privacy.encryption import make_keys
from bot.settings import Mendable, Settings
from bot.storage import tables
from bot.storage.engine import Database, now, open_database
from bot.storage.migrate import DatabaseProblem, migrate, newest_revision
from bot.storage.tables import metadata
from tests.databases import downgrade_to, upgrade_to


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _compare_type})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == newest_revision()


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    def run(_: int) -> None:
        database = Database(database_url)
        migrate(database)
        database.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))


@pytest.mark.parametrize("url", ["postgresql://her:secret@127.0.0.1:1/hotline", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_cannot_be_opened_is_named_in_one_line_without_its_password(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseProblem) as problem:
        migrate(database)
    database.close()
    assert str(problem.value).startswith("DATABASE_URL: ")
    assert "\n" not in str(problem.value)
    assert "secret" not in str(problem.value)


def test_an_older_installation_loses_its_second_copies_and_gets_a_week_before_anything_is_erased_by_age(
    database_url: str,
) -> None:
    database = Database(database_url)
    with database.write() as connection:
        upgrade_to("0006", connection)
        moment, token = now(), b"a token"
        at = {"created_at": moment.replace(tzinfo=None)}
        _put(connection, "contact", pseudonym="p", channel="sms", address_hash="h", address=token,
             language_chosen=False, country_chosen=False, seen_at=at["created_at"], **at)  # fmt: skip
        _put(connection, "conversation", contact_id=1, holder="bot", urgency=0, last_sequence=2,
             changed_at=at["created_at"])  # fmt: skip
        for number, state in ((1, "done"), (2, "waiting")):
            _put(connection, "message", conversation_id=1, sequence=number, author="contact", kind="text", text=token,
                 **at)  # fmt: skip
            _put(connection, "inbox", channel="sms", provider_id=f"SM{number}", conversation_id=1, message_id=number,
                 content=token, state=state, attempts=1, received_at=at["created_at"])  # fmt: skip
    migrate(database, make_keys())
    with database.read() as connection:
        contents = connection.execute(select(tables.inbox.c.content).order_by(tables.inbox.c.id)).scalars().all()
        begins = connection.execute(select(tables.heartbeat.c.at)).scalar_one()
        assert connection.execute(select(tables.contact.c.pseudonym, tables.contact.c.former_hash)).all() == [
            ("p", None)
        ]
    database.close()
    assert [bytes(content) for content in contents] == [b"", token]
    assert timedelta(days=6) < begins - moment < timedelta(days=8)


def _put(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(table(name, *map(column, values)).insert().values(**values))


def test_who_managed_accounts_still_does_and_going_back_opens_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as connection:
        upgrade_to("0017", connection)
        row = {"password_hash": "h", "disabled": False, "created_at": now().replace(tzinfo=None)}
        add = table("operator", *(column(each) for each in ("name", "role", *row))).insert()
        connection.execute(
            add, [{"name": "chief", "role": "supervisor", **row}, {"name": "amira", "role": "operator", **row}]
        )
        upgrade_to("0018", connection)
        roles = select(tables.operator.c.name, tables.operator.c.role, tables.operator.c.disabled)
        assert set(connection.execute(roles)) == {("chief", "administrator", False), ("amira", "operator", False)}
        connection.execute(add, [{"name": "nora", "role": "coordinator", **row}])
        downgrade_to("0017", connection)
        assert set(connection.execute(roles)) == {
            ("chief", "supervisor", False), ("amira", "operator", False), ("nora", "operator", True)
        }  # fmt: skip
    database.close()


def test_accounts_begin_without_a_language_of_the_desk_and_can_go_back(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as connection:
        upgrade_to("0027", connection)
        row = {"name": "amira", "role": "operator", "password_hash": "h", "disabled": False}
        row |= {"created_at": now().replace(tzinfo=None)}
        connection.execute(table("operator", *map(column, row)).insert(), [row])
        upgrade_to("0028", connection)
        assert connection.execute(select(tables.operator.c.name, tables.operator.c.interface)).all() == [("amira", "")]
        downgrade_to("0027", connection)
        assert connection.execute(select(tables.operator.c.name)).all() == [("amira",)]
    database.close()


def test_a_new_installation_waits_for_nothing(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute(select(tables.heartbeat)).all() == []


def _compare_type(context: object, inspected: object, column: object, old: object, new: object) -> bool | None:
    return False if isinstance(new, Boolean) else None  # SQLite has no booleans of its own


def test_a_full_disk_is_one_line_with_path_and_reason(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")

    @event.listens_for(database.engine, "connect")
    def _leave_no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=3")

    with pytest.raises(DatabaseProblem) as problem:
        migrate(database)
    database.close()
    assert str(problem.value) == f"DATABASE_URL: {tmp_path / 'x.db'}: database or disk is full"


def test_a_folder_that_cannot_be_made_is_one_line_with_path_and_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Mendable, match=r"file/var: Not a directory"):
        open_database(Settings(var=tmp_path / "file" / "var"))
