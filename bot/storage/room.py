"""A disk that is full, or a database that may not be written: said once, and gone on with once there is room."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import DBAPIError

from bot.storage.engine import Database

logger = logging.getLogger(__name__)

REST_SECONDS = 2.0
LOOK_SECONDS = 300.0  # between trials while all is well
# SQLite's own words (sqlite3ErrStr), PostgreSQL's codes (disk_full, read_only_sql_transaction)
OF_SQLITE = (
    "database or disk is full",
    "attempt to write a readonly database",
    "disk I/O error",
    "unable to open database file",
)
OF_POSTGRESQL = {"53100": "its disk is full", "25006": "it is read-only"}


def no_room(problem: BaseException) -> str | None:
    """Why nothing can be written, where that is what a problem says; else None."""
    if not isinstance(problem, DBAPIError):
        return None
    code = getattr(problem.orig, "pgcode", None)
    if code is not None:
        return OF_POSTGRESQL.get(str(code))
    return next((words for words in OF_SQLITE if words in str(problem.orig)), None)


class Room:
    """What one process says of it: a line when it begins, one when it is over."""

    def __init__(self, database: Database) -> None:
        self._where = Path(str(database.engine.url.database)).resolve() if database.is_sqlite else "the database"
        self._missing: str | None = None
        self._lock, self._next_trial = Lock(), -math.inf

    def is_missing(self, problem: BaseException) -> bool:
        """Whether a problem is that nothing can be written; then it is said, once."""
        reason = no_room(problem)
        if reason is not None and reason != self._missing:
            logger.error("%s: %s; nothing is lost, and all goes on once it can be written", self._where, reason)
        if reason is not None and self._missing is None:
            self._next_trial = time.monotonic() + REST_SECONDS
        self._missing = reason or self._missing
        return reason is not None

    @property
    def is_known_missing(self) -> bool:
        """Whether the last that was heard is that nothing can be written."""
        return self._missing is not None

    def is_to_be_tried(self) -> bool:
        """Whether it is time to try it again. Who hears so tries it: all others hear that it is not."""
        with self._lock:
            if time.monotonic() < self._next_trial:
                return False
            self._next_trial = time.monotonic() + (REST_SECONDS if self.is_known_missing else LOOK_SECONDS)
            return True

    def is_there(self) -> None:
        """As much as a text needs could be written. That something smaller could be says nothing."""
        if self._missing is not None:
            self._missing, self._next_trial = None, time.monotonic() + LOOK_SECONDS
            logger.warning("%s: it can be written again", self._where)

    @contextmanager
    def passing_over(self) -> Iterator[None]:
        """What fails for want of room is left for later."""
        try:
            yield
        except DBAPIError as problem:
            if not self.is_missing(problem):
                raise
