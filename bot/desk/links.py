"""Links that let somebody set their own password: for a new account, or one whose password is lost. Good once."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.conversations import audit
from bot.conversations.work import Store, Work
from bot.desk import accounts
from bot.desk.accounts import Operator
from bot.desk.sessions import TOKEN_BYTES, hash_of
from bot.storage.engine import now
from bot.storage.tables import account_link

LASTS = datetime.timedelta(days=2)  # handed over in person or read out, and used at the next shift


@dataclass(frozen=True)
class Link:
    """A link as it is shown once: its token, and until when it opens."""

    token: str
    until: datetime.datetime


def make(work: Work, operator_id: int) -> Link:
    """A new link for an account; one from before is void."""
    token, until = secrets.token_urlsafe(TOKEN_BYTES), now() + LASTS
    work.run(delete(account_link).where(account_link.c.operator_id == operator_id))
    work.run(account_link.insert().values(operator_id=operator_id, token_hash=hash_of(token), expires_at=until))
    return Link(token, until)


def owner(store: Store, token: str) -> Operator | None:
    """Whose link it is; None where it was used, is over, or never was, or the account is closed."""
    with store.read() as work:
        return _owner(work, token)


def use(store: Store, token: str, password: str) -> bool:
    """Set the password, and void the link and every session; False where it does not open any more.

    Raises AccountProblem for a weak password, after which the link still opens.
    """
    found = owner(store, token)
    if found is None:
        return False
    hashed = accounts.strong_hash(password, found.name)
    with store.write() as work:
        gone = work.run(delete(account_link).where(account_link.c.token_hash == hash_of(token)))
        if gone.rowcount != 1:  # somebody was quicker
            return False
        accounts.set_password(work, found.id, hashed)
        audit.record(work, found.id, "link_used", None)
    return True


def _owner(work: Work, token: str) -> Operator | None:
    is_good = account_link.c.token_hash == hash_of(token), account_link.c.expires_at > now()
    number = work.run(select(account_link.c.operator_id).where(*is_good)).scalar_one_or_none()
    found = accounts.by_id(work, number) if number is not None else None
    return found if found is not None and not found.disabled else None
