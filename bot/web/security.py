"""Headers of every response of the web process: nothing from elsewhere, nothing kept, nothing told to others."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Who may embed an answer is the only header that a route may say itself: a widget is made for other sites.
SAID_BY_ROUTES = "cross-origin-resource-policy"
FEATURES_OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


def content_security_policy(embedding_origins: Sequence[str] = ()) -> str:
    """Only our own files, no inline script or style, and only the hotline's own sites may frame the page."""
    ancestors = " ".join(("'self'", *embedding_origins))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def headers(embedding_origins: Sequence[str] = ()) -> dict[str, str]:
    """The headers by name."""
    found = {
        "Content-Security-Policy": content_security_policy(embedding_origins),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",  # told to nobody else; with no-referrer, our own forms say "Origin: null"
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES_OFF),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "X-DNS-Prefetch-Control": "off",
    }
    if not embedding_origins:
        found["X-Frame-Options"] = "SAMEORIGIN"  # browsers that do not know frame-ancestors
    return found


class SecurityHeaders:
    """Sets the headers on whatever the app answers, errors and refusals included."""

    def __init__(self, app: ASGIApp, embedding_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._headers = headers(embedding_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                answered = MutableHeaders(scope=message)
                said = answered.get(SAID_BY_ROUTES)
                answered.update(self._headers)
                if said:
                    answered[SAID_BY_ROUTES] = said
            await send(message)

        await self._app(scope, receive, send_with_headers)
