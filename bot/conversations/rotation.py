"""Keys are changed while all runs on: the master key with all that it wraps, and the one that signs sessions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import bindparam, func, select

from bot.conversations.audit import record
from bot.conversations.work import Store, Work
from bot.privacy.encryption import FormerKey, KeyProblem, Vault, key_id, make_key, make_signing_key, master_keys_of
from bot.privacy.sources import NOT_OURS, KeySource, key_source
from bot.settings import Settings
from bot.storage.prepared import Prepared
from bot.storage.tables import contact, second_factor

BATCH = 200  # contacts in one transaction: some 15 ms, in which nobody else writes on SQLite
PAUSE_SECONDS = 0.02  # between two, so that others come to write

SIGNED_LASTS_SECONDS = 180 * 24 * 3600  # of what is signed, a desk's known browser lasts longest (bot/desk/devices.py)

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
    if source.is_ours and not settings.key_wrapper and _put_in_front(store, source):
        say(f"{source.where}: a new key stands in front")
    wrap_all_anew(store, say)
    if not settings.key_wrapper:
        drop_what_nothing_needs(store, source, say)


def rotate_signing(settings: Settings, store: Store, say: Callable[[str], None], *, leaked: bool = False) -> None:
    """Sign web chat sessions, and the desk's forms and devices, with a new key from now on.

    What the one before has signed counts until it would end anyway; `leaked`: counts no more, and neither does what
    earlier ones signed, so that every open chat begins anew. Raises KeyProblem where the keys are not ours to write.
    """
    source = key_source(settings)
    if not source.is_ours:
        raise KeyProblem(f"{source.where}: {NOT_OURS}")
    with store.write() as work:
        present = _alone(work, source)
        moment = int(time.time())
        former = (FormerKey(present.session_key, moment), *present.former_session_keys)
        kept = () if leaked else tuple(each for each in former if moment <= each.signed_until + SIGNED_LASTS_SECONDS)
        source.write(replace(present, session_key=make_signing_key(), former_session_keys=kept))
        record(work, None, "keys_rotated", None, "signing, leaked" if leaked else "signing")
    still = "nothing that was signed before counts" if leaked else "what was signed before counts until it ends"
    say(f"{source.where}: a new key signs from now on; {still}; back the file up anew")


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
        present = _alone(work, source)
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


def _put_in_front(store: Store, source: KeySource) -> bool:
    """Put a new master key in front, unless a rotation is under way already: then that is gone on with."""
    with store.write() as work:
        present = _alone(work, source)
        if len(present.encryption) > 1:
            return False
        source.write(replace(present, encryption=(make_key(), *present.encryption)))
        record(work, None, "keys_rotated", None, "a new key")
    return True


def _alone(work: Work, source: KeySource) -> Vault:
    """The keys as they are, in a transaction in which no other rotation writes them, and nobody wraps a data key."""
    work.wait_for_new_data_keys()
    present = source.read()
    if present is None:
        raise KeyProblem(f"{source.where}: the keys vanished; restore them from a backup")
    return present


def _needed(work: Work, present: Vault) -> tuple[str, ...]:
    used = {master for stored in _stored(work) for master in master_keys_of(stored)}
    first, *others = present.encryption
    return (first, *(key for key in others if key_id(key) in used))


def _stored(work: Work) -> Iterator[bytes]:
    for table in (contact, second_factor):
        for row in work.connection.execution_options(stream_results=True).execute(select(table.c.data_key)):
            yield row.data_key
