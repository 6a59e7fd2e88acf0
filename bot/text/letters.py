"""Letters: the script that each is of, and the scripts of texts and languages."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.text.addresses import without_addresses

# Unicode's character names begin with the script; ISO 15924 has the codes. Others keep their first four letters.
SCRIPTS = {
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "CJK": "Hani", "CYRILLIC": "Cyrl", "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi", "FULLWIDTH": "Latn", "GEORGIAN": "Geor", "GREEK": "Grek", "GUJARATI": "Gujr",
    "GURMUKHI": "Guru", "HANGUL": "Hang", "HEBREW": "Hebr", "HIRAGANA": "Hira", "KATAKANA": "Kana", "KHMER": "Khmr",
    "LAO": "Laoo", "LATIN": "Latn", "MYANMAR": "Mymr", "TAMIL": "Taml", "THAI": "Thai", "TIBETAN": "Tibt",
}  # fmt: skip


def script_of(text: str) -> str | None:
    """ISO 15924 code of the script that most letters are of; None when there are no letters."""
    counts = scripts_in(text)
    return counts.most_common(1)[0][0] if counts else None


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script, by its ISO 15924 code, a text has outside its addresses."""
    counts: Counter[str] = Counter()
    for letter, times in Counter(without_addresses(text)).items():
        if script := _script_of_letter(letter):
            counts[script] += times
    return counts


@lru_cache(maxsize=128)
def is_latin(language: str) -> bool:
    """Whether a language is written in Latin letters, by its own name in CLDR; yes for one that CLDR does not know."""
    try:
        name = Locale.parse(language).get_language_name(language) or "a"
    except (UnknownLocaleError, ValueError):
        return True
    return _script_of_letter(name[0]) == "Latn"


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return SCRIPTS.get(first, first.title()[:4]) if first else None
