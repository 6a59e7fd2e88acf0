"""What was found in a record, kept: a record never changes, and every answer asks the same of it several times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from bot.knowledge.records import Record

Look = TypeVar("Look", bound=Callable[..., Any])


class _Itself:
    """A record as a key, equal to that one object alone: to compare two by what they hold takes longer than to look."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def __hash__(self) -> int:
        return id(self.record)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.record is other.record


def remembered(most: int) -> Callable[[Look], Look]:
    """For a function of a record, which comes first, and of what can be hashed: its last `most` results are kept."""

    def decorate(look: Look) -> Look:
        @lru_cache(maxsize=most)
        def kept(itself: _Itself, *asked: Any, **named: Any) -> Any:
            return look(itself.record, *asked, **named)

        @wraps(look)
        def found(record: Record, *asked: Any, **named: Any) -> Any:
            return kept(_Itself(record), *asked, **named)

        return cast(Look, found)

    return decorate
