"""How many SMS a text costs, and in which encoding it travels.

The alphabet is 3GPP TS 23.038, sections 6.2.1 (default alphabet) and 6.2.1.1 (extension table); national language shift
tables are left out, as Twilio does not send them. Lengths of joined messages: 3GPP TS 23.040, section 9.2.3.24.1.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

GSM7_SINGLE = 160  # septets of one SMS; 3GPP TS 23.038
GSM7_JOINED = 153  # septets of each of several, less the 6-octet header
UCS2_SINGLE = 70  # UTF-16 units
UCS2_JOINED = 67

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape before each: two septets, never parted
GSM7 = GSM7_BASIC | GSM7_EXTENSION

LAST_OF_ONE_UNIT = "\uffff"  # what comes after it is a surrogate pair in UTF-16: two units, never parted


class Encoding(str, enum.Enum):
    """How a text travels. One character outside GSM-7 makes the whole text UCS-2."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True)
class Segments:
    """What a text costs. `units`: septets in GSM-7, UTF-16 units in UCS-2."""

    count: int
    encoding: Encoding
    units: int


def segments(text: str) -> Segments:
    """The SMS a text becomes; an empty text is one."""
    encoding = encoding_of(text)
    if encoding is Encoding.GSM7:
        widths = [2 if character in GSM7_EXTENSION else 1 for character in text]
        single, joined = GSM7_SINGLE, GSM7_JOINED
    else:
        widths = [2 if character > LAST_OF_ONE_UNIT else 1 for character in text]
        single, joined = UCS2_SINGLE, UCS2_JOINED
    units = sum(widths)
    return Segments(1 if units <= single else _pack(widths, joined), encoding, units)


def encoding_of(text: str) -> Encoding:
    """GSM-7 where every character is in its alphabet."""
    return Encoding.GSM7 if GSM7.issuperset(text) else Encoding.UCS2


def _pack(widths: list[int], size: int) -> int:
    """Count the segments when no pair is parted: a pair that does not fit leaves one unit empty."""
    count, used = 1, 0
    for width in widths:
        if used + width > size:
            count, used = count + 1, 0
        used += width
    return count
