"""A new master key in front, every contact's data key wrapped by it, and the old key dropped: while all runs on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import bindparam, func, select

from bot.conversations.audit import record
from bot.conversations.work import Store, Work
from bot.privacy.encryption import Vault, key_id, make_key, master_keys_of
from bot.privacy.sources import KeySource, key_source, keys_of
from bot.settings import Settings
from bot.storage.prepared import Prepared
from bot.storage.tables import contact, second_factor

BATCH = 200  # contacts in one transaction: some 15 ms, in which nobody else writes on SQLite
PAUSE_SECONDS = 0.02  # between two, so that others come to write

_NEXT = Prepared(
    select(contact.c.id, contact.c.data_key)
    .where(contact.c.id > bindparam("after"))
    .order_by(contact.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
_WRITE = Prepared(contact.update().where(contact.c.id == bindparam("contact_id")).values(data_key=bindparam("wrapped")))


def rotate(settings: Settings, store: Store, say: Callable[[str], None]) -> None:
    """Rotate the master key of this installation. What a killed rotation left is gone on with.

    Where the keys are a file, a new one is put in front, and the old one is dropped once nothing needs it. Keys that
    cannot be written from here are used as they are, and it is said which of them nothing needs. `say`: told how far
    it is. Raises KeyProblem.
    """
    source = key_source(settings)
    present = keys_of(settings)
    assert present is not None, "the store was opened with them"
    if source.is_ours and not settings.key_wrapper and len(present.encryption) == 1:
        with store.write() as work:
            source.write(replace(present, encryption=(make_key(), *present.encryption)))
            record(work, None, "keys_rotated", None, "a new key")
        say(f"{source.where}: a new key stands in front")
    wrap_all_anew(store, say)
    if not settings.key_wrapper:
        drop_what_nothing_needs(store, source, say)


def wrap_all_anew(store: Store, say: Callable[[str], None]) -> int:
    """Wrap every data key by the newest master key; returns how many were not yet. One that is wrapped so stays."""
    with store.write() as work:  # few rows: those of accounts
        for row in work.run(select(second_factor.c.operator_id, second_factor.c.data_key).with_for_update()).all():
            wrapped = store.vault.wrapped_anew(row.data_key)
            mine = second_factor.c.operator_id == row.operator_id
            work.run(second_factor.update().where(mine).values(data_key=wrapped))
    with store.read() as work:
        number = work.run(select(func.count()).select_from(contact)).scalar_one()
    moved = looked_at = after = 0
    told = time.monotonic()
    while True:
        with store.write() as work:
            rows = work.run(_NEXT, after=after, most=BATCH).all()
            anew = {row.id: store.vault.wrapped_anew(row.data_key) for row in rows}
            changed = [row.id for row in rows if anew[row.id] != bytes(row.data_key)]
            for contact_id in changed:
                work.run(_WRITE, contact_id=contact_id, wrapped=anew[contact_id])
        moved, looked_at = moved + len(changed), looked_at + len(rows)
        if len(rows) < BATCH:
            say(f"{looked_at} of {looked_at} contacts, {moved} of them wrapped anew")
            return moved
        after = rows[-1].id
        if time.monotonic() - told > 1:
            say(f"{looked_at} of {max(number, looked_at)} contacts, {moved} of them wrapped anew")
            told = time.monotonic()
        time.sleep(PAUSE_SECONDS)


def drop_what_nothing_needs(store: Store, source: KeySource, say: Callable[[str], None]) -> None:
    """Leave only the newest master key and those by which something is still wrapped.

    Nobody wraps a data key meanwhile, so none can be wrapped by a key that goes.
    """
    with store.write() as work:
        work.wait_for_new_data_keys()
        present = source.read()
        if present is None:
            return
        kept = _needed(work, present)
        dropped = [key for key in present.encryption if key not in kept]
        if dropped and source.is_ours:
            source.write(replace(present, encryption=kept))
            record(work, None, "keys_rotated", None, "the old key dropped")
    lost = len(kept) - 1
    names = ", ".join(key_id(key).decode() for key in dropped)
    if dropped and source.is_ours:
        say(f"{source.where}: dropped {names}, which nothing needs any more; back the file up anew, and the database")
    elif dropped:
        say(f"{source.where}: nothing needs {names} any more; take it out")
    if lost:
        say(f"{lost} older keys are still needed and stay")


def _needed(work: Work, present: Vault) -> tuple[str, ...]:
    used = {master for stored in _stored(work) for master in master_keys_of(stored)}
    first, *others = present.encryption
    return (first, *(key for key in others if key_id(key) in used))


def _stored(work: Work) -> Iterator[bytes]:
    for table in (contact, second_factor):
        for row in work.connection.execution_options(stream_results=True).execute(select(table.c.data_key)):
            yield row.data_key
