"""How often somebody may try to log in: as a name, from an address, with a code, from a browser they used before."""

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
CODES_A_DAY = 30  # of a million codes three fit at a time: who knows the password has one chance in 11,000 a day
DAY = datetime.timedelta(hours=24)
LOCK = 826154  # any number that no other advisory lock of ours has


class Counted(NamedTuple):
    """What attempts are counted by, and how many there may be within which time."""

    kind: str
    value: str
    most: int = ATTEMPTS
    within: datetime.timedelta = WITHIN


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


def by_day(operator_id: int, password: str, device: str | None) -> Counted:
    """An account's codes of a day, by whoever has given this password: a new one begins anew.

    `password`: a hash of it. `device`: counted apart, so that strangers do not use up the codes of who is known.
    """
    return Counted("desk codes of a day", f"{operator_id} {password} {device or ''}", CODES_A_DAY, DAY)


def by_session(token_hash: str) -> Counted:
    """Those of somebody who is logged in, to prove that they know their password."""
    return Counted("desk session", token_hash)


def try_once(store: Store, *counted: Counted) -> bool:
    """Count an attempt by each of these; False when there were too many lately by one (it then does not count)."""
    moment = now()
    hashes = {store.vault.address_hash(each.kind, each.value): each for each in counted}
    with store.write() as work:
        work.lock(LOCK)
        work.run(delete(login_attempt).where(login_attempt.c.until < moment))
        for hashed, each in hashes.items():
            made = select(func.count()).select_from(login_attempt).where(login_attempt.c.name_hash == hashed)
            if work.run(made).scalar_one() >= each.most:
                return False
        for hashed, each in hashes.items():
            work.run(login_attempt.insert().values(name_hash=hashed, until=moment + each.within))
    return True


def forget(work: Work, counted: Counted) -> None:
    """Forget the attempts, after one that worked."""
    hashed = work.vault.address_hash(counted.kind, counted.value)
    work.run(delete(login_attempt).where(login_attempt.c.name_hash == hashed))
