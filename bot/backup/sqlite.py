"""SQLite's data: copied while others write, and put in place where nothing is."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot.backup.archive import BackupProblem
from bot.backup.fingerprints import Fingerprint, fingerprints
from bot.storage.engine import Database
from bot.storage.migrate import revision_of


def copy(database: Database, to: Path) -> None:
    """Copy the database as it is at one moment into a file, by SQLite's backup API. Who writes need not wait for it.

    Raises BackupProblem where it cannot be copied or is damaged itself.
    """
    try:
        with (
            closing(sqlite3.connect(str(database.engine.url.database))) as source,
            closing(sqlite3.connect(to)) as made,
        ):
            source.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
            (found,) = made.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as problem:
        raise BackupProblem(f"{database.engine.url.database}: cannot be copied: {problem}") from None
    if found != "ok":
        raise BackupProblem(f"{database.engine.url.database}: is damaged; restore the last good backup")


def look_into(file: Path) -> tuple[str | None, dict[str, Fingerprint]]:
    """The schema and the tables of a database file that nobody else has open."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        return revision_of(connection), fingerprints(connection)


def refuse_if_there(database: Database) -> None:
    """Raise BackupProblem where there is a database already."""
    file = str(database.engine.url.database)
    for suffix in ("", "-wal", "-shm", "-journal"):
        if os.path.lexists(file + suffix):
            raise BackupProblem(f"{file + suffix}: is there already; a backup is restored into an empty place only")


def put_in_place(file: Path, database: Database) -> None:
    """Make a whole file the database, at once or not at all. Raises BackupProblem where one has come meanwhile."""
    try:
        os.link(file, str(database.engine.url.database))
    except FileExistsError:
        refuse_if_there(database)
        raise
