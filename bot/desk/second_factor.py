"""A second factor beside the password: six digits that a phone makes anew each 30 seconds (RFC 6238)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import pyotp
from sqlalchemy import delete, func, select

from bot.conversations import audit
from bot.conversations.work import Store, Work
from bot.desk import accounts
from bot.desk.accounts import AccountProblem
from bot.desk.passwords import UNAMBIGUOUS
from bot.i18n.filled import filled
from bot.storage.engine import now
from bot.storage.tables import recovery_code, second_factor

SECONDS = 30  # RFC 6238, 5.2: the step that phones' apps know
STEPS_BESIDE = 1  # RFC 6238, 5.2: one step for who types slowly and for a clock that is not right
DIGITS = re.compile(r"[0-9]{6}")
CODES = 10
GROUPS, GROUP_LETTERS = 4, 4  # 79 bits, stored as hashes with a key that is not in the database
CODE, RECOVERY = "code", "recovery code"  # what opened the desk
SEPARATORS = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class Factor:
    """The second factor of an account. `secret`: Base32, as an app takes it."""

    secret: str
    is_confirmed: bool


def has_one(work: Work, operator_id: int) -> bool:
    """Whether the account has a second factor that it must show."""
    row = work.run(select(second_factor.c.confirmed_at).where(second_factor.c.operator_id == operator_id)).first()
    return row is not None and row.confirmed_at is not None


def who_have_one(work: Work) -> frozenset[int]:
    """The ids of the accounts that have one."""
    rows = work.run(select(second_factor.c.operator_id).where(second_factor.c.confirmed_at.is_not(None)))
    return frozenset(rows.scalars())


def of(work: Work, operator_id: int) -> Factor | None:
    """The account's second factor, confirmed or begun. Raises KeyProblem when no key opens its secret."""
    row = work.run(select(second_factor).where(second_factor.c.operator_id == operator_id)).first()
    if row is None:
        return None
    return Factor(work.vault.data_key(row.data_key).decrypt(row.secret), row.confirmed_at is not None)


def begin(work: Work, operator_id: int) -> str:
    """A new secret for the account, which counts once a code of it was given; returns it."""
    secret, key = pyotp.random_base32(), work.new_data_key()
    work.run(delete(second_factor).where(second_factor.c.operator_id == operator_id))
    work.run(
        second_factor.insert().values(
            operator_id=operator_id, data_key=key.stored, secret=key.encrypt(secret), last_step=0
        )
    )
    return secret


def address(secret: str, name: str, hotline_name: str) -> str:
    """What the QR code holds: the secret and whose it is, as apps read it."""
    return pyotp.TOTP(secret, interval=SECONDS).provisioning_uri(name=name, issuer_name=f"{hotline_name} desk")


def confirm(work: Work, operator_id: int, code: str) -> list[str] | None:
    """Make the begun one count, if the code is of it; returns the recovery codes, to be shown once."""
    if not _fits(work, operator_id, code):
        return None
    work.run(second_factor.update().where(second_factor.c.operator_id == operator_id).values(confirmed_at=now()))
    return new_recovery_codes(work, operator_id)


def passes(work: Work, operator_id: int, given: str) -> str | None:
    """Use a code up: CODE, RECOVERY, or None where it is neither, or was used before."""
    typed = SEPARATORS.sub("", given).lower()
    if DIGITS.fullmatch(typed):
        return CODE if _fits(work, operator_id, typed) else None
    used = work.run(
        recovery_code.update()
        .where(
            recovery_code.c.operator_id == operator_id,
            recovery_code.c.code_hash == _hash(work, operator_id, typed),
            recovery_code.c.used_at.is_(None),
        )
        .values(used_at=now())
    )
    return RECOVERY if used.rowcount == 1 else None


def new_recovery_codes(work: Work, operator_id: int) -> list[str]:
    """New codes for who has lost their phone, each good once; those from before are void."""
    codes = [
        "-".join("".join(secrets.choice(UNAMBIGUOUS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
        for _ in range(CODES)
    ]
    work.run(delete(recovery_code).where(recovery_code.c.operator_id == operator_id))
    for code in codes:
        hashed = _hash(work, operator_id, SEPARATORS.sub("", code))
        work.run(recovery_code.insert().values(operator_id=operator_id, code_hash=hashed))
    return codes


def codes_left(work: Work, operator_id: int) -> int:
    """How many recovery codes were not used yet."""
    left = select(func.count()).select_from(recovery_code)
    mine = recovery_code.c.operator_id == operator_id, recovery_code.c.used_at.is_(None)
    return int(work.run(left.where(*mine)).scalar_one())


def reset(work: Work, operator_id: int) -> None:
    """For who has lost it: nothing is left of it, and no session either, since it may be lost with the phone."""
    remove(work, operator_id)
    accounts.end_sessions(work, operator_id)


def reset_by_name(store: Store, name: str) -> None:
    """The same from the command line. Raises AccountProblem where no account has the name."""
    with store.write() as work:
        found = accounts.id_of(work, name)
        if found is None:
            raise AccountProblem(filled("There is no account named {name}.", name=name))
        reset(work, found)
        audit.record(work, None, "second_factor_reset", audit.account(found))


def remove(work: Work, operator_id: int) -> None:
    """Take the second factor and its recovery codes away."""
    work.run(delete(recovery_code).where(recovery_code.c.operator_id == operator_id))
    work.run(delete(second_factor).where(second_factor.c.operator_id == operator_id))


def _fits(work: Work, operator_id: int, code: str) -> bool:
    """Whether it is a code of now that is newer than the last one used; it is used up by this."""
    found, typed = of(work, operator_id), SEPARATORS.sub("", code)
    if found is None or not DIGITS.fullmatch(typed):
        return False
    present, totp = int(now().timestamp()) // SECONDS, pyotp.TOTP(found.secret, interval=SECONDS)
    for step in range(present - STEPS_BESIDE, present + STEPS_BESIDE + 1):
        if secrets.compare_digest(totp.generate_otp(step), typed):
            mine = second_factor.c.operator_id == operator_id
            newer = second_factor.c.last_step < step
            used = work.run(second_factor.update().where(mine, newer).values(last_step=step))
            return bool(used.rowcount == 1)
    return False


def _hash(work: Work, operator_id: int, code: str) -> str:
    return work.vault.address_hash("desk recovery code", f"{operator_id} {code}")
