"""How many SMS a text costs, and in which encoding it travels.

The alphabet is 3GPP TS 23.038, sections 6.2.1 (default alphabet) and 6.2.1.1 (extension table); national language shift
tables are left out, as Twilio does not send them. Lengths of joined messages: 3GPP TS 23.040, section 9.2.3.24.1.
"""

from __future__ import annotations

import enum
import re
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
NOT_GSM7 = re.compile("[^" + re.escape("".join(sorted(GSM7_BASIC | GSM7_EXTENSION))) + "]")

GSM7_TWO_UNITS = re.compile("[" + re.escape("".join(sorted(GSM7_EXTENSION))) + "]")
UCS2_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")  # surrogate pairs in UTF-16, never parted


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
        pairs, single, joined = GSM7_TWO_UNITS, GSM7_SINGLE, GSM7_JOINED
    else:
        pairs, single, joined = UCS2_TWO_UNITS, UCS2_SINGLE, UCS2_JOINED
    double = [match.start() for match in pairs.finditer(text)]
    units = len(text) + len(double)
    return Segments(1 if units <= single else _pack(len(text), double, joined), encoding, units)


def encoding_of(text: str) -> Encoding:
    """GSM-7 where every character is in its alphabet."""
    return Encoding.UCS2 if NOT_GSM7.search(text) else Encoding.GSM7


def _pack(characters: int, double: list[int], size: int) -> int:
    """Count the segments when no pair is parted: a pair that does not fit leaves one unit empty.

    `double`: where the characters of two units stand, in order.
    """
    full, used, before = 0, 0, 0  # whole segments, units in the one being filled, characters already in
    for position in double:
        full, used = _fill(full, used + position - before, size)
        if used + 2 > size:
            full, used = full + 1, 0
        used, before = used + 2, position + 1
    full, used = _fill(full, used + characters - before, size)
    return full + 1 if used or not full else full


def _fill(full: int, used: int, size: int) -> tuple[int, int]:
    return (full, used) if used <= size else (full + (used - 1) // size, (used - 1) % size + 1)
