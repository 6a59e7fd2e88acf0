"""Where sentences end, in the scripts of the languages offered."""

from __future__ import annotations

import re

# The Arabic, Urdu and Devanagari ends too; Chinese has no space after its own.
END = re.compile(r"(?<=[.!?…۔؟।])\s+|(?<=[。！？])")


def first_sentence(text: str) -> str:
    """The first sentence of a text; all of it where it is one."""
    return END.split(text.strip(), maxsplit=1)[0].rstrip()


def after_first_sentence(text: str) -> str:
    """What follows the first sentence of a text; empty where it is one."""
    return text.strip().removeprefix(first_sentence(text)).strip()
