"""The operators' accounts: who may come to the desk, and as what."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from bot.conversations import audit
from bot.conversations.duty import NUMBERS_ONLY
from bot.conversations.work import Store, Work
from bot.desk import operator_names, passwords
from bot.desk.passwords import PasswordProblem, make_password
from bot.i18n.filled import filled
from bot.settings import Mendable
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session

__all__ = ["AccountProblem", "Operator", "Role", "add_operator", "any_operator", "make_password"]

LONGEST_NAME = 64
NAME = re.compile(r"[\w][\w .@'-]*")


class Role(str, enum.Enum):
    """What an account may do; guard.py's OPENS says which pages that is, docs/security.md why."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"  # also the shift, holds, the audit trail and the statistics
    ADMINISTRATOR = "administrator"  # also the accounts
    COORDINATOR = NUMBERS_ONLY  # the statistics alone


@dataclass(frozen=True)
class Operator:
    """One account."""

    id: int
    name: str
    role: Role
    disabled: bool = False
    must_change: bool = False  # the password was handed out, so somebody else may have seen it

    @property
    def is_supervisor(self) -> bool:
        """Whether the shift, holds and the audit trail are open to them."""
        return self.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)

    @property
    def is_administrator(self) -> bool:
        """Whether the accounts are open to them."""
        return self.role is Role.ADMINISTRATOR

    @property
    def answers(self) -> bool:
        """Whether conversations are open to them."""
        return self.role is not Role.COORDINATOR


class AccountProblem(Mendable):
    """The account cannot be added or changed like this; the message says why, to people."""


def add_operator(
    store: Store, name: str, password: str, role: str, *, handed_out: bool = False, by: int | None = None
) -> int:
    """Add an account; returns its id. Raises AccountProblem for a bad or taken name or a weak password.

    `handed_out`: somebody else reads the password first, so that it opens nothing but the page to change it. `by`: the
    id of who adds it; None for the command line.
    """
    name = tidy_name(name)
    password_hash = _hash(password, name)
    try:
        with store.write() as work:
            if _row_named(work, name) is not None:
                raise AccountProblem(filled("There is already an account named {name}.", name=name))
            result = work.run(
                operator.insert().values(
                    name=name,
                    password_hash=password_hash,
                    role=Role(role).value,
                    disabled=False,
                    must_change=handed_out,
                    created_at=now(),
                )
            )
            added = int(result.inserted_primary_key[0])
            audit.record(work, by, "operator_added", audit.account(added), Role(role).value)
            return added
    except IntegrityError:
        raise AccountProblem(filled("There is already an account named {name}.", name=name)) from None


def any_operator(store: Store) -> bool:
    """Whether there is an account."""
    with store.read() as work:
        return work.run(select(operator.c.id).limit(1)).first() is not None


def all_operators(work: Work) -> list[Operator]:
    """Every account, by name."""
    return [_operator(row) for row in work.run(select(operator).order_by(func.lower(operator.c.name)))]


def log_in(store: Store, name: str, password: str) -> Operator | None:
    """The account with this name and password, or None: unknown, wrong and disabled look and last alike."""
    with store.read() as work:
        row = _row_named(work, name)
    fits = passwords.matches(row.password_hash if row else None, password)
    if row is None or not fits or row.disabled:
        return None
    if passwords.needs_rehash(row.password_hash):
        _store_hash(store, row.id, passwords.hash_password(password))
    return _operator(row)


def id_of(work: Work, name: str) -> int | None:
    """The id of the account with this name."""
    row = _row_named(work, name)
    return row.id if row else None


def change_password(store: Store, who: Operator, old: str, new: str, keep_session: str) -> None:
    """Change one's own password; every other session of theirs ends. Raises AccountProblem."""
    with store.read() as work:
        stored = work.run(select(operator.c.password_hash).where(operator.c.id == who.id)).scalar()
    if not passwords.matches(stored, old):
        raise AccountProblem("The present password is not right.")
    if new == old:
        raise AccountProblem("The new password is the present one.")
    new_hash = _hash(new, who.name)
    with store.write() as work:
        work.run(operator.update().where(operator.c.id == who.id).values(password_hash=new_hash, must_change=False))
        work.run(
            delete(operator_session).where(
                operator_session.c.operator_id == who.id, operator_session.c.token_hash != keep_session
            )
        )


def strong_hash(password: str, name: str) -> str:
    """What is stored of a password. Raises AccountProblem for a weak one."""
    return _hash(password, name)


def set_password(work: Work, operator_id: int, password_hash: str) -> None:
    """Store the password that its owner chose; all sessions of the account end."""
    values = {"password_hash": password_hash, "must_change": False}
    work.run(operator.update().where(operator.c.id == operator_id).values(**values))
    end_sessions(work, operator_id)


def reset_password(work: Work, operator_id: int) -> str:
    """A new random password for an account, to be told once; all its sessions end. Raises AccountProblem."""
    found = by_id(work, operator_id)
    password = make_password()
    values = {"password_hash": passwords.hash_password(password), "must_change": True}
    work.run(operator.update().where(operator.c.id == found.id).values(**values))
    end_sessions(work, operator_id)
    return password


def disable(work: Work, operator_id: int) -> None:
    """Close an account; it is out at once. Raises AccountProblem for the last administrator."""
    found = by_id(work, operator_id)
    _refuse_the_last_administrator(work, found)
    work.run(operator.update().where(operator.c.id == found.id).values(disabled=True))
    end_sessions(work, operator_id)


def enable(work: Work, operator_id: int) -> None:
    """Open a closed account again. Raises AccountProblem when there is none."""
    work.run(operator.update().where(operator.c.id == by_id(work, operator_id).id).values(disabled=False))


def set_role(work: Work, operator_id: int, role: Role) -> None:
    """Give an account another role; its sessions end. Raises AccountProblem for the last administrator."""
    found = by_id(work, operator_id)
    if role is not Role.ADMINISTRATOR:
        _refuse_the_last_administrator(work, found)
    work.run(operator.update().where(operator.c.id == found.id).values(role=role.value))
    end_sessions(work, found.id)


def by_id(work: Work, operator_id: int) -> Operator:
    """The account with this id. Raises AccountProblem when there is none."""
    row = work.run(select(operator).where(operator.c.id == operator_id)).first()
    if row is None:
        raise AccountProblem("There is no such account.")
    return _operator(row)


def stored_hash(work: Work, operator_id: int) -> str:
    """The hash of the account's password."""
    return str(work.run(select(operator.c.password_hash).where(operator.c.id == operator_id)).scalar_one())


def end_sessions(work: Work, operator_id: int) -> None:
    """End every session of an account."""
    work.run(delete(operator_session).where(operator_session.c.operator_id == operator_id))


def tidy_name(name: str) -> str:
    """The name as it is stored. Raises AccountProblem when it is empty, too long or has odd signs."""
    tidied = operator_names.tidied(name)
    if not tidied or len(tidied) > LONGEST_NAME or not NAME.fullmatch(tidied):
        raise AccountProblem(
            filled(
                "A name has 1 to {most} letters, digits, spaces and . - _ ' @, and begins with a letter or digit.",
                most=LONGEST_NAME,
            )
        )
    return tidied


def _refuse_the_last_administrator(work: Work, found: Operator) -> None:
    open_ones = select(operator.c.id).where(operator.c.role == Role.ADMINISTRATOR.value, operator.c.disabled.is_(False))
    if work.run(open_ones.with_for_update()).scalars().all() == [found.id]:  # locked: two could close each other
        raise AccountProblem("This is the last administrator; make another one first.")


def _row_named(work: Work, name: str) -> Any:
    """The row of a name, however it is written."""
    wanted = operator_names.folded(name)
    found = None
    for row in work.run(select(operator)):
        if operator_names.folded(row.name) == wanted:
            found = row
    return found


def _hash(password: str, name: str) -> str:
    try:
        passwords.require_strong(password, name)
    except PasswordProblem as problem:
        raise AccountProblem(str(problem)) from None
    return passwords.hash_password(password)


def _store_hash(store: Store, operator_id: int, password_hash: str) -> None:
    with store.write() as work:
        work.run(operator.update().where(operator.c.id == operator_id).values(password_hash=password_hash))


def _operator(row: Any) -> Operator:
    return Operator(row.id, row.name, Role(row.role), bool(row.disabled), bool(row.must_change))
