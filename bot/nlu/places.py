"""Countries and languages named in a text."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.cities import Cities, City
from bot.nlu.language import LANGUAGE, LANGUAGES_OF_EXAMPLE, METADATA
from bot.nlu.mentions import BESIDE, CITY, HERE, ORIGIN, TOWN, Around, role_of
from bot.nlu.place_names import Name, common_names, extra, is_everyday, lowered, names_in
from bot.text.folding import without_accents
from bot.text.words import WORD

NAMED = "named"  # set on training examples and messages: what a text names, for the classifier
LANGUAGES_FILE = "languages.json"
CLAUSE_END = re.compile(r"[,.;:!?\n\u060c\u061b\u061f\u0964\u3001\u3002\uff0c\uff01\uff1b\uff1f]")
SENTENCE_END = re.compile(r"[.!?\u2026\n\u061f\u06d4\u0964\u3002\uff01\uff1f]")
SHORTEST_ELSEWHERE = 5  # letters of a country's name in another language than its text's: shorter ones are words there


@dataclass(frozen=True)
class Named:
    """A name found in a text, at [start, end). `role`: how it is mentioned, see bot.nlu.mentions."""

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None


class Places:
    """Finds names of countries and of the languages offered, in texts of any of these languages."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._names: dict[str, list[tuple[str | None, Name]]] = {}
        self._lengths: dict[str, set[int]] = defaultdict(set)  # in words, of the names that begin with a word
        self._cities = Cities()
        for name in common_names(languages):
            self._add(None, name)
        for language in languages:
            for name in names_in(language, languages):
                self._add(language, name)

    def find(self, text: str, language: str | None) -> list[Named]:
        """What a text in a language names, in order. Longer names win over shorter ones inside them."""
        words = list(WORD.finditer(text))
        plain = [without_accents(word.group()) for word in words]
        clauses = _clauses_of(text, words)
        closing = {at for at, clause in enumerate(clauses, start=1) if clauses[at : at + 1] != [clause]}
        cities = [c for c in self._cities.find(plain, language, closing) if _is_city(c, text, words, language)]
        names = self._names_in(text, words, plain, language)
        chosen = _with_cities(names, cities)
        only_named = not any(isinstance(name, City) or name.entity == "country" for _, _, name in chosen)
        if only_named:
            towns = [t for t in self._cities.named(plain, language) if _is_city(t, text, words, language)]
            chosen = _with_cities(names, towns)
        found: list[Named] = []
        present: set[str] = set()  # countries that they say they are in now
        for place, (start, end, name) in enumerate(chosen):
            begins = chosen[place - 1][1] if place else 0
            ends = chosen[place + 1][0] if place + 1 < len(chosen) else len(words)
            here = clauses[start]
            around = Around(
                [plain[at] for at in range(begins, start) if clauses[at] == here],
                [plain[at] for at in range(end, ends) if clauses[at] == here],
                last=ends == len(words) or clauses[ends] != here,
                inside=name.inflected and _says_in_itself(" ".join(plain[start:end]), language),
            )
            entity, value = ("country", name.country) if isinstance(name, City) else (name.entity, name.value)
            itself = TOWN if only_named and isinstance(name, City) else _role_by_itself(name, language)
            role = role_of(entity, value, around, language)
            is_here = entity == "country" and role == HERE
            role = itself if role is None or (is_here and itself in (CITY, TOWN)) else role
            if itself == TOWN and role != TOWN:  # "my cousin from Turin" tells nothing
                continue
            if is_here:
                present.add(value)
            found.append(Named(entity, value, words[start].start(), words[end - 1].end(), role))
        return [_beside(named, present) for named in found]

    def _names_in(
        self, text: str, words: Sequence[re.Match[str]], plain: Sequence[str], language: str | None
    ) -> list[tuple[int, int, Name]]:
        """The countries and languages named, each with the first of its words and the one behind its last."""
        found = []
        for start, end in self._spans(plain):
            written = text[words[start].start() : words[end - 1].end()]
            whole = start == 0 and end == len(words)
            key = " ".join(plain[start:end])
            placed = _says_where(plain[:start], key, language)
            first = _begins_sentence(text, words, start)
            if name := self._choose(key, written, language, first=first, whole=whole, placed=placed):
                found.append((start, end, name))
        return found

    def _spans(self, plain: Sequence[str]) -> list[tuple[int, int]]:
        """Where names stand, in order: the longest first, then the leftmost; none shares a word with another."""
        spans = [
            (start, start + length)
            for start, word in enumerate(plain)
            for length in self._lengths.get(word, ())
            if start + length <= len(plain) and " ".join(plain[start : start + length]) in self._names
        ]
        taken: set[int] = set()
        chosen = []
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                chosen.append((start, end))
        return sorted(chosen)

    def _choose(
        self, key: str, written: str, language: str | None, *, first: bool, whole: bool, placed: bool
    ) -> Name | None:
        candidates = self._names.get(key, [])
        # its own language's names first, names before their endings (polski is no Polska, Ucraina no ucraino), and of
        # what names both a language and the country the language
        ordered = sorted(
            candidates, key=lambda pair: (pair[0] != language, pair[1].inflected, pair[1].entity == "country")
        )
        for spoken, name in ordered:
            own = spoken in (None, language)
            is_placed = placed and own and name.entity == "country" and _has_accents_of(name, written)
            own = own or name.at_home
            is_whole = whole and (own or len(name.form) >= SHORTEST_ELSEWHERE)
            if is_whole or is_placed or _is_meant(name, written, language, own=own, first=first):
                return name
        return None

    def _add(self, language: str | None, name: Name) -> None:
        words = [without_accents(word) for word in WORD.findall(name.form)]
        key = " ".join(words)
        if not words:  # a name of marks alone
            return
        self._lengths[words[0]].add(len(words))
        named = self._names.setdefault(key, [])
        if (language, name) not in named:
            named.append((language, name))


def _beside(named: Named, present: Collection[str]) -> Named:
    """A country that is only named, as such where the text says that its writer is in another one now."""
    is_other = named.entity == "country" and named.role is None and len(present) == 1 and named.value not in present
    return replace(named, role=BESIDE) if is_other else named


def _with_cities(names: Sequence[tuple[int, int, Name]], cities: Sequence[City]) -> list[tuple[int, int, Name | City]]:
    """Names and cities in order, none sharing a word with another.

    A name wins over a city, unless they are one word for two countries (Granada), and a longer city over a shorter one.
    """
    elsewhere = {(city.start, city.end): city.country for city in cities if not city.inflected}
    found: list[tuple[int, int, Name | City]] = [
        (start, end, name)
        for start, end, name in names
        if name.entity != "country" or elsewhere.get((start, end), name.value) == name.value
    ]
    taken = {at for start, end, _ in found for at in range(start, end)}
    for city in sorted(cities, key=lambda city: city.start - city.end):
        if taken.isdisjoint(range(city.start, city.end)):
            taken.update(range(city.start, city.end))
            found.append((city.start, city.end, city))
    return sorted(found, key=lambda one: one[0])


def _is_city(city: City, text: str, words: Sequence[re.Match[str]], language: str | None) -> bool:
    """Whether a name that is another word too is written as a city's, and every other one is."""
    written = text[words[city.start].start() : words[city.end - 1].end()]
    if city.name in extra()["ambiguous"].get(language, ()):
        return False
    if not is_everyday(city.name, language):
        return True
    return written[0].isupper() and not written.isupper() and not _begins_sentence(text, words, city.start)


def _role_by_itself(name: Name | City, language: str | None) -> str | None:
    """The role that a name has without the words around it: it is a city, or ends as what one comes from does."""
    if isinstance(name, City):
        return CITY
    is_origin = name.inflected and name.form.endswith(tuple(extra()["origin_endings"].get(language, ())))
    return ORIGIN if is_origin and name.entity == "country" else None


def _says_in_itself(name: str, language: str | None) -> bool:
    """Whether a name has an ending, or is written together with a word, that says that somebody is there."""
    known = extra()
    return name.endswith(tuple(known["city_endings"].get(language, ()))) or name.startswith(
        tuple(known["city_attached"].get(language, ()))
    )


def _begins_sentence(text: str, words: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a capital letter at this word may be there for the sentence's sake."""
    return place == 0 or SENTENCE_END.search(text, words[place - 1].end(), words[place].start()) is not None


def _clauses_of(text: str, words: Sequence[re.Match[str]]) -> list[int]:
    """The number of the clause that each word is in: what a comma or a full stop parts."""
    clause, numbers = 0, []
    for place, word in enumerate(words):
        if place and CLAUSE_END.search(text, words[place - 1].end(), word.start()):
            clause += 1
        numbers.append(clause)
    return numbers


def _says_where(before: Sequence[str], key: str, language: str | None) -> bool:
    """Whether the word before a name says that it is a place, though it may be an everyday word."""
    known = extra()
    return (
        len(before) > 0
        and before[-1] in known["place"].get(language, ())
        and key not in known["ambiguous"].get(language, ())
    )


def _has_accents_of(name: Name, written: str) -> bool:
    """Whether a word has the accents of a country's name, or none, as people type."""
    word = lowered(written)
    return not name.as_written and (name.accented in (None, word) or without_accents(word) == word)


def _is_meant(name: Name, written: str, language: str | None, *, own: bool, first: bool) -> bool:
    """Whether a name inside a longer text is meant as one.

    `own`: it is in the text's own language, or in one of the country. `first`: it begins a sentence.
    """
    if name.as_written and written.rstrip(".") != name.as_written.rstrip("."):
        return False
    everyday = name.everyday or is_everyday(name.form, language)
    if everyday and (first or (written.isupper() and not name.as_written)):
        return False
    if not own:  # a word of this text's language can be written like it: My, Oma, Us
        return (
            written[0].isupper() and not (everyday or first or name.inflected) and len(name.form) >= SHORTEST_ELSEWHERE
        )
    return written[0].isupper() or not everyday


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class PlaceExtractor(GraphComponent):
    """Adds entities `country` (ISO 3166-1 alpha-2) and `language` (ISO 639-1, only those that have training texts)."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, places: Places | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._places = config, storage, resource, places

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PlaceExtractor:
        """A trained component: it knows which languages there are."""
        with model_storage.read_from(resource) as folder:
            languages = tuple(json.loads((folder / LANGUAGES_FILE).read_text("utf-8")))
        return cls(config, model_storage, resource, Places(languages))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep which languages have training texts."""
        found = {code for text in training_data.training_examples for code in text.get(LANGUAGES_OF_EXAMPLE) or ()}
        with self._storage.write_to(self._resource) as folder:
            (folder / LANGUAGES_FILE).write_text(json.dumps(sorted(found)), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Say of each training example what it names, for the classifier."""
        for example in training_data.training_examples:
            if text := example.get(TEXT):
                languages = example.get(LANGUAGES_OF_EXAMPLE) or [None]
                example.set(NAMED, _for_the_classifier(self._find(text, languages[0])))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            found = self._find(text, _language_of(message))
            message.set(NAMED, _for_the_classifier(found))
            entities = [_as_entity(named) for named in found]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _find(self, text: str, language: str | None) -> list[Named]:
        if self._places is None:
            raise RuntimeError("PlaceExtractor is not trained")
        return self._places.find(text, language)


def _for_the_classifier(found: Sequence[Named]) -> list[list[Any]]:
    """What a text names, without the towns: their words tell more than that they are a place."""
    return [[named.entity, named.start, named.end] for named in found if named.role != TOWN]


def _language_of(message: Message) -> str | None:
    """The text's language; of a text that tells little, such as a bare name, the one its writer is known to use."""
    seen, known = message.get(LANGUAGE) or {}, message.get(METADATA) or {}
    return (None if seen.get("substantial") else known.get("language")) or seen.get("language")


def _as_entity(named: Named) -> dict[str, Any]:
    return {
        "entity": named.entity,
        "value": named.value,
        "start": named.start,
        "end": named.end,
        "confidence_entity": 1.0,
        "extractor": "PlaceExtractor",
        **({"role": named.role} if named.role else {}),
    }
