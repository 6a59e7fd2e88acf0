"""Sessions of operators: a random token in a cookie, only its hash in the database."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
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
    """An operator who is logged in. `token_hash` names the session."""

    operator: Operator
    token_hash: str
    duty: Duty = Duty.ON
    languages: str = ""
    has_second_factor: bool = False


def open_session(work: Work, operator_id: int, browser: str = "") -> str:
    """Begin a session; returns the token for the cookie. Sessions that are over are swept away.

    `browser`: its kind, as browsers.py names it.
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
            token_hash=hash_of(token), operator_id=operator_id, created_at=moment, seen_at=moment, browser=browser
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
            select(operator, operator_session.c.seen_at, second_factor.c.confirmed_at)
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
    return Session(who, token_hash, Duty(row.duty), row.languages, row.confirmed_at is not None)


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
