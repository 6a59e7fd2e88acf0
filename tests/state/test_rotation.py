"""The master key is changed while all runs on, and a kill at any moment loses nothing."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.webchat.sessions import Sessions
from bot.conversations import contacts, inbox, messages, rotation
from bot.conversations.work import Store, open_store
from bot.privacy.encryption import FormerKey, KeyProblem, key_id, make_key, master_keys_of
from bot.privacy.sources import SECRET, FileKeys, as_json, key_source, keys_of
from bot.settings import Settings
from bot.storage.tables import contact, conversation
from tests.making import text_from

PEOPLE = 5


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation in which some people have written, and its batches are small."""
    monkeypatch.setattr(rotation, "BATCH", 2)
    monkeypatch.setattr(rotation, "PAUSE_SECONDS", 0)
    made = Settings(var=tmp_path / "var", keys_file=tmp_path / "etc" / "keys.json", database_url=database_url)
    store = open_store(made)
    for number in range(PEOPLE):
        inbox.receive(store, text_from(f"+44770090000{number}", f"text {number}"))
    store.close()
    return made


def rotate(settings: Settings, store: Store | None = None) -> list[str]:
    said: list[str] = []
    opened = store or open_store(settings)
    rotation.rotate(settings, opened, said.append)
    if store is None:
        opened.close()
    return said


def masters(settings: Settings) -> tuple[str, ...]:
    vault = keys_of(settings)
    assert vault is not None
    return vault.encryption


def texts(store: Store) -> list[str]:
    with store.read() as work:
        ids = work.run(select(conversation.c.id).order_by(conversation.c.id)).scalars().all()
        return [each.text for number in ids for each in messages.transcript(work, number)]


def wrapped_by(store: Store) -> set[bytes]:
    with store.read() as work:
        return {
            master for stored in work.run(select(contact.c.data_key)).scalars() for master in master_keys_of(stored)
        }


def test_everything_needs_the_new_key_only_and_the_old_one_is_gone(settings: Settings) -> None:
    (before,) = masters(settings)
    said = rotate(settings)
    (after,) = masters(settings)
    assert after != before
    assert f"{PEOPLE} of {PEOPLE} contacts, {PEOPLE} of them wrapped anew" in said
    assert "dropped" in said[-1]
    store = open_store(settings)
    assert wrapped_by(store) == {key_id(after)}
    assert texts(store) == [f"text {number}" for number in range(PEOPLE)]
    store.close()


def test_who_writes_and_reads_meanwhile_notices_nothing(settings: Settings) -> None:
    running = open_store(settings)
    row = inbox.claim(running, "w1")
    assert row is not None
    ended = threading.Event()

    def write() -> int:
        number = 0
        while not ended.is_set() or number < PEOPLE:
            number += 1
            assert inbox.receive(running, text_from(f"+4477009001{number:02}", "meanwhile"))
        return number

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        rotate(settings)
        ended.set()
        written = writing.result()
    assert row.inbound.text == "text 0", "it was read before its key was dropped"
    assert wrapped_by(running) == {key_id(key) for key in masters(settings)}
    assert len(texts(running)) == PEOPLE + written
    running.close()


class Killed(Exception):
    """The process is gone."""


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_rotation_that_was_killed_is_gone_on_with(
    settings: Settings, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, passed = open_store(settings), 0

    def kill_after(_: float) -> None:
        nonlocal passed
        passed += 1
        if passed == batch:
            raise Killed

    monkeypatch.setattr(rotation.time, "sleep", kill_after)
    if batch < 3:
        with pytest.raises(Killed):
            rotate(settings, store)
    else:  # after all was wrapped, before the old key was dropped
        monkeypatch.setattr(rotation, "drop_what_nothing_needs", lambda *_: kill_after(0))
        with pytest.raises(Killed):
            rotate(settings, store)
    monkeypatch.undo()
    half = masters(settings)
    assert len(half) == 2
    assert len(texts(store)) == PEOPLE, "both keys open what is there"
    rotate(settings)
    assert masters(settings) == half[:1], "no third key was made"
    assert wrapped_by(store) == {key_id(half[0])}
    store.close()


def test_a_key_that_something_needs_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(settings)
    wrapped_anew = store.vault.wrapped_anew
    spared = []

    def all_but_one(_: object, stored: bytes) -> bytes:
        spared.append(stored)
        return stored if len(spared) == 1 else wrapped_anew(stored)

    monkeypatch.setattr(type(store.vault), "wrapped_anew", all_but_one)
    said = rotate(settings, store)
    assert len(masters(settings)) == 2
    assert "1 older keys are still needed" in said[-1]
    assert len(texts(store)) == PEOPLE
    store.close()


def test_keys_that_cannot_be_written_are_used_as_they_are(settings: Settings) -> None:
    first = keys_of(settings)
    assert first is not None
    newest = make_key()
    both = as_json(type(first)((newest, *first.encryption), first.address_key, first.session_key))
    given = settings.copy(update={"keys_file": None})
    given = Settings(var=given.var, database_url=given.database_url, rightsline_keys=both)
    said = rotate(given)
    assert said[-1] == f"RIGHTSLINE_KEYS: nothing needs {key_id(first.encryption[0]).decode()} any more; take it out"
    alone = as_json(type(first)((newest,), first.address_key, first.session_key))
    open_store(Settings(var=given.var, database_url=given.database_url, rightsline_keys=alone)).close()


def test_a_secret_that_others_put_there_is_not_written_to(settings: Settings, tmp_path: Path) -> None:
    """It would be as before after the next start, and the new key gone."""
    assert settings.keys_file is not None
    folder = settings.keys_file.parent
    settings.keys_file.rename(folder / SECRET)
    content = (folder / SECRET).read_bytes()
    for theirs in (
        Settings(var=settings.var, database_url=settings.database_url, secrets_directory=folder),
        Settings(var=settings.var, database_url=settings.database_url, credentials_directory=folder),
        settings.copy(update={"keys_file": folder / SECRET, "secrets_directory": folder}),
    ):
        rotate(theirs)
        assert (folder / SECRET).read_bytes() == content


def test_a_copy_from_before_is_closed_for_good(settings: Settings) -> None:
    """What was erased, and still stands in a backup or a log, opens with no key that is left."""
    store = open_store(settings)
    with store.read() as work:
        before = work.run(select(contact.c.data_key, contact.c.address).where(contact.c.id == 1)).one()
    assert store.vault.data_key(before.data_key).is_open
    rotate(settings, store)
    store.close()
    fresh = open_store(settings)
    assert not fresh.vault.data_key(before.data_key).is_open
    fresh.close()


@pytest.mark.parametrize("times", range(3))
def test_two_rotations_at_once_make_one_new_key(settings: Settings, times: int) -> None:
    """Each would have put its own in front, and what was wrapped by the other's could be opened by nobody again."""
    (before,) = masters(settings)
    stores = [open_store(settings), open_store(settings)]
    first_batch = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool, pytest.MonkeyPatch.context() as patch:
        wrap = rotation.wrap_all_anew

        def together(store: Store, say: Callable[[str], None]) -> int:
            first_batch.wait(30)
            return wrap(store, say)

        patch.setattr(rotation, "wrap_all_anew", together)
        list(pool.map(lambda store: rotate(settings, store), stores))
    (after,) = masters(settings)
    assert after != before
    assert wrapped_by(stores[0]) == {key_id(after)}
    for store in stores:
        store.close()
    fresh = open_store(settings)
    assert len(texts(fresh)) == PEOPLE
    fresh.close()


def test_a_key_that_somebody_is_just_wrapped_by_is_not_dropped(settings: Settings) -> None:
    """They are not there yet for who looks what is still needed, and could be opened by nobody."""
    store, running = open_store(settings), open_store(settings)
    wrapped, rotation_began = threading.Event(), threading.Event()

    def come() -> None:
        with running.write() as work:
            contacts.find_or_add(work, "sms", "+447700900999")
            wrapped.set()
            rotation_began.wait(30)

    with ThreadPoolExecutor(2) as pool:
        coming = pool.submit(come)
        assert wrapped.wait(30)
        rotating = pool.submit(rotate, settings, store)
        assert not wait([rotating], 0.5).done, "it does not wait"
        rotation_began.set()
        coming.result(30)
        rotating.result(30)
    store.close()
    running.close()
    fresh = open_store(settings)
    with fresh.read() as work:
        assert all(fresh.vault.data_key(stored).is_open for stored in work.run(select(contact.c.data_key)).scalars())
    fresh.close()


def rotate_signing(settings: Settings, *, leaked: bool = False) -> list[str]:
    said: list[str] = []
    store = open_store(settings)
    rotation.rotate_signing(settings, store, said.append, leaked=leaked)
    store.close()
    return said


def test_a_chat_that_is_open_goes_on_when_its_key_is_rotated(settings: Settings) -> None:
    """In the process that runs on, in one that is started anew, and after a second rotation."""
    running = open_store(settings)
    sessions = Sessions(running.vault.signing)
    early = sessions.issue()
    rotate_signing(settings)
    late = sessions.issue()
    rotate_signing(settings)
    fresh = open_store(settings)
    for each in (sessions, Sessions(fresh.vault.signing)):
        assert each.known(early.token)
        assert each.known(late.token)
    rotate_signing(settings, leaked=True)
    for each in (sessions, Sessions(fresh.vault.signing)):
        assert each.known(early.token) is None
        assert each.known(late.token) is None
        assert each.known(sessions.issue().token)
    running.close()
    fresh.close()


def test_a_key_that_signed_nothing_that_still_counts_is_dropped(settings: Settings) -> None:
    source = key_source(settings)
    present = source.read()
    assert present is not None
    long_ago, lately = FormerKey("a" * 64, 1), FormerKey("b" * 64, int(time.time()) - 60)
    source.write(dataclasses.replace(present, former_session_keys=(lately, long_ago)))
    rotate_signing(settings)
    anew = source.read()
    assert anew is not None
    assert [each.key for each in anew.former_session_keys] == [present.session_key, lately.key]
    assert (anew.encryption, anew.address_key) == (present.encryption, present.address_key)


def test_all_keys_rotated_at_once_are_all_there(settings: Settings) -> None:
    """They stand in one file: who writes one of them must not put back what another rotation has changed."""
    before = keys_of(settings)
    assert before is not None
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(rotate, settings), *(pool.submit(rotate_signing, settings) for _ in range(3))]
        for each in waiting:
            each.result()
    after = keys_of(settings)
    assert after is not None
    assert len(after.encryption) == 1
    assert after.encryption != before.encryption
    assert len({after.session_key, *(each.key for each in after.former_session_keys)}) == 4
    store = open_store(settings)
    assert len(texts(store)) == PEOPLE
    store.close()


def test_a_rotation_of_what_signs_that_is_killed_leaves_the_old_or_the_new(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(settings)
    token = Sessions(store.vault.signing).issue().token

    def kill(*_: object) -> None:
        raise Killed

    for where in ("os.replace", "bot.privacy.sources._sync", "bot.conversations.rotation.record"):
        with monkeypatch.context() as patch:
            patch.setattr(where, kill)
            with pytest.raises(Killed):
                rotation.rotate_signing(settings, store, lambda _: None)
        fresh = open_store(settings)
        assert Sessions(fresh.vault.signing).known(token), where
        assert Sessions(store.vault.signing).known(Sessions(fresh.vault.signing).issue().token), where
        fresh.close()
    store.close()


def test_what_signs_is_not_written_into_keys_of_others(settings: Settings) -> None:
    present = keys_of(settings)
    assert present is not None
    given = Settings(var=settings.var, database_url=settings.database_url, rightsline_keys=as_json(present))
    with pytest.raises(KeyProblem, match="cannot be written from here"):
        rotate_signing(given)


def test_the_file_of_the_keys_stays_private(settings: Settings) -> None:
    rotate(settings)
    source = key_source(settings)
    assert isinstance(source, FileKeys)
    assert source.path.stat().st_mode & 0o077 == 0
    assert [file.name for file in source.path.parent.iterdir()] == ["keys.json"]
