"""How much fits into the first text messages. The answer and the number to call must fit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.replies.reply import PARAGRAPH_BREAK
from bot.text.gsm7 import segments
from bot.text.gsm7_folding import fold_to_gsm7

FIRST_TEXTS = 3  # segments that one reply may take before MORE
PHONE_NUMBER = re.compile(r"\+?\d(?:[\d ()/\u00a0\u202f\u2011-]*\d)+")


def fits_first_texts(paragraphs: Sequence[str], language: str, *, reserved: str = "") -> bool:
    """Whether these paragraphs fit into the segments before MORE, with `reserved` after them."""
    folded = (fold_to_gsm7(paragraph, language) for paragraph in paragraphs)  # one by one, as the channel does
    return segments(PARAGRAPH_BREAK.join(folded) + fold_to_gsm7(reserved, language)).count <= FIRST_TEXTS


def up_to_the_number(call: str) -> str:
    """The start of a paragraph on whom to call that must stand beside the answer: all up to its first number.

    Empty where it has none.
    """
    number = PHONE_NUMBER.search(call)
    return call[: number.end()] if number else ""


def fits_one_text(text: str, language: str) -> bool:
    """Whether the text is one segment."""
    return segments(fold_to_gsm7(text, language)).count == 1
