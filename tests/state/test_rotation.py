"""The master key is changed while all runs on, and a kill at any moment loses nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversations import inbox, messages, rotation
from bot.conversations.work import Store, open_store
from bot.privacy.encryption import key_id, make_key, master_keys_of
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


def test_the_file_of_the_keys_stays_private(settings: Settings) -> None:
    rotate(settings)
    source = key_source(settings)
    assert isinstance(source, FileKeys)
    assert source.path.stat().st_mode & 0o077 == 0
    assert [file.name for file in source.path.parent.iterdir()] == ["keys.json"]
