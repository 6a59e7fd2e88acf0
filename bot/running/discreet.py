"""Tracebacks that say where something broke and what kind of error it was, but not what it was about.

The message of an exception may quote what somebody wrote, a database's complaint may quote a whole key, and a traceback
with local variables shows everything.
"""

from __future__ import annotations

import copy
import datetime
import json
import logging
import sys
import traceback
from types import TracebackType
from typing import Any

_Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """A formatter for records whose exception must not be quoted."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. asyncio writes the exception and the arguments of a callback into its message: only its begin."""
        if record.name == "asyncio":
            record = copy.copy(record)
            record.msg, record.args = record.getMessage().partition("\n")[0].partition("(")[0], None
        record.exc_text = None  # another handler's, with the exception's words
        return super().format(record)

    def formatException(self, ei: _Problem) -> str:
        """The frames and the kinds of the exceptions."""
        return places_of(ei[1]) if ei[1] is not None else ""


class JsonFormatter(DiscreetFormatter):
    """The same as one line of JSON: `at` (ISO 8601, UTC), `level`, `logger`, `message`, and `trace` of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message, _, trace = super().format(record).partition("\n")
        at = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc).isoformat()
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": message}
        return json.dumps(line | ({"trace": trace} if trace else {}), ensure_ascii=False)


def places_of(problem: BaseException) -> str:
    """The frames and kinds of an exception and of those it came from, without a word of their messages."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = problem
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        lines.insert(0, f"Traceback (most recent call last):\n{frames}{type(current).__name__}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\n".join(lines)


def print_discreetly(_kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> Any:
    """For `sys.excepthook`: what ends a process is told in the same way."""
    sys.stderr.write(places_of(problem) + "\n")
