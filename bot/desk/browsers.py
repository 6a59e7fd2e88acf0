"""The kind of browser that a session was begun in, for its owner to know it by; no version."""

from __future__ import annotations

# The first that is found counts: others name Chrome and Safari too (RFC 9110, 10.1.5, and what browsers send).
FAMILIES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def kind_of(user_agent: str) -> str:
    """Such as "Firefox on Linux"; empty where it is none of the usual ones."""
    family = next((name for sign, name in FAMILIES if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return " on ".join(filter(None, (family, system)))
