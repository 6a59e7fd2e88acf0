"""Keys and encryption."""

from __future__ import annotations

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.encryption import KEYS_FILE, KeyProblem, Vault, make_keys, open_vault
from bot.settings import Settings

KEYS = make_keys()


@given(st.text())
def test_a_text_comes_back_and_its_token_does_not_show_it(text: str) -> None:
    token = KEYS.encrypt(text)
    assert KEYS.decrypt(token) == text
    if len(text.encode()) > 4:
        assert text.encode() not in token


def test_an_older_key_still_reads_and_the_newest_writes() -> None:
    old = make_keys()
    token = old.encrypt("hello")
    both = dataclasses.replace(old, encryption=make_keys().encryption + old.encryption)
    assert both.decrypt(token) == "hello"
    with pytest.raises(KeyProblem):
        old.decrypt(both.encrypt("hello"))


def test_the_same_address_on_two_channels_is_two_hashes() -> None:
    assert KEYS.address_hash("sms", "1") != KEYS.address_hash("telegram", "1")
    assert KEYS.address_hash("sms", "1") == KEYS.address_hash("sms", "1")


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    with ThreadPoolExecutor(4) as pool:
        vaults = set(pool.map(lambda _: open_vault(settings), range(4)))
    assert len(vaults) == 1
    path = tmp_path / "var" / KEYS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("not json", "needs JSON"),
        ('{"encryption": [], "address": "a", "session": "s"}', "empty key"),
        ('{"encryption": ["short"], "address": "a", "session": "s"}', "encryption[0]"),
        ('{"encryption": ["x"]}', "needs JSON"),
    ],
)
def test_bad_keys_are_named_with_file_and_mend(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / KEYS_FILE).write_text(content)
    with pytest.raises(KeyProblem) as problem:
        open_vault(Settings(var=tmp_path))
    assert named in str(problem.value)
    assert "backup" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_keys_of_the_environment_win(tmp_path: Path) -> None:
    import json

    wanted = make_keys()
    given_keys = json.dumps(
        {"encryption": wanted.encryption, "address": wanted.address_key, "session": wanted.session_key}
    )
    found: Vault = open_vault(Settings(var=tmp_path, rightsline_keys=given_keys))
    assert found == wanted
    assert not (tmp_path / KEYS_FILE).exists()
