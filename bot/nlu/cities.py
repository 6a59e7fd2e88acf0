"""Cities in which somebody says they are; the city tells the country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import yaml
from babel.languages import get_official_languages

from bot.nlu.place_names import extra
from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents
from bot.text.words import WORD

CITIES_FILE = PROJECT_ROOT / "data/lexicons/places/cities.yml"  # `make cities`
NAMES_PARTED_BY = "|"
MOST_WORDS = 4  # of a phrase that says "in"; each character is one in Chinese
SHORTEST_INFLECTED = 4  # letters: with an ending, shorter names are words
MOST_TO_CITY = 3  # words that may stand between "in" and a city that closes a clause: "in a car wash leeds"


@dataclass(frozen=True)
class City:
    """A city at words[start:end] of a text: its name without its ending, and its country's ISO code.

    `inflected`: the text has it with an ending, or another word written together with it.
    """

    start: int
    end: int
    name: str
    country: str
    inflected: bool = False


@dataclass(frozen=True)
class _Grammar:
    """How a language says that somebody is in a city, see names.yml. `place` and `not_from`: single words."""

    before: Collection[str]
    after: Collection[str]
    endings: Sequence[str]
    attached: Sequence[str]
    place: Collection[str]
    not_from: Collection[str]
    nominatives: Mapping[str, Sequence[str]]  # by a case ending, what the nominative may have in its place
    longest_ending: int  # letters, of the case endings

    def is_before(self, words: Sequence[str], place: int) -> bool:
        """Whether the words before this place say "in"."""
        return any(" ".join(words[begin:place]) in self.before for begin in range(max(0, place - MOST_WORDS), place))

    def is_after(self, words: Sequence[str], place: int) -> bool:
        """Whether the words from this place on say "in"."""
        return any(" ".join(words[place:end]) in self.after for end in range(place + 1, place + MOST_WORDS + 1))

    def is_in_something(self, words: Sequence[str], place: int, closing: Collection[int]) -> bool:
        """Whether the words before this place, in its clause, say "in" a laundry, a hotel, a street."""
        begin = max((end for end in closing if end <= place), default=0)
        between = words[max(begin, place - MOST_TO_CITY - 1) : place]
        says_in = any(word in self.place for word in between[:-1])
        return says_in and not any(word in self.not_from for word in between)

    def nominatives_of(self, word: str) -> list[str]:
        """A word, and what it may be without a case ending."""
        found = [word]
        for at in range(len(word), max(1, len(word) - self.longest_ending - 1), -1):
            for nominative in self.nominatives.get(word[at:], ()):
                if len(base := word[:at] + nominative) >= SHORTEST_INFLECTED:
                    found.append(base)
        return found


AS_IT_IS = _Grammar((), (), (), (), (), (), {}, longest_ending=0)  # a name is only what it is written like


class Cities:
    """Finds cities where a text says that somebody is in one: after "in", before "में", with an ending that says so.

    A city's name in any language counts in texts of all: people know the name that the country has for it.
    """

    def __init__(self) -> None:
        self._countries: dict[str, str] = {}
        self._longer: dict[str, list[tuple[Sequence[str], str]]] = defaultdict(list)  # by their first words
        self._most_words = 1
        for country, cities in yaml.safe_load(CITIES_FILE.read_text("utf-8")).items():
            for name in {name for names in cities for name in names.split(NAMES_PARTED_BY)}:
                first, *others = (without_accents(word) for word in WORD.findall(name))
                if others:
                    self._longer[first].append((others, country))
                    self._most_words = max(self._most_words, 1 + len(others))
                else:
                    self._countries[first] = country

    def find(self, words: Sequence[str], language: str | None, closing: Collection[int] = ()) -> list[City]:
        """The cities somebody is in, or that are all a clause says. `words`: of the text, without accents.

        `closing`: where clauses end, as the positions of the words that follow.
        """
        grammar = _grammar_of(language)
        found = []
        ends = {*closing, len(words)}
        for begin in {0, *closing}:
            if begin < len(words):
                found += [city for city in self._at(words, begin, grammar) if city.end in ends]
        for place, word in enumerate(words):
            if grammar.is_before(words, place):
                found += self._at(words, place, grammar)
            elif closing and grammar.is_in_something(words, place, closing):
                found += [
                    city for city in self._at(words, place, grammar) if city.end in closing and not city.inflected
                ]
            if grammar.is_after(words, place):
                begins = range(max(0, place - self._most_words), place)
                found += [city for begin in begins for city in self._at(words, begin, grammar) if city.end == place]
            found += self._attached(word, place, grammar)
        return found

    def named(self, words: Sequence[str], language: str | None) -> list[City]:
        """The cities that a text only names, of countries where its language is at home: "ciao lavoro a torino"."""
        found = (city for place in range(len(words)) for city in self._at(words, place, AS_IT_IS))
        return [city for city in found if len(city.name) >= SHORTEST_INFLECTED and _is_home_of(language, city.country)]

    def _at(self, words: Sequence[str], place: int, grammar: _Grammar) -> Iterator[City]:
        for first in grammar.nominatives_of(words[place]):
            if country := self._countries.get(first):
                yield City(place, place + 1, first, country, inflected=first != words[place])
            for others, country in self._longer.get(first, ()):
                end = place + 1 + len(others)
                following = words[place + 1 : end]
                if len(following) == len(others) and all(
                    other in grammar.nominatives_of(word) for other, word in zip(others, following, strict=True)
                ):
                    name = " ".join((first, *others))
                    yield City(place, end, name, country, inflected=name != " ".join(words[place:end]))

    def _attached(self, word: str, place: int, grammar: _Grammar) -> Iterator[City]:
        bare = [word.removesuffix(ending) for ending in grammar.endings if word.endswith(ending)]
        bare += [word.removeprefix(beginning) for beginning in grammar.attached if word.startswith(beginning)]
        for name in bare:
            if len(name) >= SHORTEST_INFLECTED and (country := self._countries.get(name)):
                yield City(place, place + 1, name, country, inflected=True)


@lru_cache(maxsize=1024)
def _is_home_of(language: str | None, country: str) -> bool:
    return language in get_official_languages(country, regional=True, de_facto=True)


@lru_cache(maxsize=64)
def _grammar_of(language: str | None) -> _Grammar:
    known = extra()
    living = known["living"]
    nominatives: dict[str, list[str]] = defaultdict(list)
    for endings in (known["endings"].get(language, {}).get("countries", {}), known["cases"].get(language, {})):
        for nominative, others in endings.items():
            for other in others:
                nominatives[without_accents(other)].append(without_accents(nominative))
    return _Grammar(
        before=_phrases(
            (*(known["city"].get(language) or known["place"].get(language, ())), *living.get(language, ()))
        ),
        after=_phrases(known["city_after"].get(language, ())),
        place=frozenset((*known["place"].get(language, ()), *known["city"].get(language, ()))),
        not_from=frozenset(known["origin"].get(language, ())),
        endings=tuple(known["city_endings"].get(language, ())),
        attached=tuple(known["city_attached"].get(language, ())),
        nominatives=dict(nominatives),
        longest_ending=max(map(len, nominatives), default=0),
    )


def _phrases(phrases: Iterable[str]) -> Collection[str]:
    return frozenset(" ".join(WORD.findall(without_accents(phrase))) for phrase in phrases)
