"""Five attempts a minute for a name, known or not."""

from __future__ import annotations

import threading

from sqlalchemy import select

from bot.desk.attempts import ATTEMPTS, WITHIN, forget, try_once
from bot.privacy.encryption import Vault
from bot.storage.engine import Database, now
from bot.storage.tables import login_attempt


def test_the_sixth_attempt_within_a_minute_is_refused(database: Database, vault: Vault) -> None:
    assert all(try_once(database, vault, "Amira") for _ in range(ATTEMPTS))
    assert not try_once(database, vault, "Amira")
    assert not try_once(database, vault, " aMIRA ")
    assert try_once(database, vault, "Boris")


def test_after_a_minute_there_are_attempts_again(database: Database, vault: Vault) -> None:
    for _ in range(ATTEMPTS):
        try_once(database, vault, "Amira")
    with database.write() as connection:
        connection.execute(login_attempt.update().values(at=now() - WITHIN * 1.1))
    assert try_once(database, vault, "Amira")
    with database.read() as connection:
        assert len(connection.execute(select(login_attempt)).all()) == 1  # the old ones are gone


def test_no_name_is_stored(database: Database, vault: Vault) -> None:
    try_once(database, vault, "Amira")
    with database.read() as connection:
        stored = connection.execute(select(login_attempt.c.name_hash)).scalar_one()
    assert "amira" not in stored.lower()


def test_a_login_that_worked_forgets_the_attempts(database: Database, vault: Vault) -> None:
    for _ in range(ATTEMPTS):
        try_once(database, vault, "Amira")
    with database.write() as connection:
        forget(connection, vault, "amira")
    assert try_once(database, vault, "Amira")


def test_many_at_once_get_no_more_than_five(database: Database, vault: Vault) -> None:
    allowed = []

    def attempt() -> None:
        allowed.append(try_once(database, vault, "Amira"))

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == ATTEMPTS
