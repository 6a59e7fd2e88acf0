"""`rightsline check` says what is wrong, what ages and what is missing."""

from __future__ import annotations

import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.knowledge import checks
from bot.knowledge.checks import Finding
from bot.running import checking
from bot.running.checking import KNOWLEDGE, check_content, topic_problems

COLUMNS = ["emergency", "hotline", "legal_aid", "state_compensation", "court", "wages", "identification", "shelter"]
RECORDS = list((KNOWLEDGE / "countries").glob("*.yml"))
# The day of the last reading: a source that is read later, as docs/content.md tells, is not one of the future.
TODAY = max(date.fromisoformat(day) for path in RECORDS for day in re.findall(r"read: ([-\d]{10})", path.read_text()))


load_once = cache(checking.load_countries)


@pytest.fixture(autouse=True)
def all_else_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogues have tests of their own; topics are checked as they are by the first test here."""
    monkeypatch.setattr(checking, "catalogue_problems", list)
    monkeypatch.setattr(checking, "load_countries", load_once)
    monkeypatch.setattr(checking, "topic_problems", list)


@pytest.fixture
def knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the knowledge, with one country, that a test may spoil."""
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, copy, ignore=shutil.ignore_patterns("countries"))
    (copy / "countries").mkdir()
    shutil.copy(KNOWLEDGE / "countries" / "gb.yml", copy / "countries")
    monkeypatch.setattr(checking, "KNOWLEDGE", copy)
    return copy


def check(*, strict: bool = False, today: date = TODAY) -> int:
    return check_content(strict=strict, today=today)


def run(*arguments: str, var: Path) -> tuple[int, str]:
    result = CliRunner(mix_stderr=True).invoke(cli.app, ["check", *arguments], env={"RIGHTSLINE_VAR": str(var)})
    return result.exit_code, result.output


@pytest.mark.long("reads all records and all training texts")
def test_the_records_as_they_are_have_no_problem(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "topic_problems", topic_problems)
    assert check() == 0
    said = capsys.readouterr().out
    assert f"{len(RECORDS)} countries: 0 problems, 0 sources to read again." in said
    assert "gaps: docs/countries.md lists them" in said


def test_an_english_text_that_reads_in_two_ways_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "source_problems", lambda known: [f"a text of {len(known.topics)} topics"])
    assert check() == 1
    assert re.search(r"problem: a text of \d+ topics", capsys.readouterr().out)


@pytest.mark.long("checks all records three times")
def test_old_sources_are_listed_and_fail_only_if_strict(capsys: pytest.CaptureFixture[str]) -> None:
    next_year = date(2027, 11, 24)
    assert check(today=next_year) == 0
    assert "read again: gb.yml: sources.S3: was read 12 months ago; read it again" in capsys.readouterr().out
    assert check(strict=True, today=next_year) == 1
    assert check(strict=True, today=TODAY) == 0


@pytest.mark.long("checks all records")
def test_a_problem_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks, "problems", lambda *_: [Finding("DE", "emergency", "planted")])
    assert check() == 1
    assert "problem: de.yml: emergency: planted" in capsys.readouterr().out


@pytest.mark.long("checks all records")
def test_a_problem_of_the_catalogues_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "catalogue_problems", lambda: ["fr: planted"])
    assert check() == 1


@pytest.mark.long("reads all rights texts")
def test_an_undialable_number_is_a_problem(knowledge: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = knowledge / "countries" / "gb.yml"
    record.write_text(record.read_text("utf-8").replace("+448000121700", "+448000121"), "utf-8")
    assert check() == 1
    assert "gb.yml: contacts[0].numbers[0]: +448000121 is not a valid number; correct it" in capsys.readouterr().out


@pytest.mark.long("reads all rights texts")
def test_a_value_without_a_source_does_not_load_and_the_exit_code_says_so(knowledge: Path, tmp_path: Path) -> None:
    record = knowledge / "countries" / "gb.yml"
    record.write_text(record.read_text("utf-8").replace("sources: [S1, S2, S31]", "sources: []", 1), "utf-8")
    code, said = run("--content", var=tmp_path)
    assert code == 2
    assert "gb.yml: emergency[0].sources: the list is empty" in said


@pytest.mark.long("reads all records")
def test_the_command_prints_the_matrix_of_all_countries(tmp_path: Path) -> None:
    code, said = run("--gaps", var=tmp_path)
    lines = said.splitlines()
    assert code == 0
    assert lines[0].split() == COLUMNS
    assert len(lines) == 1 + len(RECORDS) + 1
    san_marino = next(line for line in lines if line.startswith("SM"))
    assert san_marino.split()[1:3] == ["yes", "-"]


@pytest.mark.long("checks all records twice")
def test_the_command_knows_strict(tmp_path: Path) -> None:
    code = check(strict=True, today=date.today())  # noqa: DTZ011
    assert run("--content", "--strict", var=tmp_path)[0] == code
