"""The letters of a text that a person sees."""

from __future__ import annotations

import unicodedata

IGNORED_AROUND = " \t\r\n.,;:!?¡¿\"'«»()[]…。、！？،؟।"
INVISIBLE = ("Cf", "Cc")  # formats (zero-width, direction) and controls


def visible(text: str) -> str:
    """The text without zero-width, direction and control characters; line breaks stay.

    ZWNJ and ZWJ stay too: Persian and Hindi words need them.
    """
    keep = "\n\t\u200c\u200d"
    return "".join(c for c in text if c in keep or unicodedata.category(c) not in INVISIBLE)
