"""Serves an app with uvicorn: who sends half a request, or opens hundreds of connections, shuts nobody out."""

from __future__ import annotations

import asyncio
import ipaddress
import resource
from collections import Counter
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from bot.running.watcher import stopped_by_signals

REQUEST_SECONDS = 10.0  # from the first byte to the last: what a phone sends is small
MOST_CONNECTIONS = 6000  # of one process, as far as it may open files
FILES_OF_OUR_OWN = 100
MOST_OF_AN_ADDRESS = 100  # connections, of an address in the internet that is none of TRUSTED_PROXIES


class Doors:
    """The connections of one process that are open, by address."""

    def __init__(self, most: int, trusted_proxies: str = "") -> None:
        self._most, self._trusted = most, _TrustedHosts(trusted_proxies)
        self._open: Counter[str] = Counter()

    def let_in(self, address: str) -> bool:
        """Count one more; False where there are enough, of all or of this address."""
        of_all, of_this = self._open.total(), self._open[address]
        if of_all >= self._most or (of_this >= MOST_OF_AN_ADDRESS and self._is_one_visitor(address)):
            return False
        self._open[address] += 1
        return True

    def let_out(self, address: str) -> None:
        """Count one less."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def _is_one_visitor(self, address: str) -> bool:
        """Whether it is no proxy: one near by may not be named in TRUSTED_PROXIES."""
        try:
            return ipaddress.ip_address(address).is_global and address not in self._trusted
        except ValueError:
            return False


class PromptProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol, which hangs up where a request is not whole after REQUEST_SECONDS. It has no such limit."""

    doors: Doors

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Refuse the connection where there are enough of them."""
        super().connection_made(transport)
        self._late: asyncio.TimerHandle | None = None
        self._address = self.client[0] if self.client else ""
        self._is_in = self.doors.let_in(self._address)
        if self._is_in:
            self._expect()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Watch whether the request is whole by now."""
        super().data_received(data)
        others = self.transport.get_protocol()
        if others is not self and self._is_in:  # a web socket's from now on
            self._leave_with(others)
        if self._is_whole():
            self._stop_waiting()
        elif self._late is None:
            self._expect()

    def _is_whole(self) -> bool:
        """Whether a request came whole, or the connection is a web socket's by now."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return True
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def _expect(self) -> None:
        self._late = self.loop.call_later(REQUEST_SECONDS, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        self._late = None
        if not self._is_whole():
            self.transport.abort()

    def _leave_with(self, others: Any) -> None:
        """Count it until the protocol that has taken it over loses it."""
        self._is_in, lost = False, others.connection_lost

        def lose(exc: Exception | None) -> None:
            lost(exc)
            self.doors.let_out(self._address)

        others.connection_lost = lose

    def _leave(self) -> None:
        self._stop_waiting()
        if self._is_in:
            self._is_in = False
            self.doors.let_out(self._address)


def serve(app: ASGIApp, host: str, port: int, trusted_proxies: str = "") -> None:
    """Serve an app: no access log (it names addresses), no server header.

    Only the trusted proxies' X-Forwarded-For counts; anybody else could write into it what they like.
    """
    with stopped_by_signals():  # uvicorn raises the signal again once it has stopped, which would end us here
        uvicorn.Server(config_of(app, host, port, trusted_proxies)).run()


def config_of(app: ASGIApp, host: str, port: int, trusted_proxies: str = "") -> uvicorn.Config:
    """How uvicorn serves an app here."""
    doors: dict[str, Any] = {"doors": Doors(_most_connections(), trusted_proxies)}
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=type("Protocol", (PromptProtocol,), doors),
        access_log=False,
        log_level="warning",
        log_config=None,  # uvicorn's own handlers would print exceptions whole
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        ws="wsproto",
        timeout_graceful_shutdown=5,
    )


def _most_connections() -> int:
    """As many as files may be opened: each connection is one. Most systems begin with 1,024 and allow more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_OF_OUR_OWN
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, soft - FILES_OF_OUR_OWN)
