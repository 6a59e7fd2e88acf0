"""A place on the map that a contact sent, in an operator's words: its coordinates, and what town it is near."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversations.contract import MessageKind
from bot.conversations.messages import Message
from bot.i18n import formats
from bot.knowledge.towns import nearest

GEO_URI = re.compile(r"geo:(-?\d+\.\d+),(-?\d+\.\d+)")  # bot/conversations/contract.py writes it
ROUNDED_ABOVE_KM = 20  # to five: a town is as wide


@dataclass(frozen=True)
class Pin:
    """`coordinates`: latitude and longitude in degrees. `town`, with its country, and `km` to its middle, rounded.

    `town` is empty where none is near; `km` is 0 inside the first one.
    """

    coordinates: str
    town: str
    km: int


def pin_of(message: Message, reads: str) -> Pin | None:
    """The place of a message; None of any other message. `reads`: the operator's language, for the country's name."""
    found = GEO_URI.fullmatch(message.text) if message.kind == MessageKind.LOCATION.value else None
    if found is None:
        return None
    coordinates = f"{found[1]}, {found[2]}"
    near = nearest(float(found[1]), float(found[2]))
    if near is None:
        return Pin(coordinates, "", 0)
    town, km = near
    return Pin(coordinates, f"{town.name}, {formats.country_name(town.country, reads)}", _rounded(km))


def _rounded(km: float) -> int:
    return 5 * round(km / 5) if km > ROUNDED_ABOVE_KM else int(km) if km < 1 else round(km)
