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
from bot.conversations.work import Store
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


def taken_by(store: Store, worker: str) -> InboxRow:
    """A text that this worker has claimed."""
    inbox.receive(store, text_from("+447700900001", "hello"))
    row = inbox.claim(store, worker)
    assert row is not None
    return row


def test_a_new_worker_gets_the_text_of_one_that_is_gone_at_once(store: Store, gone: str) -> None:
    row = taken_by(store, gone)
    assert inbox.claim(store, "new") is None
    assert free_claims_of_the_dead(store) == 1
    again = inbox.claim(store, "new")
    assert again is not None
    assert again.id == row.id


def test_what_one_that_is_gone_was_sending_is_looked_up_before_it_is_sent(store: Store, gone: str) -> None:
    row = taken_by(store, gone)
    with store.write() as work:
        outbox.add(work, row.conversation_id, NewMessage(Author.BOT, "call 112"))
    assert outbox.claim(store, "sms", gone)
    assert outbox.claim(store, "sms", "new") is None
    free_claims_of_the_dead(store)
    again = outbox.claim(store, "sms", "new")
    assert again is not None
    assert again.look_first


@pytest.mark.parametrize("who", ["this process", "another process", "another machine", "an old name"])
def test_whoever_may_still_be_at_work_keeps_it(store: Store, who: str) -> None:
    names = {
        "this process": worker_name(),
        "another process": name_of_process(os.getppid()),
        "another machine": "ffffffff.1.0a1b2c3d.0",
        "an old name": "worker-0a1b2c3d",
    }
    taken_by(store, names[who])
    assert free_claims_of_the_dead(store) == 0
    assert inbox.claim(store, "new") is None


def test_an_earlier_process_with_our_number_is_gone(store: Store) -> None:
    taken_by(store, name_of_process(os.getpid()))
    assert free_claims_of_the_dead(store) == 1
