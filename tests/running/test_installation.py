"""Commands act on the one installation that the settings name, and never make a second one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select
from typer.main import get_command
from typer.testing import CliRunner

from bot import cli
from bot.conversations import inbox
from bot.conversations.work import Store, open_store
from bot.running import parts
from bot.running.everything import run_everything
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.migrate import DatabaseProblem
from bot.storage.tables import contact, conversation, operator
from tests.databases import on_both
from tests.e2e.system import free_port
from tests.making import text_from

ADDRESS = "+447700900001"
COMMANDS = (
    ["erase", "sms", ADDRESS],
    ["operator", "add", "Ana"],
    ["operator", "reset-second-factor", "Ana"],
    ["check"],
    ["retention"],
    ["retention", "--dry-run"],
    ["keys", "rotate"],
    ["keys", "rotate", "--session"],
    ["audit", "verify"],
    ["backup", "/nowhere"],
    ["run", "metrics"],
    ["statistics", "table", "sector"],
    ["statistics", "report", "2025", "/nowhere/report.html"],
    ["statistics", "publish", "2025", "sector", "--epsilon", "0.5"],
    ["statistics", "asked"],
    ["statistics", "periods"],
)
NEED_NONE = {"run", "init", "train", "understand", "evaluate", "chat", "new", "restore", "keys make"}
NEWER = "the database is of a newer Rightsline (schema 9999); run that version or a later one"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", database_url=database_url)


def run(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"RIGHTSLINE_VAR": str(settings.var), "DATABASE_URL": settings.database_url}
    result = CliRunner(mix_stderr=True).invoke(cli.app, list(arguments), env=environment)
    return result.exit_code, result.output


def test_every_command_was_thought_about() -> None:
    named = {name for name in commands_of(get_command(cli.app)) for each in COMMANDS if " ".join(each).startswith(name)}
    assert named | NEED_NONE == commands_of(get_command(cli.app))


def commands_of(command: click.Command, *before: str) -> set[str]:
    """Their whole names."""
    if not isinstance(command, click.Group):
        return {" ".join(before)}
    return {name for each, one in command.commands.items() for name in commands_of(one, *before, each)}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@on_both
def test_where_no_installation_is_a_command_says_so_and_makes_none(settings: Settings, command: list[str]) -> None:
    code, said = run(settings, *command)
    line = said.splitlines()[-1]
    assert code == 2
    assert line.startswith("rightsline: no installation is there: ")
    assert not settings.var.exists()
    assert run(settings, *command)[0] == 2, "nothing was made that the next one takes for an installation"


def test_each_part_says_at_its_start_where_the_data_are(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with closing(parts._opened(settings)):
        assert f"data in {settings.var}; SQLite, {tmp_path / 'rightsline.db'}" in caplog.messages


def test_a_database_file_without_tables_is_no_installation(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "rightsline.db").touch()
    code, said = run(settings, *COMMANDS[0])
    assert (code, "no installation" in said) == (2, True)


def test_from_any_folder_the_same_contact_is_erased(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(settings)
    inbox.receive(store, text_from(ADDRESS))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run(settings, "erase", "sms", ADDRESS) == (0, "Erased.\n")
    assert run(settings, "operator", "add", "Ana")[0] == 0
    assert list(elsewhere.iterdir()) == []
    with store.read() as work:
        assert work.run(select(func.count()).select_from(contact)).scalar() == 0
        assert work.run(select(operator.c.name)).scalars().all() == ["Ana"]
    code, said = run(settings, "erase", "sms", ADDRESS)
    assert code == 0
    assert f"There is no such contact. Looked in: SQLite, {tmp_path / 'rightsline.db'}" in said
    store.close()


@on_both
def test_an_older_program_leaves_a_newer_database_alone_in_one_line(settings: Settings) -> None:
    make_newer(settings)
    for command in COMMANDS:
        if command[0] == "backup":
            continue  # it copies what is there, whoever made it
        code, said = run(settings, *command)
        assert (code, said.splitlines()[-1]) == (2, f"rightsline: {NEWER}"), command


@pytest.mark.parametrize("start", [parts.run_web, parts.run_desk, parts.run_metrics, run_everything])
def test_no_process_of_an_older_program_starts_over_a_newer_database(
    settings: Settings,
    start: Callable[[Settings, int], None] | Callable[[Settings, int, int], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_newer(settings)

    def has_started(*_: object) -> None:
        pytest.fail("it has started")

    monkeypatch.setattr(parts, "serve", has_started)
    monkeypatch.setattr(parts, "stopped_by_signals", has_started)
    before = (tmp_path / "rightsline.db").read_bytes()
    ports = [free_port() for _ in range(2 if start is run_everything else 1)]
    with pytest.raises(DatabaseProblem, match=re.escape(NEWER)):
        start(settings, *ports)
    assert (tmp_path / "rightsline.db").read_bytes() == before


def make_newer(settings: Settings) -> None:
    with closing(open_store(settings)) as store, store.write() as work:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


def test_retention_says_what_is_due_and_erases_it_only_when_it_is_meant(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        for address, days in ((ADDRESS, 40), ("+447700900002", 25), ("+447700900003", 0)):
            inbox.receive(store, text_from(address))
            with store.write() as work:
                newest = work.run(select(func.max(conversation.c.id))).scalar()
                last = now() - timedelta(days=days)
                work.run(conversation.update().where(conversation.c.id == newest).values(changed_at=last))
        code, said = run(settings, "retention", "--dry-run")
        assert code == 0
        assert said.startswith("conversations are erased 30 days after the last message\ndue now: contacts erased: 1\n")
        assert "due in the next 7 days: 1 contacts; held: 0" in said
        assert people(store) == 3
        code, said = run(settings, "retention")
        assert (code, "done: contacts erased: 1" in said) == (0, True)
        assert people(store) == 2


def people(store: Store) -> int:
    with store.read() as work:
        return int(work.run(select(func.count()).select_from(contact)).scalar_one())
