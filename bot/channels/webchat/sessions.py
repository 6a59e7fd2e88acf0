"""Web chat sessions: issued and signed by the server, never chosen by the client."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature

from bot.privacy.encryption import SigningKeys
from bot.privacy.signing import sign, signed

ID_BYTES = 18  # 144 random bits, 24 characters
LASTS_SECONDS = 3 * 24 * 3600  # an operator may answer the next day; the page renews it while it is used
RENEW_SECONDS = LASTS_SECONDS // 2
LONGEST_TOKEN = 128
FORM_LASTS_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Session:
    """One visitor. `id` is the contact's address; `token` is what the browser holds, the id with our signature."""

    id: str
    token: str
    new: bool = False


class Sessions:
    """Issues sessions and knows its own again. `keys`: what signs, asked each time, since it may be rotated."""

    def __init__(self, keys: Callable[[], SigningKeys]) -> None:
        self._keys = keys

    def issue(self) -> Session:
        """A session that nobody has had before."""
        return self._session(secrets.token_urlsafe(ID_BYTES), new=True)

    def known(self, token: object) -> Session | None:
        """The session of a token that we signed and that has not expired, else None; renewed past half its life."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            return None
        try:
            session_id, age = self._signed("session", token, LASTS_SECONDS)
        except BadSignature:
            return None
        return self._session(session_id) if age > RENEW_SECONDS else Session(session_id, token)

    def new_visitor(self) -> str:
        """What the browser of somebody without a session holds, so that its forms are known from all others."""
        return self._sign("visitor", secrets.token_urlsafe(ID_BYTES))

    def is_visitor(self, token: object) -> bool:
        """Whether we made this, lately enough that forms bound to it are still taken."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            return False
        try:
            self._signed("visitor", token, LASTS_SECONDS)
        except BadSignature:
            return False
        return True

    def form_token(self, holder: str, message_id: str) -> str:
        """What a form of the page without JavaScript carries, so that no other site can post in its name.

        `holder`: the session's id, or what a visitor without one holds. `message_id`: the one that stands in the form.
        """
        return self._sign("form", f"{holder} {message_id}")

    def form_is_ours(self, token: str, holder: str | None, message_id: str) -> bool:
        """Whether a posted form is one that this holder was given, with this message id."""
        try:
            signed_for = self._signed("form", token, FORM_LASTS_SECONDS)[0]
        except BadSignature:
            return False
        return holder is not None and secrets.compare_digest(signed_for.encode(), f"{holder} {message_id}".encode())

    def _session(self, session_id: str, *, new: bool = False) -> Session:
        return Session(session_id, self._sign("session", session_id), new)

    def _sign(self, what: str, value: str) -> str:
        return sign(self._keys(), f"web chat {what}", value)

    def _signed(self, what: str, token: str, lasts_seconds: int) -> tuple[str, int]:
        return signed(self._keys(), f"web chat {what}", token, lasts_seconds)
