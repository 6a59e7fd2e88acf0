"""How often somebody may try to log in as a name."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from bot.privacy.encryption import Vault
from bot.storage.engine import Database, now
from bot.storage.tables import login_attempt

ATTEMPTS = 5  # as SecureDrop
WITHIN = datetime.timedelta(seconds=60)
LOCK = 826154  # any number that no other advisory lock of ours has


def try_once(database: Database, vault: Vault, name: str) -> bool:
    """Count an attempt for a name, known or not; False when there were too many lately (it then does not count)."""
    moment, name_hash = now(), _hash(vault, name)
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        connection.execute(delete(login_attempt).where(login_attempt.c.at < moment - WITHIN))
        made = connection.execute(
            select(func.count()).select_from(login_attempt).where(login_attempt.c.name_hash == name_hash)
        ).scalar_one()
        if made >= ATTEMPTS:
            return False
        connection.execute(login_attempt.insert().values(name_hash=name_hash, at=moment))
    return True


def forget(connection: Connection, vault: Vault, name: str) -> None:
    """Forget the attempts for a name, after a login that worked."""
    connection.execute(delete(login_attempt).where(login_attempt.c.name_hash == _hash(vault, name)))


def _hash(vault: Vault, name: str) -> str:
    return vault.address_hash("desk login", " ".join(name.split()).casefold())
