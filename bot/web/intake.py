"""Where channels hand in what arrived; nothing is acknowledged before it is stored."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from starlette.concurrency import run_in_threadpool

from bot.channels.contract import Inbound, Receipt
from bot.conversations import inbox, outbox
from bot.privacy.encryption import Vault
from bot.storage.engine import Database, for_update
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
    with database.write() as connection:
        row = connection.execute(for_update(select(counter.c.value).where(counter.c.name == name), database)).first()
        if row is None:
            connection.execute(insert(counter).values(name=name, value=1))
        else:
            connection.execute(update(counter).where(counter.c.name == name).values(value=counter.c.value + 1))
