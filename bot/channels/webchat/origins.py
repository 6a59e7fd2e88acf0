"""Whether a form was sent from a page of ours: what the browser says of it, which no page can forge."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from bot.settings import Settings

# What Sec-Fetch-Site may say. Browsers before 2021 (Safari: 2023) send none, nor does any over plain http.
FROM_OURS, BY_THE_VISITOR = "same-origin", "none"


def form_is_from_here(headers: Headers, settings: Settings) -> bool:
    """Whether Sec-Fetch-Site, else Origin, else Referer names us. What says nothing, or "Origin: null", is foreign.

    Our pages make browsers say it (Referrer-Policy: same-origin). A widget's frame is our page; its site posts nothing.
    """
    site = headers.get("sec-fetch-site", "")
    if site == FROM_OURS:
        return True
    if site not in (BY_THE_VISITOR, ""):
        return False
    said = headers.get("origin") or origin_of(headers.get("referer"))
    return said in own_origins(headers.get("host"), settings) if said else site == BY_THE_VISITOR


def own_origins(host: str | None, settings: Settings) -> frozenset[str]:
    """PUBLIC_URL's origin, and that of the Host header, by whichever scheme a proxy was asked."""
    public = origin_of(settings.public_url)
    return frozenset((*([public] if public else []), *([f"http://{host}", f"https://{host}"] if host else [])))


def origin_of(address: str | None) -> str | None:
    """Scheme, host and port of an address."""
    if not address:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
