"""From where a visitor of the web chat writes: what shares a limit and a place in the queue. No address is stored."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversations.buckets import household

IPV4_PREFIX = 24  # what one small provider or office has; of IPv6 the /64 of one customer
MARK_LETTERS = 16
SAYS_THAT_IT_FORWARDS = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})


@dataclass(frozen=True)
class Whence:
    """Where a text comes from. `address`: one limit's key. `network`: a wider one's. `mark`: may be stored."""

    address: str
    network: str
    mark: str


class Households:
    """Tells households apart for as long as the process lives.

    The key of the marks is made anew at each start and never written: a stored mark tells which conversations came from
    one network, and to nobody which network that is.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, scope: Mapping[str, Any]) -> Whence | None:
        """Where an ASGI request comes from; None where only a proxy is seen that TRUSTED_PROXIES does not name."""
        address = str((scope.get("client") or ("",))[0])
        if not address or _is_a_proxys(address, scope):
            return None
        network = network_of(address)
        mark = hmac.new(self._key, network.encode(), hashlib.sha256).hexdigest()[:MARK_LETTERS]
        return Whence(household(address), network, mark)


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(household(address))
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(ipaddress.ip_network((parsed, IPV4_PREFIX), strict=False))
    return str(parsed)


def _is_a_proxys(address: str, scope: Mapping[str, Any]) -> bool:
    """Whether a machine near by asks for others. From the internet anybody may write such a header."""
    try:
        near = not ipaddress.ip_address(address).is_global
    except ValueError:
        return False
    return near and any(name.lower() in SAYS_THAT_IT_FORWARDS for name, _ in scope.get("headers") or ())
