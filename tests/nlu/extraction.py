"""Place names, read once in a process: those of all languages take seconds."""

from __future__ import annotations

from functools import cache

from bot.nlu.places import Places
from bot.nlu.texts import nlu_files
from bot.settings import PROJECT_ROOT

ALL_LANGUAGES = tuple(file.stem for file in nlu_files(PROJECT_ROOT / "data/nlu"))


@cache
def places_of(*languages: str) -> Places:
    """The names of places in these languages."""
    return Places(languages)
