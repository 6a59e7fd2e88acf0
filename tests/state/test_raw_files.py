"""PostgreSQL's raw files, its write-ahead log included, once somebody is erased: nothing in clear, nothing that opens.

VACUUM frees a deleted row's bytes and does not overwrite them, and the log keeps its segments. So the bytes stay, and
what must go is the key: `rightsline keys rotate` ends whatever was wrapped before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count, takewhile
from pathlib import Path

import psycopg2
import pytest

from bot.conversations import erasure, inbox, rotation
from bot.conversations.work import Store, open_store
from bot.privacy.encryption import Vault
from bot.privacy.sources import keys_of
from bot.settings import Settings
from tests.making import text_from
from tests.postgresql_cluster import own_cluster

HERS, HER_TEXT = "+447700900001", "he keeps my passport in the safe"
HIS, HIS_TEXT = "+447700900002", "they owe me three months"
TOKEN = re.compile(rb"gAAAA[\w-]{80,}={0,2}")
WRAPPED = re.compile(rb"[0-9a-f]{12}:gAAAA[\w-]{80,}={0,2}")
LEAST_BYTES, BLOCK_BYTES = 57, 16  # of a Fernet token: its frame, and what a block of the text takes


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """An installation on a PostgreSQL of its own, whose files can be read."""
    with own_cluster() as server:
        with closing(psycopg2.connect(f"{server}/postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE rightsline")
        yield Settings(
            var=tmp_path / "var", keys_file=tmp_path / "etc" / "keys.json", database_url=f"{server}/rightsline"
        )


@pytest.mark.long("makes a PostgreSQL of its own")
def test_what_was_erased_opens_from_no_file_once_the_keys_are_rotated(settings: Settings) -> None:
    store = open_store(settings)
    for address, text in ((HERS, HER_TEXT), (HIS, HIS_TEXT)):
        inbox.receive(store, text_from(address, text))
    assert {HER_TEXT, HIS_TEXT} <= opened(files_of(store), keys(settings)), "the right files, and keys that open them"
    assert erasure.erase_address(store, "sms", HERS)
    contents = files_of(store)
    for secret in (HERS, HER_TEXT, HIS, HIS_TEXT):
        assert not any(secret.encode() in content for content in contents), f"in clear: {secret}"
    assert HER_TEXT in opened(contents, keys(settings)), (
        "docs/security.md says so: erasing alone does not reach the log"
    )
    rotation.rotate(settings, store, lambda _: None)
    left = opened(files_of(store), keys(settings))
    store.close()
    assert HIS_TEXT in left, "who stays can be read, by who has the files and the keys"
    assert HER_TEXT not in left
    assert HERS not in left


def keys(settings: Settings) -> Vault:
    """The keys that are left."""
    found = keys_of(settings)
    assert found is not None
    return found


def files_of(store: Store) -> list[bytes]:
    """What stands in the server's folder after a vacuum and a checkpoint: tables, indexes, the write-ahead log."""
    with closing(psycopg2.connect(store.database.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM")
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone() or ("",)
    files = [file for file in Path(folder).rglob("*") if file.is_file()]
    assert any(file.parent.name == "pg_wal" for file in files)
    return [file.read_bytes() for file in files]


def opened(contents: list[bytes], vault: Vault) -> set[str]:
    """Every text that somebody reads who has the files and the keys: each data key is tried on each token."""
    data_keys = {key for content in contents for found in WRAPPED.findall(content) for key in shorter(found, 13)}
    tokens = {token for content in contents for found in TOKEN.findall(content) for token in shorter(found)}
    usable = [key for key in map(vault.data_key, data_keys) if key.is_open]
    return {text for key in usable for token in tokens if (text := key.readable(token)) is not None}


def shorter(found: bytes, before: int = 0) -> list[bytes]:
    """What of it may be the token: the bytes behind it can look as if it went on. `before`: the length of its name."""
    lengths = (before + -(-(LEAST_BYTES + BLOCK_BYTES * blocks) // 3) * 4 for blocks in count(1))
    return [found[:length] for length in takewhile(lambda length: length <= len(found), lengths)]
