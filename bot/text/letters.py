"""Words compared as people see them: without case and accents."""

from __future__ import annotations

import unicodedata


def fold(word: str) -> str:
    """Without case and accents: ARRÊT and arret are one word."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).strip()
