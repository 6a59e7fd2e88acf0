"""Statements compiled once."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import StatementError

from bot.storage.engine import Database, now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import heartbeat


def test_a_statement_runs_with_other_values_on_either_database(database: Database) -> None:
    add = insert_into(heartbeat, "process", "at")
    find = Prepared(select(heartbeat.c.at).where(heartbeat.c.process == bindparam("name")))
    moments = {name: now() for name in ("web", "worker")}
    with database.write() as connection:
        for name, moment in moments.items():
            add.run(connection, process=name, at=moment)
    with database.read() as connection:
        assert {name: find.run(connection, name=name).scalar() for name in moments} == moments


def test_a_missing_value_is_an_error(database: Database) -> None:
    find = Prepared(select(heartbeat.c.at).where(heartbeat.c.process == bindparam("name")))
    with database.read() as connection, pytest.raises(StatementError):
        find.run(connection)
