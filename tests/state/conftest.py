"""What the tests of conversations' state share."""

from __future__ import annotations

import pytest

from bot.conversations import inbox
from bot.conversations.inbox import InboxRow
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from tests.making import text_from


@pytest.fixture
def conversation(database: Database, vault: Vault) -> InboxRow:
    """A conversation in which one text arrived and is claimed by worker w1."""
    assert inbox.store(database, vault, text_from("+447700900001"))
    row = inbox.claim(database, vault, "w1")
    assert row is not None
    return row
