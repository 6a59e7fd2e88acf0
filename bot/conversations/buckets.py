"""Token buckets: how fast somebody may be. Held in memory only, never stored."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

REMEMBERED_KEYS = 10_000


class Buckets:
    """Token buckets by key: `burst` at once, then `per_second`. Only the lately seen keys are remembered."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, float(burst), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take one; False when there is none."""
        moment = self._clock()
        left, seen = self._buckets.pop(key, (self._burst, moment))
        left = min(self._burst, left + (moment - seen) * self._per_second)
        taken = left >= 1
        self._buckets[key] = (left - 1 if taken else left, moment)
        if len(self._buckets) > REMEMBERED_KEYS:
            self._buckets.popitem(last=False)
        return taken


def household(address: str) -> str:
    """What shares one limit: an IPv4 address, or the /64 that one customer of IPv6 has for all their addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)
