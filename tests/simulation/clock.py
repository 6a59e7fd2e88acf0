"""A clock that a simulation sets: everything in bot/ that asks for the moment is given this one's."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.storage import engine

BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


class Clock:
    """`wall` may be set to and fro; `lease` only goes on."""

    def __init__(self) -> None:
        self.lease, self._set_by = BEGIN, datetime.timedelta()

    @property
    def wall(self) -> datetime.datetime:
        """What people see. No two moments are the same."""
        self.lease += datetime.timedelta(microseconds=1)
        return self.lease + self._set_by

    def go_on(self, seconds: float) -> None:
        """Time passes."""
        self.lease += datetime.timedelta(seconds=seconds)

    def set_by(self, seconds: float) -> None:
        """Somebody sets the clock."""
        self._set_by += datetime.timedelta(seconds=seconds)

    def start_again(self) -> None:
        """The beginning of another schedule."""
        self.lease, self._set_by = BEGIN, datetime.timedelta()


@contextmanager
def on_this_clock(clock: Clock) -> Iterator[None]:
    """In all modules that are loaded by now."""
    real = {"now": (engine.now, lambda: clock.wall), "lease_now": (engine.lease_now, lambda: clock.lease)}
    changed = []
    for name, module in sys.modules.copy().items():
        if name.startswith("bot."):
            for what, (old, new) in real.items():
                if getattr(module, what, None) is old:
                    setattr(module, what, new)
                    changed.append((module, what, old))
    try:
        yield
    finally:
        for module, what, old in changed:
            setattr(module, what, old)
