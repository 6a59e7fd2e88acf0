"""What we sign for a browser to hold, and take back: by a key that still counts, lately, whatever the clocks do."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, TimestampSigner

from bot.privacy.encryption import SigningKeys

CLOCK_SECONDS = 3600  # a clock may be set back, or differ between machines: what was signed is no less ours


def sign(keys: SigningKeys, what: str, value: str) -> str:
    """The value with its moment and our signature. `what`: a name, so that no kind of value passes for another."""
    return _signer(keys.newest, what).sign(value).decode()


def signed(keys: SigningKeys, what: str, token: str, lasts_seconds: int) -> tuple[str, int]:
    """What was signed, and its age in seconds, below 0 where a clock was set back. Raises BadSignature."""
    signer = _signer(keys.known(lasts_seconds), what)
    try:
        value, signed_at = signer.unsign(token, return_timestamp=True)
        age = signer.get_timestamp() - int(signed_at.timestamp())
        if not -CLOCK_SECONDS <= age <= lasts_seconds:
            raise BadSignature("too old, or from too far in the future")
        return value.decode(), age
    except UnicodeError:
        raise BadSignature("no text of ours") from None


def _signer(keys: str | list[str], what: str) -> TimestampSigner:
    return TimestampSigner(keys, salt=f"rightsline {what}", digest_method=hashlib.sha256)
