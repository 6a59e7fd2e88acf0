"""How a text mentions a country or a language: as where somebody comes from, is not, or what they do not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.names import extra
from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents
from bot.text.words import NO_SPACES, WORD

NEGATION_FOLDER = PROJECT_ROOT / "data/lexicons/negation"
LONGEST_ARTICLE = 3  # letters: the, der, las, gli
MOST_BETWEEN = 4  # words that may stand between "not" and the name it denies
WORDS_NEAR = 3  # on either side of a language, in which "they speak" is about it
AT_CLAUSE_START = "^"

ORIGIN, NOT, THEIRS, KIN, CITY = "origin", "not", "theirs", "kin", "city"
CONCEPTS_FOLDER = PROJECT_ROOT / "data/lexicons/concepts"
RELATIVES = ("family", "child", "partner")
WITHOUT_RELATIVES = frozenset({"vi"})  # without its accents "con" is a child, "still" and half of all nouns
WORDS_TO_RELATIVES = 4  # before a country that is where they are: "my children are waiting in"


@dataclass(frozen=True)
class Around:
    """The words (without accents) of a clause before and after a name, up to the names next to it.

    `last`: no other name follows in the clause.
    """

    before: Sequence[str]
    after: Sequence[str]
    last: bool


def role_of(entity: str, value: str, around: Around, language: str | None) -> str | None:
    """ORIGIN: a country somebody is from or goes back to. NOT: a country they are not in, a language they do not know.

    THEIRS: a language that is asked of others ("do they speak Bangla?"). KIN: a country where relatives are.
    None: simply named. `language`: of the text.
    """
    if entity == "language":  # "no habla español" in an English text: what stands beside a language is often in it
        beside = [words for code in dict.fromkeys((language, value)) if (words := _words_of(code))]
        if any(words.deny(around) for words in beside):
            return NOT
        return THEIRS if any(words.say_they_speak(around) for words in beside) else None
    words = _words_of(language)
    if words and words.deny(around):
        return NOT
    if _comes_after(around.before, language) or (words and words.say_from(around)):
        return ORIGIN
    return KIN if _are_relatives(around.before[-WORDS_TO_RELATIVES:], language) else None


def _are_relatives(words: Sequence[str], language: str | None) -> bool:
    if not words or language in WITHOUT_RELATIVES:
        return False
    stems, whole = _relatives(language)
    said = "".join(words) if NO_SPACES.search(words[-1]) else _spaced(words)
    return any(f" {word} " in said for word in whole) or any(stem in said for stem in stems)


@lru_cache(maxsize=64)
def _relatives(language: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the words for relatives begin with, a space before it where a script has spaces, and whole words."""
    file: Path = CONCEPTS_FOLDER / f"{language}.yml"
    if language is None or not file.exists():
        return (), ()
    lexicon = yaml.safe_load(file.read_text("utf-8"))
    named = [without_accents(str(stem)) for concept in RELATIVES for stem in lexicon.get(concept, ())]
    stems = [stem if NO_SPACES.search(stem) else f" {stem}" for stem in named if not stem.startswith("=")]
    return tuple(stems), tuple(stem[1:] for stem in named if stem.startswith("="))


class _Words:
    """What a language says with; `after: true` where it says it after the name, as where verbs end a sentence.

    `not` denies what it stands beside, `between` may part the two; `gone` denies by itself ("chor diya", "left"), and
    `before` what follows it though the language denies after the name.
    """

    def __init__(self, said: dict[str, Any]) -> None:
        denials = [str(word) for word in said["not"]]
        no = _any_of(word for word in denials if not word.startswith(AT_CLAUSE_START))
        first = _any_of(word.removeprefix(AT_CLAUSE_START) for word in denials if word.startswith(AT_CLAUSE_START))
        between, gone = _any_of(said["between"]), _any_of(said["gone"])
        some = f"(?:(?:{between}) ){{0,{MOST_BETWEEN}}}"
        self._comes_after = bool(said.get("after"))
        if self._comes_after:
            self._before = re.compile(f"(?:^| )(?:{no}) $")
            self._always_before = re.compile(f"(?:^| )(?:{_any_of(said.get('before', ()))}) {some}$")
            self._after = re.compile(f"^ {some}(?:(?:{gone})(?: |$)|(?:{no})(?: (?:{between})(?: |$)|$))")
        else:
            self._before = re.compile(f"(?:(?:^| )(?:{no})|^ ?(?:{first})) {some}$|(?:^| )(?:{gone}) $")
            self._after = re.compile(f"^ (?:{no})$")
        self._from = re.compile(f"^ (?:{_any_of(said.get('from', ()))})(?: |$)")
        self._they_speak = re.compile(f" (?:{_any_of(said['they_speak'])}) ")

    def deny(self, around: Around) -> bool:
        """Whether somebody says that they are not there (any more), or do not know the language."""
        before, after = _spaced(around.before), _spaced(around.after).rstrip()
        if self._comes_after:
            # "... nahi germany" at the end; before other words it denies what came before the name
            at_the_end = around.last and not around.after
            return bool(
                self._after.search(after)
                or self._always_before.search(before)
                or (at_the_end and self._before.search(before))
            )
        return bool(self._before.search(before) or (around.last and self._after.search(after)))

    def say_from(self, around: Around) -> bool:
        """Whether what follows a country says that somebody is from there or goes back there."""
        return bool(self._from.search(_spaced(around.after).rstrip()))

    def say_they_speak(self, around: Around) -> bool:
        """Whether a language is what others speak."""
        near = (around.before[-WORDS_NEAR:], around.after[:WORDS_NEAR])
        return any(self._they_speak.search(_spaced(words)) for words in near)


@lru_cache(maxsize=64)
def _words_of(language: str | None) -> _Words | None:
    file: Path = NEGATION_FOLDER / f"{language}.yml"
    return _Words(yaml.safe_load(file.read_text("utf-8"))) if language and file.exists() else None


def _comes_after(before: Sequence[str], language: str | None) -> bool:
    """Whether the words before a country say "from", an article between them or not."""
    words = extra()["origin"].get(language, ())
    last = before[-2:]
    return bool(last) and (last[-1] in words or (last[0] in words and len(last[-1]) <= LONGEST_ARTICLE))


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} " if words else ""


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; one that nothing fits where there are none."""
    plain = {" ".join(without_accents(word) for word in WORD.findall(str(phrase))) for phrase in phrases} - {""}
    return "|".join(map(re.escape, sorted(plain, key=len, reverse=True))) or r"(?!)"
