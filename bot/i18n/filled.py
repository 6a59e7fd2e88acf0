"""English sentences with names and numbers in them that can still be said in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Filled(str):
    """A sentence with its fields filled in. `text`: with the fields, as it stands in the catalogues."""

    text: str
    values: Mapping[str, object]

    def __str__(self) -> str:  # str() of an exception that carries one gives it back whole
        return self


def filled(text: str, **values: object) -> Filled:
    """Fill in `{name}` fields. Babel finds these calls; a value that is Filled itself is translated too."""
    said = Filled(text.format(**values))
    said.text, said.values = text, values
    return said


def translated(words: str, translate: Callable[[str], str]) -> str:
    """A text in another language, filled in again where it has fields. `translate`: a catalogue's gettext."""
    if not isinstance(words, Filled):
        return translate(words)
    values = {
        name: translated(value, translate) if isinstance(value, Filled) else value
        for name, value in words.values.items()
    }
    return translate(words.text).format(**values)
