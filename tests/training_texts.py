"""The training texts, without Rasa's reader: it takes half a minute for all languages, and this a second."""

from __future__ import annotations

import re
from functools import cache

from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data/nlu"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yml"))
LINE = re.compile(r"^ *- intent: (?P<intent>\w+)$|^ {4,6}- (?P<text>.+)$", re.MULTILINE)
SOME = 300  # of each language


@cache
def trained_on(language: str) -> tuple[tuple[str, str], ...]:
    """(intent, text) of each text of a language; tests/nlu/test_texts.py compares them with what Rasa reads."""
    intent, found = "", []
    for line in LINE.finditer((FOLDER / f"{language}.yml").read_text("utf-8")):
        intent = line["intent"] or intent
        if line["text"]:
            found.append((intent, line["text"].strip()))
    return tuple(found)


def trained_texts(language: str) -> list[str]:
    """All texts of a language."""
    return [text for _, text in trained_on(language)]


def some_texts(language: str) -> list[str]:
    """A few hundred of a language's texts, from all over its file."""
    texts = trained_texts(language)
    return texts[:: len(texts) // SOME]
