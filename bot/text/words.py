"""The words of a text, by one rule for all languages. Hyphens and apostrophes divide: "l'Italie"."""

from __future__ import annotations

import re
import unicodedata

from bot.text.addresses import without_addresses

# Each character of a script written without spaces (Thai, Lao, Burmese, kana, Chinese) counts as a word.
UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]"
NO_SPACES = re.compile(UNSPACED)
# Vowel signs belong to the letter before them (Hindi, Bengali, Arabic ...), which \\w does not know.
MARKS = "".join(chr(point) for point in range(0x300, 0xFE30) if unicodedata.category(chr(point)).startswith("M"))


LETTER, LETTER_OR_DIGIT = r"[^\W\d_]", r"[^\W_]"


def _run_of(first: str) -> str:
    return rf"{first}(?:{first}|[{MARKS}])*"


# What the model learns from. Behind a letter or a digit a character of an unspaced script does not count by itself.
WORD = re.compile(rf"{UNSPACED}|{_run_of(LETTER_OR_DIGIT)}")
WORD_OF_LETTERS = re.compile(rf"{UNSPACED}|{_run_of(LETTER)}")

# What phrases are found by. Such a character always counts by itself, and so does the Chinese zero: "2号" is two words.
ALONE = rf"\u3007|{UNSPACED}"
WORD_APART = re.compile(rf"{ALONE}|{_run_of(rf'(?!{ALONE}){LETTER_OR_DIGIT}')}")
LETTERS_APART = rf"{ALONE}|{_run_of(rf'(?!{ALONE}){LETTER}')}"

# What dates are read by. Digits and letters never make one word ("5may"), Chinese characters do ("三月").
DATE_PART = re.compile(rf"\d+|{_run_of(LETTER)}")


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; no numbers, addresses, handles or emoji."""
    return WORD_OF_LETTERS.findall(without_addresses(text.casefold()))


def spaced(text: str) -> str:
    """The words of a text with one space around each, so that whole words and phrases are found in it."""
    return f" {' '.join(WORD_APART.findall(text))} "
