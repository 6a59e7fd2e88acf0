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
FORWARDED_FOR = b"x-forwarded-for"
SAYS_THAT_IT_FORWARDS = frozenset({FORWARDED_FOR, b"forwarded", b"x-real-ip"})


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
        address = address_in(scope)
        if not address or is_through_unnamed_proxy(scope):
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


def is_through_unnamed_proxy(scope: Mapping[str, Any]) -> bool:
    """Whether a machine near by asks for others: a proxy that TRUSTED_PROXIES does not name, and no visitor.

    From the internet anybody may write such a header. Where the proxy is named, its visitor is the client here, also
    one of the same local network, and stands in the header.
    """
    address = address_in(scope)
    try:
        near = not ipaddress.ip_address(address).is_global
    except ValueError:
        return False
    said = [(name.lower(), value) for name, value in scope.get("headers") or ()]
    forwarded_for = [each.strip() for name, value in said if name == FORWARDED_FOR for each in value.split(b",")]
    return near and any(name in SAYS_THAT_IT_FORWARDS for name, _ in said) and address.encode() not in forwarded_for


def address_in(scope: Mapping[str, Any]) -> str:
    """The address that an ASGI request comes from; empty where none is known."""
    return str((scope.get("client") or ("",))[0])
