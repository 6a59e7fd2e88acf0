"""Accounts: added once, closed at once, never without a supervisor."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.desk import accounts, sessions
from bot.desk.accounts import AccountProblem, Role, add_operator, any_operator, log_in
from bot.storage.engine import Database
from bot.storage.tables import operator
from tests.desk.making import PASSWORD


def test_the_first_account_is_seen(database: Database) -> None:
    assert not any_operator(database)
    add_operator(database, "Amira", PASSWORD, "supervisor")
    assert any_operator(database)


def test_name_and_password_open_the_account_whatever_the_capitals(database: Database) -> None:
    added = add_operator(database, "Ährë O'Neil", PASSWORD, "operator")
    found = log_in(database, "  ährë  o'neil ", PASSWORD)
    assert found is not None
    assert (found.id, found.name, found.role) == (added, "Ährë O'Neil", Role.OPERATOR)
    assert log_in(database, "Ährë O'Neil", "another password") is None
    assert log_in(database, "Nobody", PASSWORD) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "<b>", "-dash", "new\x00line", "a;b"])
def test_an_odd_name_is_refused(database: Database, name: str) -> None:
    with pytest.raises(AccountProblem):
        add_operator(database, name, PASSWORD, "operator")


def test_a_name_is_taken_once_whatever_the_capitals(database: Database) -> None:
    add_operator(database, "Øystein", PASSWORD, "operator")
    with pytest.raises(AccountProblem, match="already"):
        add_operator(database, "øystein", PASSWORD, "operator")


def test_a_weak_password_and_an_unknown_role_are_refused(database: Database) -> None:
    with pytest.raises(AccountProblem, match="12"):
        add_operator(database, "Amira", "short", "operator")
    with pytest.raises(ValueError, match="king"):
        add_operator(database, "Amira", PASSWORD, "king")
    assert not any_operator(database)


def test_a_closed_account_lets_nobody_in_and_ends_its_sessions(database: Database) -> None:
    add_operator(database, "Chief", PASSWORD, "supervisor")
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    with database.write() as connection:
        token = sessions.open_session(connection, amira)
        accounts.disable(connection, amira)
    assert log_in(database, "Amira", PASSWORD) is None
    assert sessions.read_session(database, token, touch=False) is None
    with database.write() as connection:
        accounts.enable(connection, amira)
    assert log_in(database, "Amira", PASSWORD) is not None


def test_the_last_supervisor_stays(database: Database) -> None:
    chief = add_operator(database, "Chief", PASSWORD, "supervisor")
    with database.write() as connection, pytest.raises(AccountProblem, match="last supervisor"):
        accounts.disable(connection, chief)
    add_operator(database, "Deputy", PASSWORD, "supervisor")
    with database.write() as connection:
        accounts.disable(connection, chief)
    assert log_in(database, "Chief", PASSWORD) is None


def test_a_reset_password_replaces_the_old_one(database: Database) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    with database.write() as connection:
        fresh = accounts.reset_password(connection, amira)
    assert log_in(database, "Amira", PASSWORD) is None
    assert log_in(database, "Amira", fresh) is not None


def test_an_old_hash_is_renewed_at_login(database: Database) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as connection:
        connection.execute(operator.update().where(operator.c.id == amira).values(password_hash=old))
    assert log_in(database, "Amira", PASSWORD) is not None
    with database.read() as connection:
        stored = connection.execute(select(operator.c.password_hash)).scalar_one()
    assert stored != old
    assert log_in(database, "Amira", PASSWORD) is not None


def test_a_weak_password_from_before_the_rule_still_opens_the_account_but_is_not_set_again(database: Database) -> None:
    weak = "aaaaaaaaaaaa"
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(weak)
    with database.write() as connection:
        connection.execute(operator.update().where(operator.c.id == amira).values(password_hash=old))
    who = log_in(database, "Amira", weak)
    assert who is not None
    with pytest.raises(AccountProblem, match="four words"):
        accounts.change_password(database, who, weak, "bbbbbbbbbbbb", "")
    assert log_in(database, "Amira", weak) is not None


def test_an_account_that_is_not_there_is_said(database: Database) -> None:
    with database.write() as connection:
        for do in (accounts.disable, accounts.enable, accounts.reset_password):
            with pytest.raises(AccountProblem, match="no such account"):
                do(connection, 99)
