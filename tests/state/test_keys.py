"""Keys that are lost, or another database's, are found before anything is written with others."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.conversations import inbox
from bot.conversations.keys import NoInstallation, look_at_keys
from bot.conversations.work import open_store
from bot.privacy.encryption import KeyProblem, Vault, make_keys
from bot.privacy.sources import KEYS_FILE, keys_of
from bot.running import checking
from bot.settings import Settings
from tests.making import text_from


@pytest.fixture(autouse=True)
def content_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own tests say how it is, and take seconds."""
    monkeypatch.setattr(checking, "check_content", lambda **_: 0)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation into which somebody has written, with its keys."""
    made = Settings(var=tmp_path / "var", database_url=database_url)
    store = open_store(made)
    inbox.receive(store, text_from("+447700900001"))
    store.close()
    return made


def check(settings: Settings) -> tuple[int, str]:
    environment = {"RIGHTSLINE_VAR": str(settings.var), "DATABASE_URL": settings.database_url}
    result = CliRunner(mix_stderr=True).invoke(cli.app, ["check"], env=environment)
    return result.exit_code, result.output


def keep(settings: Settings, vault: Vault) -> None:
    content = {"encryption": vault.encryption, "address": vault.address_key, "session": vault.session_key}
    (settings.var / KEYS_FILE).write_text(json.dumps(content))


def keys_in(settings: Settings) -> Vault:
    raw = json.loads((settings.var / KEYS_FILE).read_text())
    return Vault(tuple(raw["encryption"]), raw["address"], raw["session"])


def refused(settings: Settings, named: str) -> None:
    """By the start and by the check, in one line that names it."""
    with pytest.raises(KeyProblem, match=named) as problem:
        open_store(settings)
    assert "\n" not in str(problem.value)
    assert "backup" in str(problem.value)
    code, said = check(settings)
    assert code == 2
    assert named in said.splitlines()[-1]


def test_keys_that_fit_are_taken(settings: Settings) -> None:
    open_store(settings).close()
    assert check(settings)[0] == 0
    assert look_at_keys(settings) == "keys: they fit the database."


def test_lost_keys_are_told_and_no_others_are_made(settings: Settings) -> None:
    (settings.var / KEYS_FILE).unlink()
    refused(settings, "missing")
    assert not (settings.var / KEYS_FILE).exists()


def test_keys_of_another_database_are_refused(settings: Settings) -> None:
    keep(settings, make_keys())
    refused(settings, "encryption")


def test_another_address_key_is_refused(settings: Settings) -> None:
    keep(settings, dataclasses.replace(keys_in(settings), address_key="a" * 64))
    refused(settings, "address")


def test_a_new_key_goes_in_front_of_the_older_one_and_never_instead_of_it(settings: Settings) -> None:
    old = keys_in(settings)
    both = dataclasses.replace(old, encryption=make_keys().encryption + old.encryption)
    keep(settings, both)
    store = open_store(settings)
    inbox.receive(store, text_from("+447700900002"))
    store.close()
    keep(settings, dataclasses.replace(both, encryption=both.encryption[:1]))
    refused(settings, "encryption")


def test_the_check_makes_nothing(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    code, said = check(settings)
    assert code == 2
    assert said.splitlines()[-1].startswith("rightsline: no installation is there: SQLite, ")
    with pytest.raises(NoInstallation):
        look_at_keys(settings)
    assert not settings.var.exists()


def test_an_empty_database_gets_keys(database_url: str, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", database_url=database_url)
    open_store(settings).close()
    (settings.var / KEYS_FILE).unlink()
    assert "keys: none yet" in look_at_keys(settings)
    open_store(settings).close()
    assert (settings.var / KEYS_FILE).exists()


def test_keys_beside_the_data_go_on_to_serve_and_are_warned_of(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """An update must not keep a service from starting."""
    reached = settings.copy(update={"public_url": "https://hotline.example"})
    open_store(reached).close()
    assert "RIGHTSLINE_KEYS_FILE" in caplog.text
    assert "RIGHTSLINE_KEYS_FILE" in look_at_keys(reached)
    caplog.clear()
    open_store(settings).close()
    assert caplog.text == ""


def test_what_a_command_writes_is_for_nobody_else() -> None:
    before = os.umask(0o022)
    CliRunner().invoke(cli.app, ["keys", "make"])
    assert os.umask(before) == 0o077


def test_new_keys_are_printed_for_a_place_that_is_not_written_to(settings: Settings) -> None:
    result = CliRunner().invoke(cli.app, ["keys", "make"])
    made = Settings(var=settings.var / "other", rightsline_keys=result.output)
    store = open_store(made)
    inbox.receive(store, text_from("+447700900003"))
    store.close()
    assert keys_of(made) != keys_of(settings)
    assert list((settings.var / "other").glob(KEYS_FILE)) == []
