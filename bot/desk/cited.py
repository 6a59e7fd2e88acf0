"""Where the bot's answers were read, for the operator who wants to check one before repeating it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.knowledge.loader import RecordError
from bot.replies.citations import Citation, look_up

logger = logging.getLogger(__name__)


def cited(names: Iterable[str]) -> list[Citation]:
    """What the names with a message stand for now; what was taken out of the records since is left out."""
    return [found for found in map(_look_up, names) if found is not None]


def _look_up(name: str) -> Citation | None:
    try:
        return look_up(name)
    except RecordError as problem:
        logger.error("%s", problem)
        return None
