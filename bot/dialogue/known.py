"""What is known of a contact before a text of theirs is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """It reaches understanding and actions as the message's metadata.

    `language`, `country`: as remembered; `…_chosen`: the contact said so. `language_hints`: ISO 639 codes that the
    channel tells, the likeliest first. `phone_country`: whose prefix the number has. `country_guess`: where the contact
    is taken to be as long as nobody has said so. `first`: nothing was said to this contact before.
    """

    language: str | None = None
    language_chosen: bool = False
    language_hints: tuple[str, ...] = ()
    phone_country: str | None = None
    country: str | None = None
    country_chosen: bool = False
    country_guess: str | None = None
    first: bool = False

    def as_metadata(self, channel: str) -> dict[str, Any]:
        """For a message that came by this channel."""
        return {**asdict(self), "language_hints": list(self.language_hints), "channel": channel}
