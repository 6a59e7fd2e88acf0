"""Texts as people type them, brought to one form: without accents, in Latin letters, without stretched letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from anyascii import anyascii

from bot.text.visible import IGNORED_AROUND, visible

STRETCHED = re.compile(r"(.)\1{2,}")  # "heeeelp"; no language of the list has a letter three times in a row
SPACES = re.compile(r"\s+")
APOSTROPHES = str.maketrans({"'": None, "’": None})


class _Spellings(dict[int, str]):
    """How each character is spelt, by its code point, found when it is first met: for str.translate."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        super().__init__()
        self._spell = spell

    def __missing__(self, point: int) -> str:
        spelling = self[point] = self._spell(chr(point))
        return spelling


def _without_accent(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


_PLAIN = _Spellings(_without_accent)
_LATIN = _Spellings(lambda character: anyascii(_without_accent(character)).lower())


def without_accents(text: str) -> str:
    """Lower case without accents, in the text's own script: Ärger is arger, Ё is е."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def comparable(text: str) -> str:
    """A text as it is compared with a word or phrase that it may consist of.

    Without case, accents, apostrophes, invisible characters and what stands around it; spaces single.
    """
    return without_accents(" ".join(visible(text).translate(APOSTROPHES).strip(IGNORED_AROUND).split())).strip()


def romanised(text: str) -> str:
    """Lower-case ASCII with single spaces and no letter more than twice in a row, whatever the script."""
    latin = text.lower() if text.isascii() else text.translate(_LATIN)
    return SPACES.sub(" ", STRETCHED.sub(r"\1\1", latin)).strip()
