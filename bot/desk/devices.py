"""Browsers that have logged in before: a signed cookie says so, and whose attempts to log in are counted apart."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature
from starlette.responses import Response

from bot.desk.guard import Visit
from bot.desk.operator_names import folded
from bot.privacy.encryption import Vault
from bot.privacy.signing import sign, signed

COOKIE, SECURE_COOKIE = "desk-device-", "__Host-desk-device-"  # and the beginning of the name's hash
LASTS_SECONDS = 180 * 24 * 3600
DEVICE_BYTES = 18  # 144 random bits
LETTERS_OF_NAME = 12
LONGEST = 256
SIGNED_AS = "desk device"


def known(visit: Visit, name: str) -> str | None:
    """The browser's id where it has logged in as this name before; None where it has not, or it was long ago."""
    cookie = visit.request.cookies.get(_cookie_name(visit, name), "")
    if not cookie or len(cookie) > LONGEST:
        return None
    vault = visit.desk.store.vault
    try:
        device, _, name_hash = signed(vault.signing(), SIGNED_AS, cookie, LASTS_SECONDS)[0].partition(".")
    except BadSignature:
        return None
    return device if secrets.compare_digest(name_hash, _hash(vault, name)) else None


def remember(visit: Visit, response: Response, name: str, device: str | None) -> None:
    """Let the browser show the next time that it has logged in as this name. `device`: its id, if it has one."""
    vault = visit.desk.store.vault
    value = f"{device or secrets.token_urlsafe(DEVICE_BYTES)}.{_hash(vault, name)}"
    response.set_cookie(
        _cookie_name(visit, name),
        sign(vault.signing(), SIGNED_AS, value),
        max_age=LASTS_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=visit.is_secure,
    )


def _cookie_name(visit: Visit, name: str) -> str:
    prefix = SECURE_COOKIE if visit.is_secure else COOKIE
    return prefix + _hash(visit.desk.store.vault, name)[:LETTERS_OF_NAME]


def _hash(vault: Vault, name: str) -> str:
    return vault.address_hash("desk device", folded(name))
