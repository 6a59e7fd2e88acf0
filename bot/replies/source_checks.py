"""Checks of the English source texts: each must be readable in one way only, or twenty translators guess.

The words and the exceptions are data, `locales/source.yml`; what follows from the build of a sentence is here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po
from pydantic import Field
from ruamel.yaml import YAML

from bot.i18n.catalogues import DOMAIN, LOCALES
from bot.knowledge.rights import Entry, Rights

SOURCE = "source.yml"

PRONOUN_AT_HEAD = re.compile(r"^(It|They|Them|Its|Their)\b")
# "It is a crime to ...": what it is comes later in the sentence, and is no noun that a translator must find.
IMPERSONAL = re.compile(r"^It (is|must be|can be|will be)\b[^.,;:]*\b(to|that|when|if)\b")
AUXILIARY = "am|are|is|was|were|do|does|did|have|has|can|could|may|must|shall|should|will|would"
ASKED_ABOUT = "you|it|he|she|they|we|somebody|someone|there"
SECOND_QUESTION = re.compile(
    rf"(,| and| or) (and |or )?({AUXILIARY}|who|what|when|where|why|how) (\w+ )?({ASKED_ABOUT})\b", re.IGNORECASE
)
SENTENCE = re.compile(r"[^.?!]+[.?!]*")
WITHOUT_OBJECT = re.compile(
    r"\b(refer|identify|detect|charge)\b(?=\s*([.,;:!?]|$|(and|or|when|with|without|if|only|before)\b))", re.IGNORECASE
)
SHOULD, MUST = re.compile(r"\bshould\b", re.IGNORECASE), re.compile(r"\bmust\b", re.IGNORECASE)


class Word(Entry):
    """What no text may have (a regular expression), and what to write instead."""

    match: str
    write: str


class Exempt(Entry):
    """Texts that may break a rule: those of a context, or only one of them."""

    rule: str
    context: str
    text: str | None = None
    reason: str = Field(min_length=1)


class SourceRules(Entry):
    """The whole of `locales/source.yml`."""

    words: tuple[Word, ...]
    exceptions: tuple[Exempt, ...]


Finding = tuple[str, str]  # the rule, and what is wrong with the mend


def source_problems(rights: Rights, locales: Path = LOCALES) -> list[str]:
    """The English texts of the template that can be read in two ways, and exceptions that no text needs any more.

    `rights`: how strongly each rule binds. Raises pydantic's ValidationError for a file that is not as described.
    """
    rules = SourceRules.parse_obj(YAML(typ="safe").load((locales / SOURCE).read_text("utf-8")))
    strengths = {str(rule.id): str(rule.strength) for topic in rights.topics for rule in topic.rules}
    with (locales / f"{DOMAIN}.pot").open("rb") as file:
        texts = [(str(message.context), str(message.id)) for message in read_po(file) if message.id]
    return list(_problems(texts, rules, strengths))


def _problems(texts: Iterable[tuple[str, str]], rules: SourceRules, strengths: Mapping[str, str]) -> Iterator[str]:
    unused = set(rules.exceptions)
    for context, text in texts:
        if text.isupper():  # a list of keywords
            continue
        for rule, problem in findings(text, rules.words, strengths.get(context)):
            exempt = {entry for entry in rules.exceptions if _covers(entry, rule, context, text)}
            unused -= exempt
            if not exempt:
                yield f"{context}: {text[:40]}: {problem}"
    for entry in sorted(unused, key=str):
        yield f"{SOURCE}: {entry.rule}: {entry.context}: no text needs this exception any more; remove it"


def findings(text: str, words: Iterable[Word], strength: str | None) -> Iterator[Finding]:
    """What can be read in two ways in one English text. `strength`: of a rule of law; None for other texts."""
    for rule, check in CHECKS.items():
        if problem := check(text):
            yield rule, problem
    if problem := _duty(text, strength):
        yield "duty", problem
    for word in words:
        if found := re.search(word.match, text, re.IGNORECASE):
            yield word.match, f"has {found.group().strip()!r}; write: {word.write}"


def _covers(entry: Exempt, rule: str, context: str, text: str) -> bool:
    return entry.rule == rule and entry.context == context and entry.text in (None, text)


def _subject(text: str) -> str | None:
    found = PRONOUN_AT_HEAD.search(text)
    if found is None or IMPERSONAL.search(text):
        return None
    return f"begins with {found.group()!r}, and nothing before it says what that is; write the noun"


def _question(text: str) -> str | None:
    asked = [sentence for sentence in SENTENCE.findall(text) if sentence.endswith("?")]
    if len(asked) > 1 or any(SECOND_QUESTION.search(sentence) for sentence in asked):
        return "asks two questions, and yes answers one of them; ask one"
    return None


def _object(text: str) -> str | None:
    found = WITHOUT_OBJECT.search(text)
    return f"has {found.group()!r} without its object; write whom" if found else None


def _duty(text: str, strength: str | None) -> str | None:
    if strength == "must" and SHOULD.search(text):
        return "says 'should' of what its source makes a duty; write 'must'"
    if strength not in (None, "must") and MUST.search(text):
        return "says 'must' of what its source only recommends or allows; write 'should' or 'may'"
    return None


CHECKS: Mapping[str, Callable[[str], str | None]] = {"subject": _subject, "question": _question, "object": _object}
