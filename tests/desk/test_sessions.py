"""Sessions end: by idleness, by age, with the account. The token itself is stored nowhere."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from sqlalchemy import select

from bot.conversations.duty import ABSOLUTE, IDLE, on_duty
from bot.conversations.work import Store
from bot.desk import sessions
from bot.desk.accounts import add_operator
from bot.desk.sessions import form_token, form_token_fits, open_session, read_session
from bot.privacy.encryption import FormerKey, Vault, make_keys
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session
from tests.desk.making import PASSWORD, session_of

A_LITTLE = datetime.timedelta(seconds=5)


@pytest.fixture
def token(store: Store) -> str:
    """The token of an operator's new session."""
    return session_of(store, add_operator(store, "Amira", PASSWORD, "operator"))


def set_age(store: Store, *, idle: datetime.timedelta, old: datetime.timedelta) -> None:
    with store.write() as work:
        work.run(operator_session.update().values(seen_at=now() - idle, created_at=now() - old))


def test_a_token_opens_its_session_and_no_other_does(store: Store, token: str) -> None:
    found = read_session(store, token, touch=True)
    assert found is not None
    assert found.operator.name == "Amira"
    assert read_session(store, token[:-1], touch=True) is None
    assert read_session(store, "", touch=True) is None


def test_the_token_is_long_and_only_its_hash_is_stored(store: Store, token: str) -> None:
    assert len(token) >= 43  # 256 bits in base64
    with store.read() as work:
        stored = work.run(select(operator_session.c.token_hash)).scalar_one()
    assert token not in stored
    assert stored == sessions.hash_of(token)


@pytest.mark.parametrize(
    ("idle", "old", "there"),
    [
        (IDLE - A_LITTLE, ABSOLUTE - A_LITTLE, True),
        (IDLE + A_LITTLE, IDLE + A_LITTLE, False),
        (datetime.timedelta(0), ABSOLUTE + A_LITTLE, False),
    ],
)
def test_a_session_ends_by_idleness_and_by_age(
    store: Store, token: str, idle: datetime.timedelta, old: datetime.timedelta, there: bool
) -> None:
    set_age(store, idle=idle, old=old)
    assert (read_session(store, token, touch=False) is not None) is there
    with store.read() as work:
        assert bool(on_duty(work)) is there


def test_only_what_the_operator_does_keeps_the_session(store: Store, token: str) -> None:
    set_age(store, idle=IDLE - A_LITTLE, old=IDLE)
    assert read_session(store, token, touch=False)
    with store.read() as work:
        assert now() - work.run(select(operator_session.c.seen_at)).scalar_one() > IDLE - A_LITTLE * 2
    assert read_session(store, token, touch=True)
    with store.read() as work:
        assert now() - work.run(select(operator_session.c.seen_at)).scalar_one() < A_LITTLE


def test_a_closed_account_is_out_at_once(store: Store, token: str) -> None:
    with store.write() as work:
        work.run(operator.update().values(disabled=True))
    assert read_session(store, token, touch=True) is None
    with store.read() as work:
        assert not on_duty(work)


def test_sessions_that_are_over_are_swept_away(store: Store, token: str) -> None:
    set_age(store, idle=IDLE + A_LITTLE, old=IDLE + A_LITTLE)
    with store.write() as work:
        open_session(work, work.run(select(operator.c.id)).scalar_one())
        assert len(work.run(select(operator_session)).all()) == 1


def test_a_form_token_is_bound_to_the_cookie_and_the_keys(vault: Vault) -> None:
    made = form_token(vault, "cookie")
    assert form_token_fits(vault, "cookie", made)
    assert not form_token_fits(vault, "another cookie", made)
    assert not form_token_fits(make_keys(), "cookie", made)
    assert not form_token_fits(vault, "cookie", "")
    assert not form_token_fits(vault, "cookie", "é")


def test_a_form_that_was_open_when_the_key_was_rotated_is_taken(vault: Vault) -> None:
    made = form_token(vault, "cookie")
    for age, is_taken in ((datetime.timedelta(), True), (ABSOLUTE + A_LITTLE, False)):
        former = FormerKey(vault.session_key, int((now() - age).timestamp()))
        rotated = dataclasses.replace(vault, session_key="k" * 64, former_session_keys=(former,))
        assert form_token_fits(rotated, "cookie", made) is is_taken
        assert form_token(rotated, "cookie") != made
