"""Where channels hand in what arrived; nothing is acknowledged before it is stored."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from bot.channels.contract import Inbound, Receipt
from bot.conversations import inbox, outbox
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from bot.storage.tables import counter


class StoringIntake:
    """Stores what arrives; the worker sees it at once."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def receive(self, inbound: Inbound) -> bool:
        """Store it durably; False when it was there already."""
        return await run_in_threadpool(inbox.store, self._database, self._vault, inbound)

    async def receipt(self, receipt: Receipt) -> None:
        """Store a provider's word on a text we sent."""
        await run_in_threadpool(outbox.record_receipt, self._database, receipt)

    async def count(self, event: str) -> None:
        """Count something refused or ignored, by name."""
        await run_in_threadpool(count, self._database, event)


def count(database: Database, name: str) -> None:
    """Add one to a counter."""
    one_more = update(counter).where(counter.c.name == name).values(value=counter.c.value + 1)
    with database.write() as connection:
        if connection.execute(one_more).rowcount == 1:
            return
        try:
            with connection.begin_nested():
                connection.execute(insert(counter).values(name=name, value=1))
        except IntegrityError:  # another process counted the first one
            connection.execute(one_more)
