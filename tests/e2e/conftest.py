"""One running system for the tests that do not break it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.system import System, running


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[System]:
    """Web, worker and desk on SQLite, with stand-ins of Twilio and Telegram."""
    with running(tmp_path_factory.mktemp("system")) as ready:
        yield ready
