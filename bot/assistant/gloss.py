"""The concepts that each sentence of a text names: a gloss for operators who do not read its language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.nlu.concepts import DEFAULT_FOLDER, Lexicon, concepts_in
from bot.nlu.passages import sentences_of
from bot.nlu.texts import folder_of
from bot.replies.known import KNOWLEDGE
from bot.text.words import WORD

# Words of grammar and talk, which topics are learned from and which tell an operator nothing, or too often what is
# not there: in Arabic and Urdu letters a short stem begins many a word.
SILENT = frozenset(
    {"me", "someone_else", "question", "time_past", "time_now", "yes", "no", "hello", "thanks", "goodbye", "menu"}
    | {"other_language", "joke", "data", "robot", "human", "secret", "free_of_charge", "delete", "stop_messages"}
    | {"weather", "sport", "love", "religion", "shopping", "organs", "meat", "reflection", "identified", "form"}
)


def glossed(text: str, language: str | None) -> list[tuple[str, list[str]]]:
    """The sentences of a text, each with its concepts; `language`: the one that it is in, where that is one of ours."""
    languages = list(dict.fromkeys(code for code in (language, SOURCE_LANGUAGE) if code))
    return [(sentence, _concepts_in(sentence, languages)) for sentence in sentences_of(text) or [text]]


def _concepts_in(sentence: str, languages: list[str]) -> list[str]:
    beside = concepts_in(sentence, _beside(), languages)
    rest = sentence
    if beside:  # the same words mean something else to understanding
        rest = WORD.sub(lambda word: "" if concepts_in(word.group(), _beside(), languages) else word.group(), sentence)
    lexicons = {code: lexicon for code in languages if (lexicon := _lexicon_of(code))}
    return [*beside, *(name for name in concepts_in(rest, lexicons, languages) if name not in SILENT)]


@lru_cache(maxsize=1)
def _beside() -> Mapping[str, Lexicon]:
    """By language, the concepts of gloss.yml."""
    entries: dict[str, dict[str, list[str]]] = {}
    for concept, by_language in YAML(typ="safe").load((KNOWLEDGE / "gloss.yml").read_text("utf-8")).items():
        for language, stems in by_language.items():
            entries.setdefault(language, {})[concept] = stems
    return {language: Lexicon(its) for language, its in entries.items()}


@lru_cache(maxsize=64)
def _lexicon_of(language: str) -> Lexicon | None:
    """The lexicon of a language, read when its first text comes; None where there is none."""
    file = folder_of(DEFAULT_FOLDER) / f"{language}.yml"
    if not file.is_file():
        return None
    entries: Mapping[str, list[str]] = YAML(typ="safe").load(file.read_text("utf-8"))
    return Lexicon(entries)
