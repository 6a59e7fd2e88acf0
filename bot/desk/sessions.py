"""Sessions of operators: a random token in a cookie, only its hash in the database."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from bot.conversations.duty import ABSOLUTE, IDLE, Duty, is_open
from bot.conversations.work import Store, Work
from bot.desk.accounts import Operator, Role
from bot.privacy.encryption import Vault
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session, second_factor

TOKEN_BYTES = 32  # 256 bits
TOUCH_EVERY = datetime.timedelta(seconds=30)  # spares a write on each click


@dataclass(frozen=True)
class Session:
    """An operator who is logged in. `token_hash` names the session; `interface`: the language they read the desk in."""

    operator: Operator
    token_hash: str
    duty: Duty = Duty.ON
    languages: str = ""
    has_second_factor: bool = False
    is_in: bool = True  # as it was kept last
    interface: str = ""

    def waits_for_second_factor(self, roles: Collection[str]) -> bool:
        """Whether one is wanted of these roles, this one among them, and there is none yet."""
        return not self.has_second_factor and self.operator.role.value in roles

    def may_come_in(self, roles: Collection[str]) -> bool:
        """Whether nothing is to be done first: a password to change, or the second factor that these roles need."""
        return not self.operator.must_change and not self.waits_for_second_factor(roles)


def open_session(work: Work, operator_id: int, browser: str = "") -> str:
    """Begin a session; returns the token for the cookie. Sessions that are over are swept away.

    Its operator is nobody who reads until the guard has let it in. `browser`: its kind, as browsers.py names it.
    """
    moment = now()
    work.run(
        delete(operator_session).where(
            or_(operator_session.c.seen_at < moment - IDLE, operator_session.c.created_at < moment - ABSOLUTE)
        )
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    work.run(
        operator_session.insert().values(
            token_hash=hash_of(token),
            operator_id=operator_id,
            created_at=moment,
            seen_at=moment,
            browser=browser,
            is_in=False,
        )
    )
    return token


def read_session(store: Store, token: str, *, touch: bool) -> Session | None:
    """The session of a token, or None when it is over, unknown, or its account is disabled.

    `touch`: the operator did something, so the idle time begins anew.
    """
    token_hash, moment = hash_of(token), now()
    with store.read() as work:
        row = work.run(
            select(operator, operator_session.c.seen_at, operator_session.c.is_in, second_factor.c.confirmed_at)
            .join(operator, operator.c.id == operator_session.c.operator_id)
            .outerjoin(second_factor, second_factor.c.operator_id == operator.c.id)
            .where(operator_session.c.token_hash == token_hash, *is_open(moment))
        ).first()
    if row is None:
        return None
    if touch and moment - row.seen_at > TOUCH_EVERY:
        with store.write() as work:
            work.run(
                operator_session.update().where(operator_session.c.token_hash == token_hash).values(seen_at=moment)
            )
    who = Operator(row.id, row.name, Role(row.role), must_change=bool(row.must_change))
    has_second_factor = row.confirmed_at is not None
    return Session(
        *(who, token_hash, Duty(row.duty), row.languages, has_second_factor),
        is_in=bool(row.is_in),
        interface=row.interface,
    )


def set_in(work: Work, token_hash: str, *, is_in: bool) -> None:
    """Keep whether the session may come in: who may not is nobody who reads."""
    work.run(operator_session.update().where(operator_session.c.token_hash == token_hash).values(is_in=is_in))
    work.notify()


def close_session(work: Work, token_hash: str) -> None:
    """End a session."""
    work.run(delete(operator_session).where(operator_session.c.token_hash == token_hash))


def hash_of(token: str) -> str:
    """What is stored of a token. It is 256 random bits, so a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(vault: Vault, cookie: str) -> str:
    """The token that every form of this browser carries, bound to its cookie (against cross-site requests)."""
    return _signed(vault.signing().newest, cookie)


def form_token_fits(vault: Vault, cookie: str, given: str) -> bool:
    """Whether a form carries this browser's token; compared in constant time."""
    keys = vault.signing().known(int(ABSOLUTE.total_seconds()))  # no form is open for longer than a session
    fits = [hmac.compare_digest(_signed(key, cookie).encode(), given.encode()) for key in keys]
    return any(fits)


def _signed(key: str, cookie: str) -> str:
    return hmac.new(key.encode(), f"desk form\0{cookie}".encode(), hashlib.sha256).hexdigest()
