"""Migrations lead to the tables that the code expects."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, event

from bot.settings import Mendable, Settings
from bot.storage.engine import Database, open_database
from bot.storage.migrate import DatabaseProblem, migrate, newest_revision
from bot.storage.tables import metadata


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
