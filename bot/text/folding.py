"""Texts as people type them, brought to one form: without accents, in Latin letters, without stretched letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

STRETCHED = re.compile(r"(.)\1{2,}")  # "heeeelp"; no language of the list has a letter three times in a row
SPACES = re.compile(r"\s+")
SIGN_OF_ADDRESS = re.compile(r"[@#]|://|www\.", re.IGNORECASE)
ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)[@#]\w+", re.IGNORECASE)
# Each character of a script written without spaces (Thai, Lao, Burmese, kana, Chinese) counts as a word.
UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]"
NO_SPACES = re.compile(UNSPACED)
# Vowel signs belong to the letter before them (Hindi, Bengali, Arabic ...), which \\w does not know.
MARKS = "".join(chr(point) for point in range(0x300, 0xFE30) if unicodedata.category(chr(point)).startswith("M"))
WORD = re.compile(rf"{UNSPACED}|[^\W_](?:[^\W_]|[{MARKS}])*")  # hyphens and apostrophes divide: "l'Italie"
LETTERS = re.compile(rf"{UNSPACED}|[^\W\d_](?:[^\W\d_]|[{MARKS}])*")

# Unicode's character names begin with the script; ISO 15924 has the codes. Others keep their first four letters.
SCRIPTS = {
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "CJK": "Hani", "CYRILLIC": "Cyrl", "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi", "GEORGIAN": "Geor", "GREEK": "Grek", "GURMUKHI": "Guru", "HANGUL": "Hang", "HEBREW": "Hebr",
    "HIRAGANA": "Hira", "KATAKANA": "Kana", "LATIN": "Latn", "THAI": "Thai", "FULLWIDTH": "Latn",
}  # fmt: skip


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


def romanised(text: str) -> str:
    """Lower-case ASCII with single spaces and no letter more than twice in a row, whatever the script."""
    latin = text.lower() if text.isascii() else text.translate(_LATIN)
    return SPACES.sub(" ", STRETCHED.sub(r"\1\1", latin)).strip()


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; no numbers, addresses, handles or emoji."""
    return LETTERS.findall(_without_addresses(text.casefold()))


def script_of(text: str) -> str | None:
    """ISO 15924 code of the script that most letters are of; None when there are no letters."""
    counts: Counter[str] = Counter()
    for letter, times in Counter(_without_addresses(text)).items():
        if script := _script_of_letter(letter):
            counts[script] += times
    return counts.most_common(1)[0][0] if counts else None


def _without_addresses(text: str) -> str:
    return ADDRESSES.sub(" ", text) if SIGN_OF_ADDRESS.search(text) else text  # looking first takes a third less


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return SCRIPTS.get(first, first.title()[:4]) if first else None
