"""What a text is about, word by word: concepts (passport, wages, boss ...) shared by all languages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.nlu.language import LANGUAGE, LANGUAGES_OF_EXAMPLE
from bot.nlu.parse_keys import CONCEPTS
from bot.nlu.passages import parts_of, passages_of
from bot.nlu.processes import in_processes, shares_of
from bot.nlu.texts import content_hash, folder_of, nlu_files
from bot.text.folding import romanised
from bot.text.words import NO_SPACES, WORD

CLAUSES = "clauses"  # set on messages: clauses and short stretches of the text, each with its concepts
PASSAGES = "passages"  # set on longer messages: parts of the text, each with its concepts
DEFAULT_FOLDER = "data/lexicons/concepts"
LEXICON_FILE = "lexicon.json"
ATTACHED = "attached"  # in a lexicon: what a language writes together with the word after it (Arabic: al, wa, bi ...)
FIRST_LETTERS = 2  # of a word, that tell which stems may begin it
WORDS_REMEMBERED = 5000  # of each language

Entries = Mapping[str, list[str]]
Phrase = tuple[tuple[str, ...], bool, str]  # its words, whether the last one is whole, its concept


class Lexicon:
    """The stems of one language.

    `passport: [paszport, "=pass", "travel doc"]`: a stem is the beginning of a word, `=` makes it a whole word, and of
    several words all but the last are whole. In scripts without spaces a stem stands anywhere in the text.
    """

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self._attached = tuple(romanised(attached) for attached in entries.get(ATTACHED, ()))
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._lengths: dict[str, set[int]] = defaultdict(set)  # of the stems that begin with these letters
        self._words: dict[str, set[str]] = defaultdict(set)
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        self._unspaced: list[tuple[str, str]] = []
        self._of_known_word = lru_cache(WORDS_REMEMBERED)(self._of_word)  # most words of a text were in others before
        for concept, stems in entries.items():
            if concept != ATTACHED:
                for stem in stems:
                    self._add(concept, str(stem))

    def concepts_of(self, text: str) -> list[str]:
        """The concepts of a text, each once, in the order of the words that name them."""
        found: list[str] = []
        words = _latin_words(text)
        for place, word in enumerate(words):
            alone, phrases = self._of_known_word(word), self._phrases.get(word)
            found += _with_phrases(alone, phrases, words, place) if phrases else alone
        found += [concept for stem, concept in self._unspaced if stem in text]
        return list(dict.fromkeys(found))

    def _add(self, concept: str, stem: str) -> None:
        whole, stem = stem.startswith("="), stem.removeprefix("=")
        if NO_SPACES.search(stem):
            self._unspaced.append((stem, concept))
            return
        words = tuple(WORD.findall(romanised(stem)))
        if len(words) > 1:
            self._phrases[words[0]].append((words, whole, concept))
        elif words and whole:
            self._words[words[0]].add(concept)
        elif words:
            self._stems[words[0]].add(concept)
            self._lengths[words[0][:FIRST_LETTERS]].add(len(words[0]))

    def _of_word(self, word: str) -> Sequence[str]:
        return sorted(set().union(*map(self._of_form, self._forms(word))))

    def _forms(self, word: str) -> set[str]:
        return {word, *(word[len(each) :] for each in self._attached if word.startswith(each))}

    def _of_form(self, word: str) -> set[str]:
        lengths = self._lengths.get(word[:FIRST_LETTERS], set()).union(range(1, FIRST_LETTERS))
        return self._words.get(word, set()).union(*(self._stems.get(word[:length], ()) for length in lengths))


def _with_phrases(alone: Sequence[str], phrases: Sequence[Phrase], words: Sequence[str], place: int) -> Sequence[str]:
    """The concepts of the word at a place, and of the phrases that begin with it."""
    found = set(alone)
    for phrase, whole, concept in phrases:
        there = words[place : place + len(phrase)]
        last = len(there) == len(phrase) and there[:-1] == phrase[:-1] and there[-1]
        if last and (last == phrase[-1] if whole else last.startswith(phrase[-1])):
            found.add(concept)
    return sorted(found)


@lru_cache(maxsize=1)
def _latin_words(text: str) -> tuple[str, ...]:
    """The words of a text in Latin letters. The last text is remembered, because two lexicons ask for the same one."""
    return tuple(WORD.findall(romanised(text)))


def read_lexicons(folder: Path) -> dict[str, Lexicon]:
    """The lexicons of a folder by language; a language without a file has none and is understood without."""
    reader = YAML(typ="safe")
    return {file.stem: Lexicon(reader.load(file.read_text("utf-8"))) for file in nlu_files(folder)}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class ConceptFinder(GraphComponent):
    """Finds concepts by the lexicon of the text's language, and by the English one: people mix it in."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        lexicons: dict[str, Lexicon] | None = None,
    ) -> None:
        self._config, self._storage, self._resource, self._lexicons = config, model_storage, resource, lexicons

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`mixed_in`: the language whose words are found in texts of all others."""
        return {"folder": DEFAULT_FOLDER, "mixed_in": "en"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConceptFinder:
        """A component that has read the lexicons."""
        return cls(config, model_storage, resource, read_lexicons(folder_of(config["folder"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ConceptFinder:
        """A component with the lexicons that the model was trained with."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / LEXICON_FILE).read_text("utf-8"))
        return cls(config, model_storage, resource, _lexicons_of(kept))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The lexicons are read from their files, so their content belongs to the component's fingerprint."""
        return content_hash(folder_of(config.get("folder", DEFAULT_FOLDER)))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lexicons with the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / LEXICON_FILE).write_text(json.dumps(_entries_of(self._lexicons), ensure_ascii=False), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the concepts to each training example, by the languages of the files it stands in."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        texts = [(example.get(TEXT), example.get(LANGUAGES_OF_EXAMPLE) or []) for example in examples]
        found = in_processes(
            partial(_concepts_of, _entries_of(self._lexicons), self._config["mixed_in"]), shares_of(texts)
        )
        for example, concepts in zip(examples, chain.from_iterable(found), strict=True):
            example.set(CONCEPTS, concepts)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the concepts to each message, and to each of its passages."""
        for message in messages:
            text, language = message.get(TEXT) or "", (message.get(LANGUAGE) or {}).get("language")
            spoken = [language] if language else []
            message.set(CONCEPTS, self._found(text, spoken), add_to_output=True)
            if passages := passages_of(text):
                message.set(PASSAGES, [(passage, self._found(passage, spoken)) for passage in passages])
            if parts := parts_of(text):
                message.set(CLAUSES, [(part, self._found(part, spoken)) for part in parts])
        return messages

    def _found(self, text: str, languages: Sequence[str]) -> list[str]:
        return concepts_in(text, self._lexicons or {}, [*languages, self._config["mixed_in"]])


def concepts_in(text: str, lexicons: Mapping[str, Lexicon], languages: Sequence[str]) -> list[str]:
    """The concepts of a text by the lexicons of these languages, each once; a language without one adds nothing."""
    found = (lexicons[language].concepts_of(text) for language in languages if language in lexicons)
    return list(dict.fromkeys(concept for concepts in found for concept in concepts))


def _concepts_of(
    kept: Mapping[str, Entries], mixed_in: str, texts: Sequence[tuple[str, Sequence[str]]]
) -> list[list[str]]:
    """The concepts of a share of the training texts, each with its languages."""
    spoken = {mixed_in}.union(*(languages for _, languages in texts))
    lexicons = _lexicons_of({language: entries for language, entries in kept.items() if language in spoken})
    return [concepts_in(text, lexicons, [*languages, mixed_in]) for text, languages in texts]


def _entries_of(lexicons: Mapping[str, Lexicon] | None) -> dict[str, Entries]:
    return {language: dict(lexicon.entries) for language, lexicon in (lexicons or {}).items()}


def _lexicons_of(kept: Mapping[str, Entries]) -> dict[str, Lexicon]:
    return {language: Lexicon(entries) for language, entries in kept.items()}
