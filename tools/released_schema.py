"""Keeps the schema of this version for the tests of later ones: `python -m tools.released_schema`, once a release."""

from __future__ import annotations

import re
import sqlite3
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.privacy.encryption import make_keys
from bot.settings import PROJECT_ROOT
from bot.storage.engine import Database
from bot.storage.migrate import migrate

FOLDER = PROJECT_ROOT / "tests" / "storage" / "released"
MADE_AT_A_MOMENT = re.compile(r'^INSERT INTO "(?!alembic_version")')  # rows say when; which schema it is must stay


def schema() -> str:
    """The newest schema as SQL for SQLite, with its revision."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rightsline.db"
        database = Database(f"sqlite:///{file}")
        migrate(database, make_keys())
        database.close()
        connection = sqlite3.connect(file)
        lines = [line for line in connection.iterdump() if not MADE_AT_A_MOMENT.match(line)]
        connection.close()
    return "\n".join([*lines, ""])


def write() -> None:
    """Write it under the version's name."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{version('rightsline')}.sql").write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    write()
