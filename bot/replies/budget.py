"""How much fits into the first text messages: the answer and the number to call must."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.knowledge.rights import GSM7
from bot.replies.reply import PARAGRAPH_BREAK

FIRST_TEXTS = 3  # segments that one reply may take before MORE
GSM7_JOINED, UCS2_JOINED = 153, 67  # characters of one segment among several, 3GPP TS 23.040
GSM7_SINGLE, UCS2_SINGLE = 160, 70  # characters of a lone segment
GSM7_TWICE = frozenset("^{}\\[~]|€\f")  # the extension table: an escape and a character, 3GPP TS 23.038
# What the shaping of a text message (bot/text/gsm7_folding.py) makes plain anyway: signs, and in these languages
# the accents that GSM-7 lacks.
FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f", " "),
        **dict.fromkeys("’‘", "'"),
        **dict.fromkeys("“”«»", '"'),
        **dict.fromkeys("–—", "-"),
    }
)
PHONE_NUMBER = re.compile(r"\+?\d(?:[\d ()/\u00a0\u202f\u2011-]*\d)+")
WITHOUT_ACCENTS = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})


def fits_first_texts(paragraphs: Sequence[str], language: str, *, reserved: str = "") -> bool:
    """Whether these paragraphs fit into the segments before MORE, with `reserved` after them."""
    text = PARAGRAPH_BREAK.join(paragraphs) + reserved
    return _fits(text, language, FIRST_TEXTS * GSM7_JOINED, FIRST_TEXTS * UCS2_JOINED)


def up_to_the_number(call: str) -> str:
    """The start of a paragraph on whom to call that must stand beside the answer: all up to its first number.

    Empty where it has none.
    """
    number = PHONE_NUMBER.search(call)
    return call[: number.end()] if number else ""


def fits_one_text(text: str, language: str) -> bool:
    """Whether the text is one segment."""
    return _fits(text, language, GSM7_SINGLE, UCS2_SINGLE)


def _fits(text: str, language: str, gsm7: int, ucs2: int) -> bool:
    folded = text.translate(FOLDED)
    if language in WITHOUT_ACCENTS:
        folded = "".join(c if c in GSM7 else unicodedata.normalize("NFKD", c)[0] for c in folded)
    if all(character in GSM7 or character in GSM7_TWICE or character == "\n" for character in folded):
        return len(folded) + sum(character in GSM7_TWICE for character in folded) <= gsm7
    return len(folded.encode("utf-16-le")) // 2 <= ucs2
