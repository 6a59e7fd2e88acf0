"""The audit trail: who did what. Each line carries the keyed hash of the one before, so that none goes unnoticed.

A line names contacts by pseudonym only and holds no word of theirs, so it stays when they are erased. The oldest lines
go after a set time; a line of the trail itself says up to which they went, and carries the hash of the last of them.
"""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError

from bot.conversations.work import Store, Work
from bot.privacy.encryption import Vault
from bot.storage.engine import now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import audit, audit_counted

LOCK = 826156  # any number that no other advisory lock of ours has
PRUNED = "pruned"  # a checkpoint: its `pseudonym` names the last line that went, its `detail` is that line's chain
PRUNED_AT_ONCE = 5000
PRUNED_EVERY = datetime.timedelta(days=1)  # or each five seconds would have a checkpoint of its own
COUNTED_FOR = datetime.timedelta(hours=1)
NOBODY = 0  # no account has this id
BEGINNING = ""  # what the first line carries of the one before

# What anybody can do as often as they like. It has lines of its own, so that it buries nothing.
COUNTED = ("login_failed", "code_failed", "too_many_attempts", "too_many_codes", "form_refused", "refused")

_LAST = Prepared(select(audit.c.chain).where(audit.c.id == select(func.max(audit.c.id)).scalar_subquery()))
_ADD = insert_into(audit, "at", "operator_id", "action", "pseudonym", "detail", "chain")
_COUNT = Prepared(
    audit_counted.update()
    .where(
        audit_counted.c.action == bindparam("what"),
        audit_counted.c.operator_id == bindparam("who"),
        audit_counted.c.since > bindparam("not_before"),
    )
    .values(number=audit_counted.c.number + 1)
)


@dataclass(frozen=True)
class Act:
    """What was done.

    `operator_id`: None for the command line and for names that no account has. `pseudonym`: of a contact, or an account
    as `account` names it. `detail`: a code or a number; never what somebody wrote.
    """

    at: datetime.datetime
    operator_id: int | None
    action: str
    pseudonym: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Line:
    """A line as it is stored."""

    id: int
    act: Act
    chain: str


def record(work: Work, operator_id: int | None, action: str, pseudonym: str | None, detail: str | None = None) -> None:
    """One line, written at the end of the transaction.

    There because lines are written one after the other, by whichever process: who holds their lock asks for no other.
    """
    act = Act(now(), operator_id, action, pseudonym, detail)
    work.at_the_end.append(lambda: _append(work, act))


def count(work: Work, operator_id: int | None, action: str) -> None:
    """Something of COUNTED was done: the first has a line at once, the others of the hour one together."""
    who, moment = operator_id or NOBODY, now()
    if work.run(_COUNT, what=action, who=who, not_before=moment - COUNTED_FOR).rowcount:
        return
    _settle(work, audit_counted.c.action == action, audit_counted.c.operator_id == who)
    try:
        with work.connection.begin_nested():
            work.run(audit_counted.insert().values(action=action, operator_id=who, since=moment, number=0))
    except IntegrityError:  # another process was first
        work.run(_COUNT, what=action, who=who, not_before=moment - COUNTED_FOR)
        return
    record(work, operator_id, action, None)


def settle_counted(store: Store) -> None:
    """Give what was counted its line, where its hour is over."""
    due = audit_counted.c.since <= now() - COUNTED_FOR
    with store.read() as work:
        if work.run(select(audit_counted.c.action).where(due).limit(1)).first() is None:
            return
    with store.write() as work:
        _settle(work, due)


def prune(store: Store, keep: datetime.timedelta, upto: int | None = None) -> int:
    """Take away the lines that are older than `keep`, once a day; returns how many. The newest line always stays.

    `upto`: only lines up to this one (those that were shipped); None for all.
    """
    old = now() - keep
    with store.read() as work:
        oldest = next(lines(work, most=1), None)
        if oldest is None or oldest.act.at >= old - PRUNED_EVERY:
            return 0
    with store.write() as work:
        work.lock(LOCK)
        going = list(itertools.takewhile(lambda line: line.act.at < old, lines(work, most=PRUNED_AT_ONCE)))
        newest = last_of(work)
        going = [line for line in going if line.id < newest and (upto is None or line.id <= upto)]
        if not going:
            return 0
        work.run(delete(audit).where(audit.c.id <= going[-1].id))
        record(work, None, PRUNED, _line_name(going[-1].id), going[-1].chain)
    return len(going)


def account(operator_id: int) -> str:
    """How a line names an account, where others name a contact's pseudonym."""
    return f"operator-{operator_id}"


def lines(work: Work, after: int = 0, most: int | None = None) -> Iterator[Line]:
    """The lines after this one, in their order."""
    statement = select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(most)
    for row in work.run(statement):
        yield Line(row.id, Act(row.at, row.operator_id, row.action, row.pseudonym, row.detail), row.chain)


def first_broken(work: Work, shipped: Mapping[int, str] | None = None) -> tuple[int, str] | None:
    """The first line that is not as it was written, with what is wrong; None where all are.

    `shipped`: id and chain of the lines that were brought elsewhere (bot/conversations/shipping.py). Only they show
    that the newest lines are gone.
    """
    gone, before = pruned(work)
    left = {number: chain for number, chain in (shipped or {}).items() if number > gone}
    for line in lines(work):
        if chained(work.vault, before, line.act) != line.chain:
            return line.id, "it was changed, or the one before it was taken away"
        elsewhere = left.pop(line.id, line.chain)
        if elsewhere != line.chain:
            return line.id, "another one was shipped"
        before = line.chain
    missing = min(left, default=None)
    return (missing, "it was shipped and is gone here") if missing is not None else None


def pruned(work: Work) -> tuple[int, str]:
    """The last line that was taken away because its time was over, and what it carried; 0 where none was."""
    checkpoints = select(audit.c.pseudonym, audit.c.detail).where(audit.c.action == PRUNED)
    row = work.run(checkpoints.order_by(audit.c.id.desc()).limit(1)).first()
    return (int(row.pseudonym.rpartition("-")[2]), row.detail) if row else (0, BEGINNING)


def last_of(work: Work) -> int:
    """The id of the newest line; 0 where there is none."""
    return int(work.run(select(func.max(audit.c.id))).scalar() or 0)


def chained(vault: Vault, before: str, act: Act) -> str:
    """What a line carries: the keyed hash of itself and of what the one before carries."""
    at, *values = astuple(act)
    return vault.address_hash("audit", json.dumps([before, at.isoformat(), *values]))


def _line_name(number: int) -> str:
    return f"line-{number}"


def _append(work: Work, act: Act) -> None:
    work.lock(LOCK)
    before = work.run(_LAST).scalar_one_or_none() or BEGINNING
    at, operator_id, action, pseudonym, detail = astuple(act)
    values = {"at": at, "operator_id": operator_id, "action": action, "pseudonym": pseudonym, "detail": detail}
    work.run(_ADD, **values, chain=chained(work.vault, before, act))


def _settle(work: Work, *which: Any) -> None:
    rows = work.run(select(audit_counted).where(*which).with_for_update()).all()
    work.run(delete(audit_counted).where(*which))
    for row in rows:
        if row.number:
            record(work, row.operator_id or None, row.action, None, f"{row.number} more since {row.since:%H:%M}")
