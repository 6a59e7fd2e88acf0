"""Brings the database to the newest migration."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.storage.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Apply every migration that is missing. Safe to call at each start; processes wait for each other."""
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(826153)")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest_revision() -> str:
    """The revision that the code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the project has migrations"
    return str(head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
