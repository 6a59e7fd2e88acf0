"""What the tests of conversations' state share."""

from __future__ import annotations

import pytest

from bot.conversations import inbox
from bot.conversations.inbox import InboxRow
from bot.conversations.work import Store
from tests.making import text_from


@pytest.fixture
def conversation(store: Store) -> InboxRow:
    """A conversation in which one text arrived and is claimed by worker w1."""
    assert inbox.receive(store, text_from("+447700900001"))
    row = inbox.claim(store, "w1")
    assert row is not None
    return row
