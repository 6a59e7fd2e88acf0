"""`rightsline check` says what is wrong and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import checks
from bot.knowledge.checks import Finding
from bot.running.checking import KNOWLEDGE, gaps_table, load_countries, run_checks
from bot.settings import Settings


def test_the_records_as_they_are_have_no_problem_and_warnings_fail_only_if_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.checking.catalogue_problems", list)
    settings = Settings(var=tmp_path)
    assert run_checks(settings, strict=False, gaps=False) == 0
    assert run_checks(settings, strict=True, gaps=False) == 1
    assert "warning: " in capsys.readouterr().out


def test_a_problem_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "problems", lambda *_: [Finding("DE", "emergency", "planted")])
    assert run_checks(Settings(var=tmp_path), strict=False, gaps=False) == 1


def test_the_gaps_are_a_row_a_country() -> None:
    table = gaps_table(load_countries(KNOWLEDGE / "countries")).splitlines()
    assert len(table) == 1 + 57 + 1
    assert next(line for line in table if line.startswith("SM")).count("-") >= 3
