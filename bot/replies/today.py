"""Which day it is."""

from __future__ import annotations

from datetime import date, datetime, timezone


def today_utc() -> date:
    """The day it is, in UTC: nowhere in the region is it more than a day off."""
    return datetime.now(timezone.utc).date()
