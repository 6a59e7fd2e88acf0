"""Languages that are not ours: how a text in one is known, and which of ours its writers read."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale
from ruamel.yaml import YAML

from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents
from bot.text.words import words_of

OTHERS = PROJECT_ROOT / "data/lexicons/others.yml"
FILE = "others.json"
NOT_KNOWN_WHICH = "und"  # ISO 639-2: undetermined
SHARE_OF_A_SCRIPT = 0.02  # below this a language's texts in a script are borrowings, not a way of writing it
SHARE_OF_TEXTS = 0.001  # a letter in fewer of a language's texts is from a word or name of another one
NAMES_THAT_MAKE_A_LETTER = 3  # CLDR's names of countries and languages: "Åland" and "Bokmål" keep a foreign letter
LEAST_HEARD = 0.2  # of a text's letters, in words that tell of another language
# Of a text's letters, in words of ours that it is nearest to: more is ours with a foreign name. A text of two languages
# is in the one of ours, where all the rest tells of that.
MOST_KNOWN, MOST_KNOWN_WHERE_SURE = 0.7, 0.5


@dataclass(frozen=True)
class Other:
    """A language of others.yml. `reads`: our languages that its writers read, the likeliest first."""

    code: str
    reads: tuple[str, ...]
    codes: tuple[str, ...]
    locales: tuple[str, ...]
    words: frozenset[str]


def content_of_others() -> str:
    """What others.yml says: a model that was trained with another is out of date."""
    return OTHERS.read_text("utf-8")


@lru_cache(maxsize=1)
def all_others() -> tuple[Other, ...]:
    """Every language of others.yml, in its order."""
    content = YAML(typ="safe").load(content_of_others())
    return tuple(
        Other(
            code,
            tuple(about["reads"]),
            (code, *about.get("codes", ())),
            tuple(about.get("locales", (code,))),
            frozenset(without_accents(word) for word in about.get("words", "").split()),
        )
        for code, about in content.items()
    )


def read_by_writers_of(code: str) -> tuple[str, ...]:
    """Our languages that writers of another language read, the likeliest first; none where that is not known."""
    return _reads().get(code, ())


@lru_cache(maxsize=1)
def _reads() -> dict[str, tuple[str, ...]]:
    return {code: other.reads for other in all_others() for code in other.codes}


class OtherLanguages:
    """Knows a text in another language by letters that none of ours has, and by everyday words."""

    def __init__(self, letters: Mapping[str, Collection[str]]) -> None:
        """`letters`: of each other language those that none of ours uses."""
        self._letters = {code: frozenset(its) for code, its in letters.items()}
        self._words = {other.code: other.words for other in all_others() if other.code in letters}

    @classmethod
    def train(cls, texts: Iterable[tuple[str, str, str | None]]) -> OtherLanguages:
        """From (language, text, script) of our languages: what they use is no sign of another."""
        languages, ours = _letters_of(texts)
        return cls(
            {
                other.code: set().union(*map(_letters_in_names, other.locales)) - ours
                for other in all_others()
                if other.code not in languages
            }
        )

    def save(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        letters = {code: "".join(sorted(its)) for code, its in self._letters.items()}
        (folder / FILE).write_text(json.dumps(letters), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> OtherLanguages:
        """Read what `save` wrote."""
        return cls(json.loads((folder / FILE).read_text("utf-8")))

    def of(self, text: str, is_known: Callable[[str], bool], *, is_sure: bool = False) -> str | None:
        """The code of the language that a text is in; None where nothing tells of another.

        `is_known`: whether a word is one of that of our languages which the text is nearest to. `is_sure`: the text as
        a whole looks like that one and no other of ours.
        """
        most_known = MOST_KNOWN_WHERE_SURE if is_sure else MOST_KNOWN
        words = _words_in(text)
        letters, strange = sum(map(len, words)), [word for word in words if not is_known(word)]
        if not letters or letters - sum(map(len, strange)) > most_known * letters:
            return None
        code, heard = self._nearest(strange)
        return code if heard >= LEAST_HEARD * letters else None

    def nearest(self, text: str) -> str:
        """The language that a text is nearest to, if it is in none of ours; "und" where nothing tells."""
        code, heard = self._nearest(_words_in(text))
        return code if heard else NOT_KNOWN_WHICH

    def _nearest(self, words: Collection[str]) -> tuple[str, int]:
        """The language of which most letters are in words that tell of it, and how many they are."""
        said = [(word, without_accents(word)) for word in words]
        heard = {
            code: sum(len(word) for word, bare in said if not its.isdisjoint(word) or bare in self._words[code])
            for code, its in self._letters.items()
        }
        return max(heard.items(), key=lambda each: each[1], default=(NOT_KNOWN_WHICH, 0))


def _words_in(text: str) -> set[str]:
    return set(words_of(unicodedata.normalize("NFC", text)))


def _letters_of(texts: Iterable[tuple[str, str, str | None]]) -> tuple[set[str], set[str]]:
    """The languages of texts, and all letters that are usual in one of them, in each script that it is written in."""
    written: Counter[str] = Counter()
    ways: Counter[tuple[str, str | None]] = Counter()
    letters: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for language, text, script in texts:
        written[language] += 1
        ways[language, script] += 1
        letters[language, script].update(set(unicodedata.normalize("NFC", text.casefold())))
    usual = {
        letter
        for way, times in ways.items()
        if times >= SHARE_OF_A_SCRIPT * written[way[0]]
        for letter, texts_with_it in letters[way].items()
        if texts_with_it >= SHARE_OF_TEXTS * times
    }
    return set(written), usual


def _letters_in_names(locale: str) -> set[str]:
    """The letters of a language, from its own names of countries and languages in CLDR."""
    data = Locale.parse(locale)
    counts = Counter(
        letter
        for name in (*data.territories.values(), *data.languages.values())
        for letter in set(name.casefold())
        if letter.isalpha()
    )
    return {letter for letter, names in counts.items() if names >= NAMES_THAT_MAKE_A_LETTER}
