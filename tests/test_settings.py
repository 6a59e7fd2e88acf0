"""Bad settings are named in one line with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.channels.enabled import channel_names, channels_that_are_off, is_on
from bot.settings import PROJECT_ROOT, SettingsError, read_settings

SMS = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+1", "PUBLIC_URL": "https://x.org"}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SMS, "TELEGRAM_BOT_TOKEN", "TELEGRAM_MODE", "DATABASE_URL", "RIGHTSLINE_HOTLINE"):
        monkeypatch.delenv(name, raising=False)


def test_settings_print_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://her:hidden-word@db/hotline")
    assert "hidden-word" not in repr(read_settings())


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"PUBLIC_URL": "chat.example.org"}, "PUBLIC_URL is not an http(s) address"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN, PUBLIC_URL, TWILIO_FROM or"),
        ({"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_MODE": "webhook"}, "TELEGRAM_WEBHOOK_SECRET, PUBLIC_URL"),
        ({"TELEGRAM_MODE": "carrier pigeon"}, "TELEGRAM_MODE"),
        (SMS | {"TWILIO_FROM": "HotlineUK"}, "TWILIO_FROM HotlineUK can be answered by nobody"),
        ({"RIGHTSLINE_LOG_LEVEL": "LOUD"}, "RIGHTSLINE_LOG_LEVEL"),
        ({"DATABASE_URL": "mysql://a:secret@b/c"}, "DATABASE_URL is no PostgreSQL"),
        ({"DATABASE_URL": "sqlite:///hotline.db"}, "DATABASE_URL depends on the folder of whoever starts it"),
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


@pytest.mark.parametrize(
    "variable", ["HOTLINE_NAME", "HOTLINE_COUNTRY", "RIGHTSLINE_OPENING_HOURS", "RIGHTSLINE_RETENTION_DAYS"]
)
def test_what_stands_in_the_file_now_is_not_passed_over_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "7")
    with pytest.raises(SettingsError, match=rf"^{variable} is read no longer; write \w+ into hotline.yml"):
        read_settings()


def test_the_file_of_the_hotline_is_the_one_that_is_named_or_the_one_among_the_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hotline.yml").write_text("name: Helpline", "utf-8")
    (tmp_path / "other.yml").write_text("name: Other", "utf-8")
    monkeypatch.setenv("RIGHTSLINE_VAR", str(tmp_path))
    assert read_settings().hotline.name == "Helpline"
    monkeypatch.setenv("RIGHTSLINE_HOTLINE", str(tmp_path / "other.yml"))
    assert read_settings().hotline.name == "Other"
    for path, named in (("other.yml", "depends on the folder"), (str(tmp_path / "none.yml"), "cannot be read")):
        monkeypatch.setenv("RIGHTSLINE_HOTLINE", path)
        with pytest.raises(SettingsError, match=named):
            read_settings()
