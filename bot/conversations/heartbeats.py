"""Signs of life: that a process was there, and could write, at a moment."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from bot.conversations.work import Store
from bot.storage.engine import now
from bot.storage.tables import heartbeat


def beat(store: Store, process: str) -> None:
    """Note that a process of this kind is there."""
    with store.write() as work:
        beaten = work.run(update(heartbeat).where(heartbeat.c.process == process).values(at=now()))
        if beaten.rowcount == 0:
            with suppress(IntegrityError), work.connection.begin_nested():  # the first beat of another one
                work.run(insert(heartbeat).values(process=process, at=now()))
