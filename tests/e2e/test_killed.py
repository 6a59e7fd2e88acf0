"""Killed at any moment, nothing acknowledged is lost and nothing is said twice. `make kill` kills more often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import on_both
from tests.e2e.killing import kill_and_count
from tests.e2e.system import System, running

KILLS, TEXTS = 7, 150
SEED = 14062006


@pytest.fixture
def shaky(database_url: str, tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """A system of its own, on either store, that asks nobody to write less."""
    monkeypatch.setenv("RIGHTSLINE_TEXTS_AT_ONCE", "1000")
    url = database_url if database_url.startswith("postgresql") else ""
    with running(tmp_path, database_url=url) as ready:
        yield ready


@on_both
@pytest.mark.e2e
@pytest.mark.timeout(3600)
def test_killing_any_process_at_any_moment_loses_and_doubles_nothing(shaky: System) -> None:
    outcome = kill_and_count(shaky, KILLS, TEXTS, SEED)
    assert sum(outcome.acknowledged.values()) == TEXTS
    assert not outcome.wrong, "texts acknowledged and answered"
    assert outcome.sent_again <= outcome.kills
