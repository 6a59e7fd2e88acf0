"""Five attempts a minute for a name, known or not."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.conversations.work import Store
from bot.desk import operator_names
from bot.desk.attempts import (
    ATTEMPTS,
    ATTEMPTS_FROM_ADDRESS,
    WITHIN,
    by_address,
    by_device,
    by_name,
    forget,
    try_once,
)
from bot.storage.engine import now
from bot.storage.tables import login_attempt


def test_the_sixth_attempt_within_a_minute_is_refused(store: Store) -> None:
    assert all(try_once(store, by_name("Amira")) for _ in range(ATTEMPTS))
    assert not try_once(store, by_name("Amira"))
    assert not try_once(store, by_name(" aMIRA "))
    assert try_once(store, by_name("Boris"))


def test_after_a_minute_there_are_attempts_again(store: Store) -> None:
    for _ in range(ATTEMPTS):
        try_once(store, by_name("Amira"))
    with store.write() as work:
        work.run(login_attempt.update().values(until=now() - WITHIN * 0.1))
    assert try_once(store, by_name("Amira"))
    with store.read() as work:
        assert len(work.run(select(login_attempt)).all()) == 1  # the old ones are gone


def test_no_name_is_stored(store: Store) -> None:
    try_once(store, by_name("Amira"))
    with store.read() as work:
        stored = work.run(select(login_attempt.c.name_hash)).scalar_one()
    assert "amira" not in stored.lower()


def test_a_login_that_worked_forgets_the_attempts(store: Store) -> None:
    for _ in range(ATTEMPTS):
        try_once(store, by_name("Amira"))
    with store.write() as work:
        forget(work, by_name("amira"))
    assert try_once(store, by_name("Amira"))


def test_many_at_once_get_no_more_than_five(store: Store) -> None:
    allowed = []

    def attempt() -> None:
        allowed.append(try_once(store, by_name("Amira")))

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == ATTEMPTS


@pytest.mark.parametrize("name", ["\uff21mira", "\uff41\uff4d\uff49\uff52\uff41", "\u2003AMIRA\u00a0", "\u24d0mira"])
def test_a_name_is_one_name_however_it_is_written(store: Store, name: str) -> None:
    for _ in range(ATTEMPTS):
        assert try_once(store, by_name("Amira"))
    assert not try_once(store, by_name(name))
    assert operator_names.folded(name) == operator_names.folded("amira")


@given(st.text())
def test_a_folded_name_stays_as_it_is(name: str) -> None:
    folded = operator_names.folded(name)
    assert operator_names.folded(folded) == folded
    assert operator_names.folded(operator_names.tidied(name)) == folded


def test_an_address_has_a_limit_whatever_the_names(store: Store) -> None:
    home = by_address("2001:db8::1")
    assert all(try_once(store, by_name(f"name {n}"), home) for n in range(ATTEMPTS_FROM_ADDRESS))
    assert not try_once(store, by_name("Amira"), by_address("2001:db8::2"))
    assert try_once(store, by_name("Amira"), by_address("2001:db8:0:1::1"))


def test_what_is_refused_by_one_limit_counts_for_none(store: Store) -> None:
    for _ in range(ATTEMPTS + 3):
        try_once(store, by_address("192.0.2.1"), by_name("Amira"))
    with store.read() as work:
        assert len(work.run(select(login_attempt)).all()) == ATTEMPTS * 2


def test_a_device_is_counted_apart(store: Store) -> None:
    for _ in range(ATTEMPTS):
        try_once(store, by_name("Amira"))
    assert all(try_once(store, by_device("d1")) for _ in range(ATTEMPTS))
    assert not try_once(store, by_device("d1"))
    assert try_once(store, by_device("d2"))
