"""Operators' names: how they are stored, and how two are compared. Nothing else compares names."""

from __future__ import annotations

import unicodedata


def tidied(name: str) -> str:
    """The name as it is stored: full-width and joined letters as plain ones (NFKC), single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def folded(name: str) -> str:
    """What two ways to write one name have in common; all databases are alike in it, since Python does it."""
    return tidied(tidied(name).casefold())  # casefold may leave what NFKC joins
