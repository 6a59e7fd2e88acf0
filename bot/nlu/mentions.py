"""How a text mentions a country or a language: as where somebody comes from, goes to, is not, or does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.place_names import extra
from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents
from bot.text.words import NO_SPACES, WORD

NEGATION_FOLDER = PROJECT_ROOT / "data/lexicons/negation"
LONGEST_ARTICLE = 3  # letters: the, der, las, gli
MOST_BETWEEN = 4  # words that may stand between "not" and the name it denies
WORDS_NEAR = 3  # on either side of a name, in which "they speak" is about it
AT_CLAUSE_START = "^"
STEM = "*"  # after the beginning of a word
WORD_OR_STEM = re.compile(rf"({WORD.pattern})({re.escape(STEM)}?)")

ORIGIN, HOME, AWAY, NOT, THEIRS, KIN = "origin", "home", "away", "not", "theirs", "kin"
HERE, BESIDE = "here", "beside"  # they say that they are there now; named in a text that says so of another
CITY, TOWN = "city", "town"  # they say that they are in a city; a text only names one
ELSEWHERE = frozenset({ORIGIN, HOME, AWAY, NOT, KIN, BESIDE})  # roles of a country that its writer is not said to be in
CONCEPTS_FOLDER = PROJECT_ROOT / "data/lexicons/concepts"
RELATIVES = ("family", "child", "partner")
WITHOUT_RELATIVES = frozenset({"vi"})  # without its accents "con" is a child, "still" and half of all nouns
WORDS_TO_RELATIVES = 4  # before a country that is where they are: "my children are waiting in"


@dataclass(frozen=True)
class Around:
    """The words (without accents) of a clause before and after a name, up to the names next to it.

    `last`: no other name follows in the clause. `inside`: the name's own ending, or what is written together with it,
    says that somebody is there.
    """

    before: Sequence[str]
    after: Sequence[str]
    last: bool
    inside: bool = False


def role_of(entity: str, value: str, around: Around, language: str | None) -> str | None:
    """ORIGIN: a country somebody is from. NOT: a country they are not in, a language they do not know.

    HOME: a country that they are a citizen of, were born in, have a passport or number of. AWAY: one that they go, are
    sent or send something to. THEIRS: a language asked of others ("do they speak Bangla?"). KIN: a country where
    relatives are. HERE: one that they say they are in now. None: simply named. `language`: of the text.
    """
    if entity == "language":  # "no habla español" in an English text: what stands beside a language is often in it
        beside = [words for code in dict.fromkeys((language, value)) if (words := _words_of(code))]
        if any(words.deny(around) for words in beside):
            return NOT
        return THEIRS if any(words.say_they_speak(around) for words in beside) else None
    words = _words_of(language)
    if words and words.deny(around):
        return NOT
    if words and words.say_home(around, inside=around.inside or _says_in(around, language)):
        return HOME
    from_there = _comes_after(around.before, "origin", language) and not _is_living(around.before, language)
    if from_there or (words and words.say_from(around)):
        return ORIGIN
    if words and words.say_away(around):
        return AWAY
    if _are_relatives(around.before[-WORDS_TO_RELATIVES:], language):
        return KIN
    return HERE if words and words.say_here(around) else None


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

    `here` and `here_after` say that somebody is there now: "I am in". `not` denies what it stands beside, `between`
    may part the two; `gone` denies by itself ("chor diya", "left"), and `before` what follows it though the language
    denies after the name. `home`, `papers`, `own` and `away` say where
    somebody comes from or goes to, with only words of `small` between them and the country; near by, who says a word of
    `asked` wants such papers, and one of `there` that they have come back.
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
        small = f"(?:(?:{_any_of(said.get('small', ()))}) ){{0,{MOST_BETWEEN}}}"

        def following(kind: str) -> re.Pattern[str]:
            return re.compile(f"^ {small}(?:{_any_of(said.get(kind, ()))})(?: |$)")

        def leading(kind: str) -> re.Pattern[str]:
            return re.compile(f"(?:^| )(?:{_any_of(said.get(kind, ()))}) {small}$")

        self._from = re.compile(f"^ (?:{_any_of(said.get('from', ()))})(?: |$)")

        def near(kind: str) -> re.Pattern[str]:
            return re.compile(f" (?:{_any_of(said.get(kind, ()))}) ")

        self._home, self._home_after = leading("home"), following("home_after")
        self._papers, self._papers_after = leading("papers"), following("papers")
        self._own, self._asked, self._there = leading("own"), near("asked"), near("there")
        self._away, self._away_after = leading("away"), following("away_after")
        self._here = re.compile(f"(?:^| )(?:{_any_of(said.get('here', ()))}) $")
        self._here_after = re.compile(f"^ (?:{_any_of(said.get('here_after', ()))})(?: |$)")
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
        """Whether what stands beside a country says that somebody is from there."""
        return bool(self._own.search(_spaced(around.before)) or self._from.search(_spaced(around.after).rstrip()))

    def say_home(self, around: Around, *, inside: bool) -> bool:
        """Whether a country is called somebody's own; `inside`: a passport named beside it may be any."""
        before, after = _spaced(around.before), _spaced(around.after).rstrip()
        if self._home.search(before) or self._home_after.search(after):
            return True
        is_papers = self._papers.search(before) or self._papers_after.search(after)
        return bool(is_papers) and not inside and not _is_near(self._asked, around)

    def say_away(self, around: Around) -> bool:
        """Whether somebody goes or is sent to a country, or sends something there, and has not come back there."""
        is_away = self._away.search(_spaced(around.before)) or self._away_after.search(_spaced(around.after).rstrip())
        return bool(is_away) and not _is_near(self._there, around)

    def say_here(self, around: Around) -> bool:
        """Whether somebody says that they are there now."""
        after = _spaced(around.after).rstrip()
        return bool(self._here.search(_spaced(around.before)) or self._here_after.search(after))

    def say_they_speak(self, around: Around) -> bool:
        """Whether a language is what others speak."""
        return _is_near(self._they_speak, around)


def _is_near(pattern: re.Pattern[str], around: Around) -> bool:
    return any(pattern.search(_spaced(words)) for words in (around.before[-WORDS_NEAR:], around.after[:WORDS_NEAR]))


@lru_cache(maxsize=64)
def _words_of(language: str | None) -> _Words | None:
    file: Path = NEGATION_FOLDER / f"{language}.yml"
    return _Words(yaml.safe_load(file.read_text("utf-8"))) if language and file.exists() else None


def _says_in(around: Around, language: str | None) -> bool:
    """Whether the words beside a country say "in"."""
    says_after = around.after and around.after[0] in extra()["city_after"].get(language, ())
    return bool(says_after) or any(_comes_after(around.before, kind, language) for kind in ("place", "city"))


def _is_living(before: Sequence[str], language: str | None) -> bool:
    """Whether the words before a country or city say that somebody lives there, or near it."""
    said = _spaced(before)
    return any(said.endswith(f" {phrase} ") for phrase in extra()["living"].get(language, ()))


def _comes_after(before: Sequence[str], kind: str, language: str | None) -> bool:
    """Whether the word before a country is of a kind in names.yml, such as "from", an article between them or not."""
    words = extra()[kind].get(language, ())
    last = before[-2:]
    return bool(last) and (last[-1] in words or (last[0] in words and len(last[-1]) <= LONGEST_ARTICLE))


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} " if words else ""


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; one that nothing fits where there are none.

    A word may be a stem: "citizen*" is every word that begins so.
    """
    patterns = {
        " ".join(
            re.escape(without_accents(word)) + (r"\S*" if stem else "")
            for word, stem in WORD_OR_STEM.findall(str(phrase))
        )
        for phrase in phrases
    } - {""}
    return "|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)"
