"""The database is opened safely."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.settings import Settings
from bot.storage.engine import Database, now, open_database
from bot.storage.tables import conversation, heartbeat


def test_sqlite_overwrites_survives_power_cuts_and_keeps_references(tmp_path: Path) -> None:
    database = open_database(Settings(var=tmp_path / "new"))
    with database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_a_moment_comes_back_with_its_zone(database: Database) -> None:
    moment = datetime.datetime(2026, 3, 29, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    with database.write() as connection:
        connection.execute(insert(heartbeat).values(process="x", at=moment))
    with database.read() as connection:
        assert connection.execute(select(heartbeat.c.at)).scalar() == moment


def test_a_conversation_without_its_contact_cannot_be(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            insert(conversation).values(contact_id=99, holder="bot", urgency=0, last_sequence=0, changed_at=now())
        )


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            connection.execute(insert(heartbeat).values(process="x", at=now()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(heartbeat)).all() == []


def test_writers_wait_for_each_other_and_readers_do_not(tmp_path: Path, database: Database) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write() as connection:
            connection.execute(insert(heartbeat).values(process="slow", at=now()))
            entered.set()
            leave.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(5)
    with database.read() as connection:
        assert connection.execute(select(heartbeat)).all() == []
    leave.set()
    thread.join()
    with database.write() as connection:
        connection.execute(insert(heartbeat).values(process="next", at=now()))
