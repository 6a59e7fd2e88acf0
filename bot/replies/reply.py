"""A reply before any channel shapes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Something the contact can pick. `payload` is what Rasa gets for it, e.g. `/compensation`."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """Paragraphs in the order they matter: first the answer, second whom to call, then the rest."""

    paragraphs: tuple[str, ...]
    language: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[str, ...] = ()  # names of bot/replies/citations.py

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return PARAGRAPH_BREAK.join(self.paragraphs)


PARAGRAPH_BREAK = "\n\n"


def merge(replies: list[Reply]) -> Reply | None:
    """One reply out of a turn's several; the last choices stand."""
    if not replies:
        return None
    choices = next((reply.choices for reply in reversed(replies) if reply.choices), ())
    paragraphs = tuple(paragraph for reply in replies for paragraph in reply.paragraphs)
    sources = tuple(dict.fromkeys(source for reply in replies for source in reply.sources))
    return Reply(paragraphs, replies[-1].language, choices, sources)
