"""Under which names we answer. Who makes a foreign name point here (DNS rebinding) gets nothing of us in a browser."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import Settings

logger = logging.getLogger(__name__)

MISDIRECTED = 421
# No public name server gives these away: RFC 6761, RFC 6762, RFC 8375, ICANN's resolution of 2024-07-29 on .internal;
# .lan is what routers call their own network.
LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".test", ".lan")
HINT = "this name is not known here: set PUBLIC_URL, or name it in RIGHTSLINE_HOSTS"


class HostGate:
    """Refuses with 421 what asks for a name that is neither local nor one of the settings.

    `open_to_all`: beginnings of paths that prove in another way where they come from.
    """

    def __init__(self, app: ASGIApp, settings: Settings, open_to_all: tuple[str, ...] = ()) -> None:
        self._app, self._open = app, open_to_all
        self._names = names_of(settings)
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] not in ("http", "websocket") or (self._open and scope["path"].startswith(self._open)):
            await self._app(scope, receive, send)
            return
        if is_ours(Headers(scope=scope).get("host", ""), self._names):
            await self._app(scope, receive, send)
            return
        if not self._told:  # once: whoever asks could fill the log
            self._told = True
            logger.warning("a request was refused: %s", HINT)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse(HINT, status_code=MISDIRECTED)(scope, receive, send)


def names_of(settings: Settings) -> frozenset[str]:
    """The names of the settings: PUBLIC_URL's and those of RIGHTSLINE_HOSTS."""
    public = urlsplit(settings.public_url or "").hostname
    return frozenset((*settings.host_names, *([public] if public else [])))


def is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names us: one of `names`, or something local. Only what is no browser sends none."""
    name = _name(host)
    return name is not None and (name in names or is_local(name))


def is_local(name: str) -> bool:
    """Whether nobody else can make it point here: an address, a name without dots, an ending of local networks."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(LOCAL_ENDINGS)
    return True


def _name(host: str) -> str | None:
    """The name in a Host header, without the port; None where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return None
