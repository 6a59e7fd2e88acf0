"""Checks of the catalogues: what a translator can get wrong, in one line each with the file and the mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

from bot.i18n.catalogues import (
    DOMAIN,
    LOCALES,
    SOURCE_LANGUAGE,
    available_languages,
    catalogue_of,
    headers_of,
    is_ready,
    po_files,
)
from bot.replies.phrases.service import KEYWORDS

AVOID = LOCALES / "avoid.yml"
TEMPLATE = f"{DOMAIN}.pot"
# In the comments that tools/extract.py writes.
LIMIT = re.compile(r"At most (\d+) characters( before the number)?")
NUMBER_AFTER = re.compile(r"\s*[:：]\s*\{number\}$")
WORD_BREAK = re.compile(r"[,،、，]")
FIELD = re.compile(r"\{[^}]*\}")
LETTERS_OF_A_NAME = 12
NUMBER_OR_ADDRESS = re.compile(r"\+?\d[\d ()/-]{4,}\d|https?://\S+|www\.\S+|\S+@\S+\.\w+")
STATUSES = frozenset({"draft", "reviewed"})

# One-word texts that Twilio answers itself (HELP) or takes as consent (YES); yes must stay an answer in every form.
RESERVED = frozenset({"help", "info", "yes"})


def catalogue_problems(locales: Path = LOCALES) -> list[str]:
    """All problems of all catalogues that are ready; an empty list when there is none."""
    template = _read(locales / TEMPLATE, None)
    files = {language: po for language, po in po_files(locales).items() if is_ready(po)}
    read = {language: _read(po, language) for language, po in files.items()}
    problems = [problem for language, po in files.items() for problem in _of_one(po, read[language], template)]
    keywords = {language: _keywords_of(catalogue) for language, catalogue in read.items()}
    return problems + list(_keyword_problems(keywords))


def problems_of(language: str, locales: Path = LOCALES) -> list[str]:
    """The problems of one catalogue, ready or not; its keywords are compared with those of all languages."""
    po = po_files(locales)[language]
    catalogue = _read(po, language)
    keywords = {other: _keywords_in_use(other) for other in available_languages() if other != language}
    keywords[language] = _keywords_of(catalogue)
    return [*_of_one(po, catalogue, _read(locales / TEMPLATE, None)), *_keyword_problems(keywords)]


@cache
def words_to_avoid() -> dict[str, re.Pattern[str]]:
    """By language, the words that no text to a contact may have."""
    patterns = YAML(typ="safe").load(AVOID.read_text("utf-8"))
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in patterns.items()}


def _of_one(po: Path, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    if headers_of(po).get("X-Review-Status") not in STATUSES:
        yield f"{po}: X-Review-Status: is missing; write draft, or reviewed once a native speaker has read it"
    language = po.parent.parent.name
    avoid = words_to_avoid().get(language)
    if avoid is None:
        yield f"{AVOID}: {language}: is missing; write the words that no text may have"
    for source in _texts(template):
        message = catalogue.get(source.id, source.context)
        if message is None:
            yield f"{po}: {_name(source)}: is not in the file; run `python -m bot.i18n.catalogue_files update`"
        elif not message.string or message.fuzzy:
            yield f"{po}: {_name(source)}: is not translated; translate it (and remove `fuzzy`)"
        else:
            problems = [*_translation_problems(source, message), *_wording_problems(source, message, avoid)]
            yield from (f"{po}: {_name(source)}: {problem}" for problem in problems)
    for message in catalogue:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{po}: {_name(message)}: is in no file any more; run `make catalogues`"


def _translation_problems(source: Message, message: Message) -> Iterator[str]:
    text, wanted = str(message.string), _fields(str(source.id))
    limit = LIMIT.search(" ".join(source.auto_comments))
    try:
        found = _fields(text)
    except ValueError:
        yield "a brace stands alone; write every {name} as in English"
        return
    if found != wanted:
        yield f"has the fields {sorted(found)}, English has {sorted(wanted)}; keep them as they are"
    if text != text.strip():
        yield "begins or ends with a space; remove it"
    counted = NUMBER_AFTER.sub("", text) if limit and limit.group(2) else text
    if limit and source.context not in KEYWORD_CONTEXTS and len(counted) > int(limit.group(1)):
        yield f"has {len(counted)} characters; at most {limit.group(1)} fit"


def _wording_problems(source: Message, message: Message, avoid: re.Pattern[str] | None) -> Iterator[str]:
    text, english = str(message.string), str(source.id)
    if sum(map(str.isalpha, FIELD.sub("", text))) > LETTERS_OF_A_NAME and text == english and " " in text:
        yield "is still the English text"
    for typed in NUMBER_OR_ADDRESS.findall(text):
        if typed not in english:
            yield f"has {typed}, English has not; numbers and addresses come from the records"
    if avoid and source.context not in KEYWORD_CONTEXTS and (found := avoid.search(text)):
        yield f"has {found.group().strip()!r}, a word to avoid"


def _keywords_of(catalogue: Catalog) -> dict[str, str]:
    """The words for each keyword, as they stand in a file."""
    messages = {name: catalogue.get(phrase.source, phrase.context) for name, phrase in KEYWORDS.items()}
    return {name: str(message.string) if message and message.string else "" for name, message in messages.items()}


def _keywords_in_use(language: str) -> dict[str, str]:
    """The same, of a language that people are answered in."""
    return {name: catalogue_of(language).say(phrase) for name, phrase in KEYWORDS.items()}


def _keyword_problems(keywords: dict[str, dict[str, str]]) -> Iterator[str]:
    """A word may stand in more than one language, but always for the same thing, and never for yes or help."""
    meaning: dict[str, str] = {}
    languages = {SOURCE_LANGUAGE: _keywords_in_use(SOURCE_LANGUAGE), **keywords}
    for name in KEYWORDS:
        for language, words in languages.items():
            for word in filter(None, (word.strip().casefold() for word in WORD_BREAK.split(words[name]))):
                if meaning.setdefault(word, name) != name:
                    yield f"{language}: keyword {word}: stands for {meaning[word]} and for {name}; keep one"
                if word in RESERVED:
                    yield f"{language}: keyword {word}: is reserved; use another word"


KEYWORD_CONTEXTS = frozenset(phrase.context for phrase in KEYWORDS.values())


def _texts(template: Catalog) -> Iterable[Message]:
    return (message for message in template if message.id)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _name(message: Message) -> str:
    return f"{message.context}: {str(message.id)[:40]}"


def _read(path: Path, language: str | None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)
