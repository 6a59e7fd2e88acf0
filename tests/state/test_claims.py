"""What a worker held is given back when its process is gone, and only then."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.conversations import inbox, outbox
from bot.conversations.claims import free_claims_of_the_dead, worker_name
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from tests.making import text_from


def name_of_process(pid: int) -> str:
    """The name that a worker of another process on this machine would have."""
    machine = worker_name().partition(".")[0]
    return f"{machine}.{pid}.0a1b2c3d.0"


@pytest.fixture
def gone() -> str:
    """The name of a worker whose process has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return name_of_process(process.pid)


def taken_by(database: Database, vault: Vault, worker: str) -> InboxRow:
    """A text that this worker has claimed."""
    inbox.store(database, vault, text_from("+447700900001", "hello"))
    row = inbox.claim(database, vault, worker)
    assert row is not None
    return row


def test_a_new_worker_gets_the_text_of_one_that_is_gone_at_once(database: Database, vault: Vault, gone: str) -> None:
    row = taken_by(database, vault, gone)
    assert inbox.claim(database, vault, "new") is None
    assert free_claims_of_the_dead(database) == 1
    again = inbox.claim(database, vault, "new")
    assert again is not None
    assert again.id == row.id


def test_what_one_that_is_gone_was_sending_is_looked_up_before_it_is_sent(
    database: Database, vault: Vault, gone: str
) -> None:
    row = taken_by(database, vault, gone)
    with database.write() as connection:
        outbox.add(connection, database, vault, row.conversation_id, NewMessage(Author.BOT, "call 112"))
    assert outbox.claim(database, vault, "sms", gone)
    assert outbox.claim(database, vault, "sms", "new") is None
    free_claims_of_the_dead(database)
    again = outbox.claim(database, vault, "sms", "new")
    assert again is not None
    assert again.look_first


@pytest.mark.parametrize("who", ["this process", "another process", "another machine", "an old name"])
def test_whoever_may_still_be_at_work_keeps_it(database: Database, vault: Vault, who: str) -> None:
    names = {
        "this process": worker_name(),
        "another process": name_of_process(os.getppid()),
        "another machine": "ffffffff.1.0a1b2c3d.0",
        "an old name": "worker-0a1b2c3d",
    }
    taken_by(database, vault, names[who])
    assert free_claims_of_the_dead(database) == 0
    assert inbox.claim(database, vault, "new") is None


def test_an_earlier_process_with_our_number_is_gone(database: Database, vault: Vault) -> None:
    taken_by(database, vault, name_of_process(os.getpid()))
    assert free_claims_of_the_dead(database) == 1
