"""How often somebody may try to log in: as a name, from an address; and from a browser that they have used before."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select

from bot.conversations.buckets import household
from bot.conversations.work import Store, Work
from bot.desk.operator_names import folded
from bot.storage.engine import now
from bot.storage.tables import login_attempt

ATTEMPTS = 5  # as SecureDrop
ATTEMPTS_FROM_ADDRESS = 30  # an office, or a proxy that is not in TRUSTED_PROXIES, has one address for everybody
WITHIN = datetime.timedelta(seconds=60)
LOCK = 826154  # any number that no other advisory lock of ours has


class Counted(NamedTuple):
    """What attempts are counted by, and how many there may be within a minute."""

    kind: str
    value: str
    most: int = ATTEMPTS


def by_name(name: str) -> Counted:
    """All attempts as a name, however it is written."""
    return Counted("desk login", folded(name))


def by_address(address: str) -> Counted:
    """All attempts from a network address, whatever the name."""
    return Counted("desk login from", household(address), ATTEMPTS_FROM_ADDRESS)


def by_device(device: str) -> Counted:
    """Those of one browser that has logged in before: strangers' attempts do not lock it out."""
    return Counted("desk login of device", device)


def by_code(operator_id: int) -> Counted:
    """Guesses of an account's code, by whoever has given its password."""
    return Counted("desk code", str(operator_id))


def by_session(token_hash: str) -> Counted:
    """Those of somebody who is logged in, to prove that they know their password."""
    return Counted("desk session", token_hash)


def try_once(store: Store, *counted: Counted) -> bool:
    """Count an attempt by each of these; False when there were too many lately by one (it then does not count)."""
    moment = now()
    hashes = {store.vault.address_hash(each.kind, each.value): each.most for each in counted}
    with store.write() as work:
        work.lock(LOCK)
        work.run(delete(login_attempt).where(login_attempt.c.at < moment - WITHIN))
        for hashed, most in hashes.items():
            made = select(func.count()).select_from(login_attempt).where(login_attempt.c.name_hash == hashed)
            if work.run(made).scalar_one() >= most:
                return False
        for hashed in hashes:
            work.run(login_attempt.insert().values(name_hash=hashed, at=moment))
    return True


def forget(work: Work, counted: Counted) -> None:
    """Forget the attempts, after one that worked."""
    hashed = work.vault.address_hash(counted.kind, counted.value)
    work.run(delete(login_attempt).where(login_attempt.c.name_hash == hashed))
