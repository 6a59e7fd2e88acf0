"""Who works on what: the names of workers, and what becomes of the claims of one that is gone."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import os
import secrets
import socket

from sqlalchemy import select, update

from bot.conversations.work import Store, Work
from bot.storage.engine import Wake, lease_now
from bot.storage.tables import conversation, is_to_send, outbox

_MACHINE = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
_PROCESS = secrets.token_hex(4)
_NUMBERS = itertools.count()


def worker_name() -> str:
    """A name that no other worker has, from which this machine can tell whether the worker's process still runs."""
    return f"{_MACHINE}.{os.getpid()}.{_PROCESS}.{next(_NUMBERS)}"


def free_claims_of_the_dead(store: Store) -> int:
    """Give back what workers of this machine held whose processes are gone; returns how many such workers there were.

    What they were about to send is looked up at the provider before it is sent, as when a claim runs out. The claims of
    workers on other machines run out by themselves.
    """
    with store.read() as work:
        dead = [name for name in _holders(work) if _is_gone(name)]
    if dead:
        over = lease_now() - datetime.timedelta(seconds=1)
        with store.write() as work:
            work.run(
                update(conversation)
                .where(conversation.c.claimed_by.in_(dead))
                .values(claimed_by=None, claimed_until=None)
            )
            work.run(
                update(outbox)
                .where(is_to_send(), outbox.c.claimed_by.in_(dead), outbox.c.claimed_until > over)
                .values(claimed_until=over)
            )
            for wake in (Wake.INBOX, Wake.OUTBOX):
                work.notify(wake)
    return len(dead)


def _holders(work: Work) -> set[str]:
    found: set[str] = set()
    for table, condition in ((conversation, conversation.c.claimed_by.is_not(None)), (outbox, is_to_send())):
        held = select(table.c.claimed_by).where(condition, table.c.claimed_until > lease_now())
        found.update(work.run(held.distinct()).scalars())
    return found


def _is_gone(worker: str) -> bool:
    machine, _, rest = worker.partition(".")
    pid, _, rest = rest.partition(".")
    if machine != _MACHINE or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return not rest.startswith(f"{_PROCESS}.")  # an earlier process that had our number
    try:
        os.kill(int(pid), 0)  # asks, and kills nothing
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
