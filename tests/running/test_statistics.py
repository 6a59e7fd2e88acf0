"""`rightsline statistics`: what it prints, and one line for what cannot be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import cli
from bot.conversations.work import open_store
from bot.settings import Settings
from bot.statistics import counts
from bot.statistics.months import Month
from bot.storage.engine import now
from bot.storage.tables import asked_pair
from tests.statistics.making import add_records

OPEN = Month.of(now())
NOT_YET = f"{OPEN} is still open; its figures come on {OPEN.closed_from}"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The data of an installation with a month that is closed."""
    store = open_store(Settings(var=tmp_path))
    add_records(store, 40, sex="Feminine")
    add_records(store, 30, sex="Masculine")
    counts.close_months(store, "month")
    store.close()
    return tmp_path


def statistics(var: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["statistics", *arguments], env={"RIGHTSLINE_VAR": str(var)})


def test_a_table_is_printed_as_text_and_csv(installed: Path) -> None:
    text = statistics(installed, "table", "sex", "--period", "2025").stdout
    assert "Feminine" in text
    assert "40" in text
    assert "all rounded to 5" in text
    lines = statistics(installed, "table", "sex", "--as", "csv").stdout
    assert "Feminine,2025-03,40,rounded" in lines


def test_the_periods_are_listed(installed: Path) -> None:
    lines = statistics(installed, "periods").stdout.splitlines()
    assert lines[0] == "2025-03"
    assert lines[-1].startswith("this month's figures come on ")


@pytest.mark.long("loads OpenDP")
def test_what_is_published_is_printed_with_what_it_cost(installed: Path) -> None:
    store = open_store(Settings(var=installed))
    add_records(store, 1, Month(2025, 12))
    counts.close_months(store, "month")
    store.close()
    first = statistics(installed, "publish", "2025", "sex", "--epsilon", "0.5", "--as", "csv")
    assert first.exit_code == 0, first.output
    assert "prs_Gender,2025" not in first.stdout
    assert "prs_Gender,period,conversations,shown" in first.stdout
    assert "0.5 of 1 of 2025 is spent" in first.output
    again = statistics(installed, "publish", "2025", "sex", "--epsilon", "0.1")
    assert "published before, at epsilon 0.5" in again.output
    assert "Feminine  " in again.stdout
    refused = statistics(installed, "publish", "2025", "country", "--epsilon", "0.6")
    assert refused.exit_code == cli.BAD_INPUT
    assert refused.output == "rightsline: 2025: 0.5 of 1 is spent; 0.6 more is too much, 0.5 is left\n"


def test_words_that_were_not_understood_are_printed_by_what_they_share(installed: Path) -> None:
    assert statistics(installed, "asked").stdout == "nothing that 11 contacts of a closed month wrote alike\n"
    store = open_store(Settings(var=installed))
    with store.write() as work:
        for words in ("agency keeps", "keeps money"):
            values = {"month": "2025-03", "language": "en", "words": words, "contacts": 23}
            work.run(asked_pair.insert().values(**values))
    store.close()
    written = statistics(installed, "asked", "--language", "en", "--month", "2025-03").stdout
    assert written == "2025-03  en  keeps: agency keeps (25), keeps money (25)\n"
    assert statistics(installed, "asked", "--language", "ro").stdout.startswith("nothing that 11 contacts")


@pytest.mark.long("sixteen tables and their pictures")
def test_the_report_is_a_new_file(installed: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert statistics(installed, "report", "2025", str(target), "--language", "ru").exit_code == 0
    assert '<html lang="ru">' in target.read_text(encoding="utf-8")
    again = statistics(installed, "report", "2025", str(target))
    assert again.exit_code == cli.BAD_INPUT


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("table", "name"), "name: there is no such dimension"),
        (("table", "sex", "name"), "name: there is no such dimension"),
        (("table", "sex", "sex"), "sex: take two different dimensions"),
        (("table", "sex", "--period", "2999"), "2999 is in the future"),
        (("table", "sex", "--period", "2025-Q5"), "2025-Q5: is no period; write for example 2026, 2026-Q4 or 2026-11"),
        (("table", "sex", "--period", "2025-13"), "2025-13: is no period; write for example 2026, 2026-Q4 or 2026-11"),
        (("table", "sex", "--period", "2025-3"), "2025-3: is no period"),
        (("table", "sex", "--period", str(OPEN)), NOT_YET),
        (("table", "sex", "--period", str(OPEN.next)), f"{OPEN.next} is in the future"),
        (("table", "sex", "--period", "2025-04"), "2025-04: nothing was counted then; there is 2025-03"),
        (("report", "1", "x"), "1: is no year; write for example 2026"),
        (("report", "2025-Q1", "x"), "2025-Q1: is no year"),
        (("report", "2999", "x"), "2999 is in the future"),
        (("report", str(OPEN.year), "x"), f"{OPEN.year} is still open; its figures come on {OPEN.year + 1}-01-16"),
        (("report", "2019", "x"), "2019: nothing was counted then; there is 2025-03"),
        (("report", "2025", "x", "--language", "tlh"), "tlh: the report is there in en, es, fr, ru"),
        (("report", "2025", "nowhere/x"), "nowhere/x: cannot be written: No such file or directory"),
        (("publish", "2024", "sex", "--epsilon", "0.5"), "2024: nothing was counted then"),
        (("publish", "2999", "sex", "--epsilon", "0.5"), "2999 is in the future"),
        (("publish", "2025-Q1", "sex", "--epsilon", "0.5"), "2025-Q1: is no year"),
        (("publish", "2025", "topic", "--epsilon", "0.5"), "topic: is not published"),
        (("publish", "2025", "sex", "--epsilon", "2"), "epsilon is 2; it is more than 0 and at most 1"),
        (("asked", "--language", "xx"), "xx: is no language of ours"),
        (("asked", "--month", "2025-3"), "2025-3: is no month; write for example 2026-11"),
        (("asked", "--month", "2025-Q1"), "2025-Q1: is no month"),
        (("asked", "--month", "2999-01"), "2999-01 is in the future"),
        (("asked", "--month", str(OPEN)), NOT_YET),
    ],
)
def test_what_cannot_be_shown_ends_with_2_and_one_line(
    installed: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(installed)
    result = statistics(installed, *arguments)
    assert result.exit_code == cli.BAD_INPUT
    assert result.output.startswith(f"rightsline: {words}")
    assert result.output.count("\n") == 1
    assert not (installed / "x").exists()
