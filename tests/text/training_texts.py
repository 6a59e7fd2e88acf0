"""Texts of all languages as people type them, taken from the training texts without reading these as YAML."""

from __future__ import annotations

import re

from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data/nlu"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yml"))
EXAMPLE = re.compile(r"^ {4,6}- (.+)$", re.MULTILINE)
TEXTS = 300  # of each language


def some_texts(language: str) -> list[str]:
    """So many of a language's training texts, from all over its file."""
    texts = EXAMPLE.findall((FOLDER / f"{language}.yml").read_text("utf-8"))
    return texts[:: len(texts) // TEXTS]
