"""Where the keys lie, and who may read them there."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.privacy.encryption import FormerKey, KeyProblem, LocalWrapper, make_key, make_keys
from bot.privacy.sources import KEYS_FILE, SECRET, FileKeys, as_json, key_source, keys_of, open_vault
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is set; no secret of this machine is read."""
    return Settings(var=tmp_path / "var", secrets_directory=tmp_path / "secrets")


def changed(settings: Settings, **values: object) -> Settings:
    return settings.copy(update=values)


def test_keys_are_made_once_and_readable_by_nobody_else(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        vaults = set(pool.map(lambda _: open_vault(settings), range(4)))
    assert len(vaults) == 1
    path = settings.var / KEYS_FILE
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
def test_bad_keys_are_named_with_file_and_mend(settings: Settings, content: str, named: str) -> None:
    settings.var.mkdir()
    (settings.var / KEYS_FILE).write_text(content)
    with pytest.raises(KeyProblem) as problem:
        open_vault(settings)
    assert named in str(problem.value)
    assert "backup" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_each_place_wins_over_the_next(settings: Settings, tmp_path: Path) -> None:
    """Environment, named file, systemd's credentials, Docker's secrets, the data folder."""
    wanted = [make_keys() for _ in range(5)]
    contents = list(map(as_json, wanted))
    named, credential = tmp_path / "named.json", tmp_path / "credentials" / SECRET
    secret, ours = tmp_path / "secrets" / SECRET, settings.var / KEYS_FILE
    for path, content in zip((named, credential, secret, ours), contents[1:], strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    given = {"rightsline_keys": contents[0], "keys_file": named,
             "credentials_directory": tmp_path / "credentials"}  # fmt: skip
    found = []
    for taken in range(4):
        left = dict(list(given.items())[taken:])
        found.append(open_vault(Settings(var=settings.var, secrets_directory=tmp_path / "secrets", **left)))
    secret.unlink()
    found.append(open_vault(settings))
    assert found == wanted


def test_systemd_names_its_folder_in_the_environment(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / SECRET).write_text(as_json(make_keys()))
    assert key_source(Settings(var=settings.var)).where == str(tmp_path / SECRET)


@pytest.mark.parametrize("who", ["public_url", "telegram_bot_token"])
def test_keys_are_not_made_beside_the_data_where_people_can_write(settings: Settings, who: str, tmp_path: Path) -> None:
    reached = Settings(var=settings.var, secrets_directory=tmp_path / "secrets", **{who: "https://hotline.example"})
    with pytest.raises(KeyProblem, match="RIGHTSLINE_KEYS_FILE"):
        open_vault(reached)
    inside = changed(reached, keys_file=settings.var / "sub" / "keys.json")
    with pytest.raises(KeyProblem, match="RIGHTSLINE_KEYS_FILE"):
        open_vault(inside)
    assert not settings.var.exists()
    elsewhere = changed(reached, keys_file=tmp_path / "etc" / "keys.json")
    made = open_vault(elsewhere)
    assert keys_of(elsewhere) == made
    assert stat.S_IMODE((tmp_path / "etc" / "keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "etc").stat().st_mode) == 0o700


def test_a_key_that_is_put_in_front_serves_running_processes_at_once(settings: Settings) -> None:
    running = open_vault(settings)
    before = running.new_data_key()
    source, newest = FileKeys(settings.var / KEYS_FILE), make_key()
    source.write(dataclasses.replace(running, encryption=(newest, *running.encryption)))
    after = running.new_data_key()
    only_new = dataclasses.replace(running, encryption=(newest,), wrapper=None)
    assert only_new.data_key(after.stored).is_open
    source.write(only_new)
    assert running.data_key(before.stored).is_open, "a row that was read before the key was dropped"
    assert not open_vault(settings).data_key(before.stored).is_open


def test_keys_that_vanish_or_are_spoilt_meanwhile_go_on_to_serve(settings: Settings) -> None:
    running = open_vault(settings)
    (settings.var / KEYS_FILE).write_text("half a fi")
    assert running.new_data_key().is_open
    (settings.var / KEYS_FILE).unlink()
    assert running.new_data_key().is_open


def test_a_file_that_may_not_be_read_is_named(settings: Settings) -> None:
    (settings.var / KEYS_FILE).mkdir(parents=True)
    with pytest.raises(KeyProblem, match=r"keys\.json: Is a directory"):
        open_vault(settings)


def test_keys_of_the_environment_are_written_nowhere(settings: Settings) -> None:
    given = Settings(var=settings.var, rightsline_keys=as_json(make_keys()))
    open_vault(given)
    assert not settings.var.exists()
    with pytest.raises(KeyProblem, match="RIGHTSLINE_KEYS"):
        key_source(given).write(make_keys())


def test_the_setting_names_a_service_and_what_was_wrapped_before_moves_to_it(settings: Settings) -> None:
    before = open_vault(settings).new_data_key()
    token = before.encrypt("hello")
    vault = open_vault(changed(settings, key_wrapper="tests.privacy.test_sources:open_service"))
    assert vault.data_key(before.stored).decrypt(token) == "hello"
    moved = vault.wrapped_anew(before.stored)
    assert moved.startswith(b"service:")
    assert vault.data_key(moved).decrypt(token) == "hello"
    assert not open_vault(settings).data_key(moved).is_open
    with pytest.raises(KeyProblem, match="RIGHTSLINE_KEY_WRAPPER"):
        open_vault(changed(settings, key_wrapper="tests.privacy.test_sources:no_such"))


class Service:
    """Stands for a key management service."""

    def __init__(self) -> None:
        key = (make_key(),)
        self._inside = LocalWrapper(lambda: key)

    def wrap(self, data_key: bytes) -> bytes:
        return b"service:" + self._inside.wrap(data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self._inside.unwrap(wrapped.removeprefix(b"service:"))

    def is_newest(self, wrapped: bytes) -> bool:
        return wrapped.startswith(b"service:")


def open_service(_: Settings) -> Service:
    return Service()


def test_a_written_file_is_whole_json(settings: Settings) -> None:
    open_vault(settings)
    assert set(json.loads((settings.var / KEYS_FILE).read_text())) == {"encryption", "address", "session"}
    assert os.listdir(settings.var) == [KEYS_FILE]


def test_former_signing_keys_are_kept_and_an_older_release_reads_the_newest() -> None:
    vault = dataclasses.replace(make_keys(), former_session_keys=(FormerKey("a" * 64, 1_700_000_000),))
    written = as_json(vault)
    assert keys_of(Settings(rightsline_keys=written)) == vault
    assert json.loads(written)["session"] == vault.session_key


@pytest.mark.parametrize("spoilt", [["a"], "a", {"a": "soon"}, {"": 1}, 7])
def test_former_signing_keys_that_are_none_are_refused_in_one_line(spoilt: object) -> None:
    content = json.loads(as_json(make_keys())) | {"session_before": spoilt}
    with pytest.raises(KeyProblem, match="restore it from a backup"):
        keys_of(Settings(rightsline_keys=json.dumps(content)))
