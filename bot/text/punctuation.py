"""The signs between the parts of a text that was put together, as its script writes them.

Sentences come from the catalogues with their own signs; what joins them and the items of lists is ", ", "; " and " ".
"""

from __future__ import annotations

import re

ARABIC_SIGNS = {",": "،", ";": "؛"}
CHINESE_SIGNS = {",": "、", ";": "；"}  # between the items of a list
# Each sign first, and then what stands before it: to look behind every letter takes three times as long.
AFTER_ARABIC = re.compile(r"[,;](?:(?<=[\u0600-\u06ff].)(?=\s)|(?<=\u2069.)(?=\s[\u0600-\u06ff\u2068]))")
AFTER_CHINESE = re.compile(r"[,; \u00a0](?:(?<=[\u4e00-\u9fff][,;])[ \u00a0]?|(?<=[。！？][ \u00a0])(?=\S))")
ARABIC_OR_CHINESE = re.compile(r"[\u0600-\u06ff\u2069\u4e00-\u9fff。！？]")


def as_written(text: str) -> str:
    """The text with Arabic commas after Arabic letters, Chinese after Chinese, and no space after a Chinese stop."""
    if not ARABIC_OR_CHINESE.search(text):
        return text
    text = AFTER_ARABIC.sub(lambda sign: ARABIC_SIGNS[sign.group()], text)
    return AFTER_CHINESE.sub(lambda sign: CHINESE_SIGNS.get(sign.group()[0], ""), text)
