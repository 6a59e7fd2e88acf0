"""Fixtures that every test may use: real databases, fresh keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversations.work import Store
from bot.lean_rasa.start import prepare
from bot.privacy.encryption import Vault, make_keys
from bot.storage.engine import Database
from tests.databases import database, database_kind, database_url, postgresql_template
from tests.small_rasa import small_assistant, small_model, talk

__all__ = [  # fixtures for every folder
    "database",
    "database_kind",
    "database_url",
    "postgresql_template",
    "small_assistant",
    "small_model",
    "talk",
]

MODELS = frozenset({"model", "small_model"})

prepare()  # before any test module imports rasa


@pytest.fixture
def vault() -> Vault:
    """Fresh random keys."""
    return make_keys()


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    """An empty database with fresh keys."""
    return Store(database, vault)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model for the present training data."""
    from bot.training import train

    return train()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a trained model is slow; `make quick` leaves it out."""
    for item in items:
        if MODELS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
