"""Accounts: added once, closed at once, never without an administrator."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from typer.testing import CliRunner

from bot import cli
from bot.conversations.work import Store
from bot.desk import accounts, sessions
from bot.desk.accounts import AccountProblem, Role, add_operator, any_operator, log_in
from bot.storage.tables import operator
from tests.desk.making import PASSWORD

pytestmark = pytest.mark.long("argon2id takes its time, on purpose")


def test_the_first_account_is_seen(store: Store) -> None:
    assert not any_operator(store)
    add_operator(store, "Amira", PASSWORD, "supervisor")
    assert any_operator(store)


def test_name_and_password_open_the_account_whatever_the_capitals(store: Store) -> None:
    added = add_operator(store, "Ährë O'Neil", PASSWORD, "operator")
    found = log_in(store, "  ährë  o'neil ", PASSWORD)
    assert found is not None
    assert (found.id, found.name, found.role) == (added, "Ährë O'Neil", Role.OPERATOR)
    assert log_in(store, "Ährë O'Neil", "another password") is None
    assert log_in(store, "Nobody", PASSWORD) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "<b>", "-dash", "new\x00line", "a;b"])
def test_an_odd_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(AccountProblem):
        add_operator(store, name, PASSWORD, "operator")


def test_a_name_is_taken_once_whatever_the_capitals(store: Store) -> None:
    add_operator(store, "Øystein", PASSWORD, "operator")
    with pytest.raises(AccountProblem, match="already"):
        add_operator(store, "øystein", PASSWORD, "operator")


def test_a_weak_password_and_an_unknown_role_are_refused(store: Store) -> None:
    with pytest.raises(AccountProblem, match="12"):
        add_operator(store, "Amira", "short", "operator")
    with pytest.raises(ValueError, match="king"):
        add_operator(store, "Amira", PASSWORD, "king")
    assert not any_operator(store)


def test_a_closed_account_lets_nobody_in_and_ends_its_sessions(store: Store) -> None:
    add_operator(store, "Chief", PASSWORD, "supervisor")
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        token = sessions.open_session(work, amira)
        accounts.disable(work, amira)
    assert log_in(store, "Amira", PASSWORD) is None
    assert sessions.read_session(store, token, touch=False) is None
    with store.write() as work:
        accounts.enable(work, amira)
    assert log_in(store, "Amira", PASSWORD) is not None


def test_the_last_administrator_stays(store: Store) -> None:
    chief = add_operator(store, "Chief", PASSWORD, "administrator")
    with store.write() as work, pytest.raises(AccountProblem, match="last administrator"):
        accounts.disable(work, chief)
    with store.write() as work, pytest.raises(AccountProblem, match="last administrator"):
        accounts.set_role(work, chief, Role.SUPERVISOR)
    add_operator(store, "Deputy", PASSWORD, "administrator")
    with store.write() as work:
        accounts.disable(work, chief)
    assert log_in(store, "Chief", PASSWORD) is None


def test_a_reset_password_replaces_the_old_one(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        fresh = accounts.reset_password(work, amira)
    assert log_in(store, "Amira", PASSWORD) is None
    assert log_in(store, "Amira", fresh) is not None


def test_an_old_hash_is_renewed_at_login(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with store.write() as work:
        work.run(operator.update().where(operator.c.id == amira).values(password_hash=old))
    assert log_in(store, "Amira", PASSWORD) is not None
    with store.read() as work:
        stored = work.run(select(operator.c.password_hash)).scalar_one()
    assert stored != old
    assert log_in(store, "Amira", PASSWORD) is not None


def test_a_weak_password_from_before_the_rule_still_opens_the_account_but_is_not_set_again(store: Store) -> None:
    weak = "aaaaaaaaaaaa"
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(weak)
    with store.write() as work:
        work.run(operator.update().where(operator.c.id == amira).values(password_hash=old))
    who = log_in(store, "Amira", weak)
    assert who is not None
    with pytest.raises(AccountProblem, match="four words"):
        accounts.change_password(store, who, weak, "bbbbbbbbbbbb", "")
    assert log_in(store, "Amira", weak) is not None


def test_an_account_that_is_not_there_is_said(store: Store) -> None:
    with store.write() as work:
        for do in (accounts.disable, accounts.enable, accounts.reset_password):
            with pytest.raises(AccountProblem, match="no such account"):
                do(work, 99)


def test_the_command_line_knows_the_roles() -> None:
    result = CliRunner().invoke(cli.app, ["operator", "add", "Eve", "--role", "root"])
    assert result.exit_code == 2
