"""How often somebody may try to log in as a name."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, func, select

from bot.conversations.work import Store, Work
from bot.privacy.encryption import Vault
from bot.storage.engine import now
from bot.storage.tables import login_attempt

ATTEMPTS = 5  # as SecureDrop
WITHIN = datetime.timedelta(seconds=60)
LOCK = 826154  # any number that no other advisory lock of ours has


def try_once(store: Store, name: str) -> bool:
    """Count an attempt for a name, known or not; False when there were too many lately (it then does not count)."""
    moment, name_hash = now(), _hash(store.vault, name)
    with store.write() as work:
        if not store.database.is_sqlite:
            work.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        work.run(delete(login_attempt).where(login_attempt.c.at < moment - WITHIN))
        made = work.run(
            select(func.count()).select_from(login_attempt).where(login_attempt.c.name_hash == name_hash)
        ).scalar_one()
        if made >= ATTEMPTS:
            return False
        work.run(login_attempt.insert().values(name_hash=name_hash, at=moment))
    return True


def forget(work: Work, name: str) -> None:
    """Forget the attempts for a name, after a login that worked."""
    work.run(delete(login_attempt).where(login_attempt.c.name_hash == _hash(work.vault, name)))


def _hash(vault: Vault, name: str) -> str:
    return vault.address_hash("desk login", " ".join(name.split()).casefold())
