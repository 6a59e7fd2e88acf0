"""A reply before any channel shapes it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Choice:
    """Something the contact can pick. `payload` is what Rasa gets for it, e.g. `/compensation`."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """Paragraphs in the order they matter: first the answer, second whom to call, then the rest.

    `asks` and `asides` name paragraphs by their text: those that ask for one of the choices, and must be read together
    with them; and lines to be seen as early as can be: in another language, for people who may not read the rest, or
    that a person comes.
    """

    paragraphs: tuple[str, ...]
    language: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[str, ...] = ()  # names of bot/replies/citations.py
    asks: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def answer(self) -> tuple[str, ...]:
        """The paragraph that answers; none in an empty reply."""
        return self.paragraphs[:1]

    @property
    def call(self) -> tuple[str, ...]:
        """The paragraph on whom to call; none where the reply has no second one."""
        return self.paragraphs[1:2]

    @property
    def rest(self) -> tuple[str, ...]:
        """What follows the answer and whom to call."""
        return self.paragraphs[2:]

    def with_note(self, note: str) -> Reply:
        """The reply with a paragraph behind the answer and whom to call, early enough to be seen."""
        return replace(self, paragraphs=(*self.answer, *self.call, note, *self.rest))

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return PARAGRAPH_BREAK.join(self.paragraphs)


PARAGRAPH_BREAK = "\n\n"


def merge(replies: list[Reply]) -> Reply | None:
    """One reply out of a turn's several; the last choices stand, and what was said before a question stays with it."""
    if not replies:
        return None
    choices = next((reply.choices for reply in reversed(replies) if reply.choices), ())
    paragraphs = tuple(paragraph for reply in replies for paragraph in reply.paragraphs)
    sources = tuple(dict.fromkeys(source for reply in replies for source in reply.sources))
    asides = tuple(dict.fromkeys(line for reply in replies for line in reply.asides))
    before = (paragraph for reply in replies[:-1] for paragraph in reply.paragraphs if paragraph not in asides)
    asks = (*before, *replies[-1].asks) if replies[-1].asks else ()
    return Reply(paragraphs, replies[-1].language, choices, sources, asks, asides)
