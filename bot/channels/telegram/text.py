"""Cuts a text to what one Telegram message takes, where it hurts least."""

from __future__ import annotations

import re
import unicodedata

from telegram.constants import MessageLimit

LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)  # 4,096 UTF-16 units: core.telegram.org/bots/api#sendmessage

# The places to cut, the best first. Each pattern ends where the cut is.
_PARAGRAPH = re.compile(r"\n\s*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"[.!?…؟۔।][\"'”»)\]\u2069]*\s+|[。！？][”」』）]*\s*")
_SPACE = re.compile(r"\s+")
_PLACES = (_PARAGRAPH, _LINE, _SENTENCE, _SPACE)

# A number with its spaces and signs ("+44 (0)20 7946 0000", "1.5.2026"), and a part whose direction is isolated.
_WHOLE = re.compile(r"[\u2066\u2068][^\u2069\n]{0,64}\u2069|[+(]{0,2}\d(?:[ \u00a0\u202f().,:/+-]*\d)*")
_JOINERS = "\u200c\u200d"


def units(text: str) -> int:
    """The length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """The text in parts of at most `limit` (2 or more) UTF-16 units.

    Cut at paragraphs, else lines, else sentences, else words. A number and a letter with its accents stay whole unless
    they alone are longer than a part.
    """
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        at = _cut(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, limit: int) -> int:
    longest = _longest_prefix(text, limit)
    wholes = [found.span() for found in _WHOLE.finditer(text[: longest + limit]) if found.start() < longest]
    for place in _PLACES:
        ends = [found.end() for found in place.finditer(text[: longest + 1]) if _fits(found, text, limit)]
        for at in reversed(ends):
            if not _inside(at, wholes):
                return at
    return _between_letters(text, longest, wholes)


def _fits(found: re.Match[str], text: str, limit: int) -> bool:
    """Whether what stands before the cut, without the spaces at its end, is a part."""
    before = text[: found.end()].rstrip()
    return bool(before) and units(before) <= limit


def _between_letters(text: str, longest: int, wholes: list[tuple[int, int]]) -> int:
    for start, end in reversed(wholes):
        if 0 < start < longest < end:
            return start
    for at in range(longest, 0, -1):
        if not _extends(text[at]) and text[at - 1] not in _JOINERS:
            return at
    return longest


def _longest_prefix(text: str, limit: int) -> int:
    at = min(limit, len(text))
    while units(text[:at]) > limit:
        at -= max(1, (units(text[:at]) - limit) // 2)
    return at


def _inside(at: int, wholes: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in wholes)


def _extends(letter: str) -> bool:
    """Whether it belongs to the letter before: an accent, a vowel sign, a joiner, a variation selector, a skin tone."""
    return unicodedata.category(letter)[0] == "M" or letter in _JOINERS or 0x1F3FB <= ord(letter) <= 0x1F3FF
