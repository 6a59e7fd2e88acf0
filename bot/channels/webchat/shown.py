"""A message's words and where they lead, for the templates."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.webchat.view import Shown


def parts_of(shown: Shown) -> Iterator[tuple[str, str | None]]:
    """The text in order, as (words, where they lead to or None)."""
    position = 0
    for link in shown.links:
        start = shown.text.find(link.text, position)
        if start < 0:
            continue
        if start > position:
            yield shown.text[position:start], None
        yield link.text, link.href
        position = start + len(link.text)
    if position < len(shown.text):
        yield shown.text[position:], None
