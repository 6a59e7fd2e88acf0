"""The topic of a text, with probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import closer
from bot.nlu.concepts import CLAUSES, PASSAGES
from bot.nlu.families import PARENTS
from bot.nlu.hashing import Row
from bot.nlu.linear import LinearClassifier, Recipe
from bot.nlu.parse_keys import CLOSER, CONCEPTS, PARTS, PEAKS, RANKING
from bot.nlu.places import NAMED
from bot.nlu.sayings import Sayings
from bot.nlu.topic_features import Seen, TopicFeatures
from bot.text.words import WORD

FEATURES_FILE, CLASSIFIER_FILE, SAYINGS_FILE = "features.npz", "classifier.npz", "sayings.json"
CLOSER_FILE = "closer.npz"


class Trained(NamedTuple):
    """What training makes."""

    features: TopicFeatures
    classifier: LinearClassifier
    sayings: Sayings
    closer: LinearClassifier | None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """A linear classifier over character n-grams, words, pairs of words and concepts, one for all languages.

    A text of few words that stands in training texts of one topic is of that topic.

    Its confidence is measured on texts of writers that it was not trained on: see docs/understanding.md.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        trained: Trained | None = None,
    ) -> None:
        self._config, self._storage, self._resource, self._trained = config, model_storage, resource, trained

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`, `bayes`, `sharpness`, `favoured`: see Recipe.

        `bare_names`: the topic of a text that is nothing but a name ("Polska", "русский").
        """
        return {
            "C": 0.5,
            "bayes": 0.1,
            "sharpness": 2.0,
            "favoured": {"out_of_scope": 0.3},
            "ranking_length": LABEL_RANKING_LENGTH,
            "bare_names": {"country": "change_country", "language": "change_language"},
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
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
    ) -> TopicClassifier:
        """A trained component."""
        with model_storage.read_from(resource) as folder:
            trained = Trained(
                TopicFeatures.load(folder / FEATURES_FILE),
                LinearClassifier.load(folder / CLASSIFIER_FILE),
                Sayings.load(folder / SAYINGS_FILE),
                LinearClassifier.load(folder / CLOSER_FILE) if (folder / CLOSER_FILE).exists() else None,
            )
        return cls(config, model_storage, resource, trained)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that LanguageIdentifier and PlaceExtractor have gone over."""
        examples = [example for example in training_data.intent_examples if _is_written(example.get(TEXT) or "")]
        features = TopicFeatures()
        rows = features.fit([_seen(example) for example in examples])
        texts, intents = ([str(example.get(name)) for example in examples] for name in (TEXT, INTENT))
        topics = [closer.topic_taught(intent) for intent in intents]
        taught = [place for place, topic in enumerate(topics) if topic]
        recipe = Recipe(*(self._config[name] for name in ("C", "bayes", "sharpness", "favoured")))
        classifier = LinearClassifier.train(rows[taught], [topic for topic in topics if topic], recipe)
        of_closer = closer.train(rows, intents, texts)
        with self._storage.write_to(self._resource) as folder:
            features.save(folder / FEATURES_FILE)
            classifier.save(folder / CLASSIFIER_FILE)
            Sayings.of(zip(texts, intents, strict=True)).save(folder / SAYINGS_FILE)
            if of_closer:
                of_closer.save(folder / CLOSER_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add intent and intent_ranking to each message that is not a payload ("/menu")."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            certain = self._topic_of_bare_name(text, message.get(NAMED) or []) or self._learned.sayings.topic_of(text)
            row = self._learned.features.row(_seen(message))
            closest = self._closest(row, certain)
            ranking = _put_first(self._rank(row), PARENTS.get(certain, certain) if certain else None)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(CLOSER, closest, add_to_output=True)
            message.set(PEAKS, self.peaks(message.get(PASSAGES) or []), add_to_output=True)
            message.set(PARTS, self.peaks(message.get(CLAUSES) or []), add_to_output=True)
        return messages

    def rank(self, text: Seen) -> list[dict[str, Any]]:
        """All topics of a text as {"name", "confidence"}, the likeliest first."""
        return self._rank(self._learned.features.row(text))

    def peaks(self, passages: Sequence[tuple[str, Sequence[str]]]) -> dict[str, float]:
        """How likely each topic is in the passage where it is likeliest; nothing without passages.

        Each passage comes with its concepts.
        """
        if not passages:
            return {}
        features, classifier = self._learned.features, self._learned.classifier
        sure = [classifier.probabilities(features.row((text, (), concepts))) for text, concepts in passages]
        return dict(zip(classifier.classes, map(float, np.max(sure, axis=0)), strict=True))

    def _rank(self, row: Row) -> list[dict[str, Any]]:
        classifier = self._learned.classifier
        sure = classifier.probabilities(row)
        return [{"name": classifier.classes[place], "confidence": float(sure[place])} for place in np.argsort(-sure)]

    def _closest(self, row: Row, certain: str | None) -> dict[str, Any] | None:
        """What a text asks more closely. `certain`: the topic that a text of few words stands for."""
        if certain in PARENTS:
            return {"name": certain, "confidence": 1.0}
        of_closer = self._learned.closer
        return closer.closest(of_closer, row) if of_closer and certain is None else None

    @property
    def _learned(self) -> Trained:
        if self._trained is None:
            raise RuntimeError("TopicClassifier is not trained")
        return self._trained

    def _topic_of_bare_name(self, text: str, named: list[list[Any]]) -> str | None:
        if len(named) != 1:
            return None
        entity, start, end = named[0]
        topic: str | None = self._config["bare_names"].get(entity)
        return topic if not WORD.search(text[:start] + " " + text[end:]) else None


def _is_written(text: str) -> bool:
    return bool(text) and not text.startswith("/")  # a payload says nothing of how people write


def _seen(message: Message) -> Seen:
    return message.get(TEXT) or "", message.get(NAMED) or [], message.get(CONCEPTS) or []


def _put_first(ranking: list[dict[str, Any]], topic: str | None) -> list[dict[str, Any]]:
    """The ranking, with one topic (if there is one) certain and the others behind it."""
    if topic is None:
        return ranking
    others = [{**other, "confidence": 0.0} for other in ranking if other["name"] != topic]
    return [{"name": topic, "confidence": 1.0}, *others]
