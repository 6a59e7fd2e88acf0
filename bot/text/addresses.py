"""Web and mail addresses, handles and hashtags in a text: their letters belong to no language."""

from __future__ import annotations

import re

ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)[@#]\w+", re.IGNORECASE)
SIGN_OF_ADDRESS = re.compile(r"[@#]|://|www\.", re.IGNORECASE)


def without_addresses(text: str) -> str:
    """The text with a space in the place of each address."""
    return ADDRESSES.sub(" ", text) if SIGN_OF_ADDRESS.search(text) else text  # looking first takes a third less
