"""Alphabetical order of names in each language, as CLDR collates; no library for Python that is kept up does it.

A letter with an accent stands where the letter stands, unless the alphabet has the two apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.text.folding import romanised

LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
CYRILLIC = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я"
ALPHABETS = {
    "ar": "آ ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي",
    "bg": CYRILLIC,
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "fa": "آ ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "ru": CYRILLIC,
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "ur": "ا آ ب پ ت ٹ ث ج چ ح خ د ڈ ذ ر ڑ ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ہ ھ ء ی ے",
    "vi": "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
}
LONGEST_LETTER = 2  # "dh" in Albanian
BY_SOUND = "zh"  # character by character, in Latin letters
TURKISH_CAPITALS = str.maketrans({"I": "ı", "İ": "i"})
ARABIC_KEYBOARD = str.maketrans({"ي": "ی", "ك": "ک"})  # what Unicode takes for the letter in ئ, of Persian and Urdu too
# Unicode's combining classes of what is written above and below letters, and of the dot that Devanagari adds.
ACCENTS = frozenset({7, *range(27, 36), *range(200, 241)})

BEFORE, OF_IT, AFTER = range(3)  # the alphabet
Place = tuple[int, int, str]


def place_of(name: str, language: str) -> tuple[list[Place], str]:
    """Where a name stands among others in a language: to be sorted by."""
    if language == BY_SOUND:
        return [(OF_IT, 0, romanised(character)) for character in name], name
    lower = (name.translate(TURKISH_CAPITALS) if language == "tr" else name).lower()
    return list(_places(unicodedata.normalize("NFC", lower), _alphabet(language))), name


def _places(name: str, alphabet: dict[str, int]) -> Iterator[Place]:
    start = 0
    while start < len(name):
        length = LONGEST_LETTER if name[start : start + LONGEST_LETTER] in alphabet else 1
        yield from _place(name[start : start + length], alphabet)
        start += length


def _place(letter: str, alphabet: dict[str, int]) -> list[Place]:
    for spelt in _spellings(letter):
        if spelt and all(part in alphabet for part in spelt):
            return [(OF_IT, alphabet[part], "") for part in spelt]
    if unicodedata.combining(letter) in ACCENTS:
        return []
    is_letter = letter.isalpha() or unicodedata.category(letter).startswith("M")
    return [(AFTER if is_letter else BEFORE, 0, letter)]


def _spellings(letter: str) -> Iterator[Sequence[str]]:
    """As what letters of the alphabet it may count: itself, with fewer accents, spelt with others (ß, æ, ø)."""
    yield [letter]
    base, *accents = list(unicodedata.normalize("NFD", letter))
    yield from ([unicodedata.normalize("NFC", base + accent)] for accent in accents)
    yield [base]
    yield [base.translate(ARABIC_KEYBOARD)]
    if unicodedata.name(letter, "").startswith("LATIN"):
        yield romanised(letter)


@lru_cache(maxsize=64)
def _alphabet(language: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(ALPHABETS.get(language, LATIN).split())}
