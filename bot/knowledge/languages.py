"""Which codes of languages stand for one language."""

from __future__ import annotations

from collections.abc import Collection

# Codes for what one person speaks who speaks the other: Norwegian; Filipino and Tagalog.
ONE_LANGUAGE = (frozenset({"nb", "nn", "no"}), frozenset({"fil", "tl"}))


def is_spoken(language: str, among: Collection[str]) -> bool:
    """Whether who speaks these languages speaks this one; all are ISO 639."""
    alike = next((each for each in ONE_LANGUAGE if language in each), {language})
    return not alike.isdisjoint(among)
