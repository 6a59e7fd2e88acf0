"""What time it is in a country, as far as that is one time."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global


def only_time_zone(country: str, moment: datetime.datetime | None = None) -> ZoneInfo | None:
    """The time zone of a country (ISO 3166-1) whose clocks all show one time at a moment; None for another country.

    `moment`: now, by default. The zones of a country are CLDR's.
    """
    at = moment or datetime.datetime.now(datetime.timezone.utc)
    zones = [zone for name in get_global("territory_zones").get(country, ()) if (zone := _zone(name))]
    offsets = {at.astimezone(zone).utcoffset() for zone in zones}
    return zones[0] if len(offsets) == 1 else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # CLDR has a zone that the time zone data have under another name
        return None
