"""Fixtures that every test may use: real databases, fresh keys."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from bot.conversations.work import Store
from bot.lean_rasa.start import prepare
from bot.privacy.encryption import Vault, make_keys
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from tests.small_rasa import small_assistant, small_model, talk

__all__ = ["small_assistant", "small_model", "talk"]  # fixtures for every folder

prepare()  # before any test module imports rasa

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def vault() -> Vault:
    """Fresh random keys."""
    return make_keys()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'rightsline.db'}"
        return
    name = f"rightsline_{secrets.token_hex(6)}"
    server = _postgres_server()
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database."""
    opened = Database(database_url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    """An empty database with fresh keys."""
    return Store(database, vault)


def _postgres_server() -> psycopg2.extensions.connection:
    try:
        connection = psycopg2.connect(POSTGRES)
    except psycopg2.OperationalError as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs PostgreSQL at {POSTGRES}: {problem}")
        pytest.skip(f"no PostgreSQL at {POSTGRES}")
    connection.autocommit = True
    return connection


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model for the present training data."""
    from bot.training import train

    return train()
