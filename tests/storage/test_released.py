"""An installation of every released version comes to the tables that the code expects."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.privacy.encryption import make_keys
from bot.settings import PROJECT_ROOT
from bot.storage.engine import Database
from bot.storage.migrate import migrate, newest_revision
from bot.storage.tables import metadata
from tools.released_schema import FOLDER

RELEASED = sorted(FOLDER.glob("*.sql"))
VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", re.MULTILINE)


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_each_released_schema_becomes_the_present_one(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "rightsline.db"
    with sqlite3.connect(path) as before:
        before.executescript(file.read_text("utf-8"))
    before.close()
    database = Database(f"sqlite:///{path}")
    migrate(database, make_keys())
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == newest_revision()
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_schema_of_every_release_is_kept() -> None:
    released = VERSION.findall((PROJECT_ROOT / "CHANGELOG.md").read_text("utf-8"))
    missing = set(released) - {file.stem for file in RELEASED}
    assert not missing, "python -m tools.released_schema, with the release's version in pyproject.toml"
    assert RELEASED
