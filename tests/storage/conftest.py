"""Everything here is tested on both databases."""

from __future__ import annotations

import pytest

from tests.databases import BOTH


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite and PostgreSQL."""
    return str(request.param)
