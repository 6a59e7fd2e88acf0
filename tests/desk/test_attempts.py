"""Five attempts a minute for a name, known or not."""

from __future__ import annotations

import threading

from sqlalchemy import select

from bot.conversations.work import Store
from bot.desk.attempts import ATTEMPTS, WITHIN, forget, try_once
from bot.storage.engine import now
from bot.storage.tables import login_attempt


def test_the_sixth_attempt_within_a_minute_is_refused(store: Store) -> None:
    assert all(try_once(store, "Amira") for _ in range(ATTEMPTS))
    assert not try_once(store, "Amira")
    assert not try_once(store, " aMIRA ")
    assert try_once(store, "Boris")


def test_after_a_minute_there_are_attempts_again(store: Store) -> None:
    for _ in range(ATTEMPTS):
        try_once(store, "Amira")
    with store.write() as work:
        work.run(login_attempt.update().values(at=now() - WITHIN * 1.1))
    assert try_once(store, "Amira")
    with store.read() as work:
        assert len(work.run(select(login_attempt)).all()) == 1  # the old ones are gone


def test_no_name_is_stored(store: Store) -> None:
    try_once(store, "Amira")
    with store.read() as work:
        stored = work.run(select(login_attempt.c.name_hash)).scalar_one()
    assert "amira" not in stored.lower()


def test_a_login_that_worked_forgets_the_attempts(store: Store) -> None:
    for _ in range(ATTEMPTS):
        try_once(store, "Amira")
    with store.write() as work:
        forget(work, "amira")
    assert try_once(store, "Amira")


def test_many_at_once_get_no_more_than_five(store: Store) -> None:
    allowed = []

    def attempt() -> None:
        allowed.append(try_once(store, "Amira"))

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == ATTEMPTS
