"""Bad settings are named in one line with the mend."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.channels.enabled import channel_names, channels_that_are_off, is_on
from bot.settings import PROJECT_ROOT, SettingsError, read_settings

SMS = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+1", "PUBLIC_URL": "https://x.org"}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SMS, "TELEGRAM_BOT_TOKEN", "TELEGRAM_MODE", "DATABASE_URL", "HOTLINE_COUNTRY"):
        monkeypatch.delenv(name, raising=False)


def test_settings_print_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://her:hidden-word@db/hotline")
    assert "hidden-word" not in repr(read_settings())


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"PUBLIC_URL": "chat.example.org"}, "PUBLIC_URL is not an http(s) address"),
        ({"HOTLINE_COUNTRY": "Germany"}, "HOTLINE_COUNTRY is not an ISO 3166-1 code"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN, PUBLIC_URL, TWILIO_FROM or"),
        ({"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_MODE": "webhook"}, "TELEGRAM_WEBHOOK_SECRET, PUBLIC_URL"),
        ({"TELEGRAM_MODE": "carrier pigeon"}, "TELEGRAM_MODE"),
        ({"RIGHTSLINE_LOG_LEVEL": "LOUD"}, "RIGHTSLINE_LOG_LEVEL"),
        ({"DATABASE_URL": "mysql://a:secret@b/c"}, "DATABASE_URL is no PostgreSQL"),
        ({"DATABASE_URL": "sqlite:///hotline.db"}, "DATABASE_URL depends on the folder of whoever starts it"),
        ({"RIGHTSLINE_RETENTION_DAYS": "0"}, "RIGHTSLINE_RETENTION_DAYS is a number of days from 1 to 3650"),
        ({"RIGHTSLINE_RETENTION_DAYS": ""}, "RIGHTSLINE_RETENTION_DAYS is a number of days"),
        ({"RIGHTSLINE_RETENTION_DAYS": "-3"}, "write the word never"),
        ({"RIGHTSLINE_RETENTION_DAYS": "a month"}, "write the word never"),
        ({"RIGHTSLINE_VAR": "var"}, "RIGHTSLINE_VAR var depends on the folder of whoever starts it"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as problem:
        read_settings()
    assert named in str(problem.value)
    assert "\n" not in str(problem.value)


def test_without_accounts_the_channels_are_off() -> None:
    settings = read_settings()
    assert [name for name in channel_names() if is_on(name, settings)] == ["webchat"]
    assert [line.split()[0] for line in channels_that_are_off(settings)] == ["SMS", "Telegram"]


def test_whole_settings_turn_sms_on_and_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SMS.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert is_on("sms", settings)
    assert not is_on("telegram", settings)
    assert "'t'" not in repr(settings)


def test_the_old_spelling_of_postgresql_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a@b/c")
    assert read_settings().effective_database_url == "postgresql://a@b/c"


def test_the_data_lie_in_one_place_whatever_folder_a_command_is_run_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RIGHTSLINE_VAR", raising=False)
    before = read_settings()
    monkeypatch.chdir(tmp_path)
    assert read_settings().var == before.var == PROJECT_ROOT / "var"
    assert read_settings().effective_database_url == f"sqlite:///{PROJECT_ROOT}/var/rightsline.db"


def test_an_installed_program_keeps_the_data_of_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_module, "IS_INSTALLED", True)
    monkeypatch.delenv("RIGHTSLINE_VAR", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert read_settings().var == Path.home() / ".local" / "share" / "rightsline"
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert read_settings().var == Path("/srv/data/rightsline")
    assert read_settings().model_folder == Path("/srv/data/rightsline/models")
    monkeypatch.setenv("RIGHTSLINE_VAR", "~/hotline")
    assert read_settings().var == Path.home() / "hotline"


def test_conversations_are_kept_for_30_days_unless_it_is_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIGHTSLINE_RETENTION_DAYS", raising=False)
    assert read_settings().keep == datetime.timedelta(days=30)
    monkeypatch.setenv("RIGHTSLINE_RETENTION_DAYS", "7")
    assert read_settings().keep == datetime.timedelta(days=7)
    monkeypatch.setenv("RIGHTSLINE_RETENTION_DAYS", "never")
    assert read_settings().keep is None
