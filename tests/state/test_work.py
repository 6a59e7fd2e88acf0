"""A transaction stands whole or not at all, and wakes others only when it stands."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import bindparam, insert, select

from bot.conversations.work import Store, open_store
from bot.privacy.encryption import KeyProblem
from bot.settings import Settings
from bot.storage.engine import Wake
from bot.storage.prepared import Prepared
from bot.storage.tables import counter
from bot.storage.wakeups import open_wakeup

VALUE_OF = Prepared(select(counter.c.value).where(counter.c.name == bindparam("of")))
NAMES = select(counter.c.name)


def write_and_fail(store: Store) -> None:
    with store.write() as work:
        work.run(insert(counter).values(name="asked", value=1))
        work.notify()
        raise ZeroDivisionError


def test_what_is_written_is_read_in_the_next_transaction(store: Store) -> None:
    with store.write() as work:
        work.run(insert(counter).values(name="asked", value=3))
    with store.read() as work:
        assert work.run(NAMES).scalars().all() == ["asked"]
        assert work.run(VALUE_OF, of="asked").scalar() == 3
        assert work.run(NAMES.where(counter.c.value == bindparam("wanted")), wanted=3).scalar() == "asked"


def test_nothing_of_a_transaction_that_fails_stands(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    with store.read() as work:
        assert work.run(NAMES).all() == []


@pytest.mark.parametrize("wake", list(Wake), ids=lambda wake: wake.value)
async def test_who_waits_is_woken_once_it_is_committed(store: Store, wake: Wake) -> None:
    wakeup = open_wakeup(store.database, frozenset({wake}))
    try:
        with store.write() as work:
            work.notify(wake)
            assert not await wakeup.wait(0)
        assert await wakeup.wait(5)
    finally:
        wakeup.close()


async def test_a_transaction_that_fails_wakes_nobody(store: Store) -> None:
    wakeup = open_wakeup(store.database)
    try:
        with pytest.raises(ZeroDivisionError):
            write_and_fail(store)
        assert not await wakeup.wait(0.1)
    finally:
        wakeup.close()


def test_a_work_and_its_store_share_the_keys(store: Store) -> None:
    with store.read() as work:
        key = store.vault.new_data_key()
        assert work.vault.data_key(key.stored).decrypt(key.encrypt("a text")) == "a text"


def test_a_store_is_opened_migrated_and_with_the_same_keys_again(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    first = open_store(settings)
    key = first.vault.new_data_key()
    token = key.encrypt("a text")
    first.close()
    again = open_store(settings)
    with again.read() as work:
        assert work.run(NAMES).all() == []
    assert again.vault.data_key(key.stored).decrypt(token) == "a text"
    again.close()


def test_a_plain_copy_of_the_file_is_whole_after_a_start_and_after_a_close(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    first = open_store(settings)
    assert counters_in_a_copy(settings.var, tmp_path) == 0, "its tables are in the file and not in the log"
    other = open_store(settings)
    with other.write() as work:
        work.run(insert(counter).values(name="asked", value=1))
    assert counters_in_a_copy(settings.var, tmp_path) == 0, "what is new stands in the log"
    other.close()
    assert counters_in_a_copy(settings.var, tmp_path) == 1, "although another process has it open"
    first.close()


def counters_in_a_copy(var: Path, folder: Path) -> int:
    copy = shutil.copy(var / "rightsline.db", folder / "copy.db")
    with closing(sqlite3.connect(copy)) as opened:
        return int(opened.execute("SELECT count(*) FROM counter").fetchone()[0])


def test_a_store_without_its_keys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem):
        open_store(Settings(var=tmp_path, rightsline_keys=SecretStr("{}")))
