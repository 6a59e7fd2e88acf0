"""What the tests of conversations' state share; each is run on both databases."""

from __future__ import annotations

import pytest

from bot.conversations import inbox
from bot.conversations.inbox import InboxRow
from bot.conversations.work import Store
from tests.databases import BOTH
from tests.making import text_from


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite and PostgreSQL."""
    return str(request.param)


@pytest.fixture
def conversation(store: Store) -> InboxRow:
    """A conversation in which one text arrived and is claimed by worker w1."""
    assert inbox.receive(store, text_from("+447700900001"))
    row = inbox.claim(store, "w1")
    assert row is not None
    return row
