"""The real assistant, loaded once; a database for every dialogue, copied from one that is migrated."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant.assistant import RasaAssistant
from bot.storage.engine import Database
from bot.storage.migrate import migrate


@pytest.fixture(scope="session")
def assistant(model: Path) -> RasaAssistant:
    """The trained assistant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own, while it loads
        return RasaAssistant.load(model)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("migrated") / "rightsline.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def sqlite(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    database = Database(f"sqlite:///{shutil.copy(migrated, tmp_path)}")
    yield database
    database.close()
