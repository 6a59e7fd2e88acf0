"""The language of a text: what the text tells x what is known of its writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.language_evidence import FLOOR, LanguageEvidence
from bot.nlu.others import content_of_others, read_by_writers_of
from bot.nlu.priors import STRENGTHS, prior_weights, spoken_in
from bot.nlu.texts import DEFAULT_FOLDER, content_hash, folder_of, read_texts
from bot.text.letters import script_of
from bot.text.words import words_of

LANGUAGE = "language"
LANGUAGES_OF_EXAMPLE = "languages_of_example"  # set on training examples: the files that have this text
METADATA = "metadata"

# Spoken they are one language (Ethnologue: Hindustani); in Latin letters nothing tells which of the two is meant.
ALIKE_IN_LATIN_LETTERS = ("hi", "ur")
# Of a text that is none of ours and nothing else is known of: what most people read who write so.
READ_IN_SCRIPT = {"Cyrl": ("ru", "en"), "Latn": ("en",)}
SURE_ENOUGH_TO_OFFER = 0.5  # of the language that a text unlike all may be in after all
SPEAKS_FOR = 1.5  # times likelier than a language that nothing speaks for: so likely one is worth being offered
TIMES_LIKELIER = 1.5  # by what is known, from where on it tells which; that 0.3% of a country speak one does not


def is_in_none_of_ours(language: Mapping[str, Any] | None) -> bool:
    """Whether "language" of a parse says that the text is in a language which has no training texts."""
    return bool(language and language.get("other"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Adds "language" to a parse: {"language", "confidence", "substantial", "script", "other", "second"}.

    `language` is an ISO 639-1 code, one of those that have training texts. `substantial` says whether the text is
    evidence at all: "ok", a number, a name, an emoji or a link is not. `other` is there when the text is in none of
    them: the code of the language it is in, or "und"; then `language` is what its writer most likely reads, and
    `second` what they read next to that, if anything speaks for one.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        evidence: LanguageEvidence | None = None,
    ) -> None:
        self._config, self._storage, self._resource, self._evidence = config, model_storage, resource, evidence

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How many times likelier each kind of knowledge makes a language, and what counts as substantial.

        A text of fewer letters than `letters_to_trust` weighs less against what is known: "ok" hardly, "merci" half.
        A text of some words is none of our languages, whichever else it is, when less than `other_unless_known` of its
        letters are known words and all that is known makes no language as likely as `other_unless_sure`.
        """
        return {
            "folder": DEFAULT_FOLDER,
            **STRENGTHS,
            "words_known": 2,
            "letters": 6,
            "letters_to_trust": 10,
            "share_known": 0.34,
            "other_unless_known": 0.35,
            "other_unless_sure": 0.9,
            "other_words": 3,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
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
    ) -> LanguageIdentifier:
        """A trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LanguageEvidence.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The texts are read from their files, so their content belongs to the component's fingerprint."""
        return content_hash(folder_of(config.get("folder", DEFAULT_FOLDER))) + content_of_others()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the NLU files of the configured folder."""
        texts = read_texts(folder_of(self._config["folder"]))
        evidence = LanguageEvidence.train((text.language, text.text) for text in texts)
        with self._storage.write_to(self._resource) as folder:
            evidence.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Say of each training example which languages it is written in."""
        languages: dict[str, set[str]] = {}
        for text in read_texts(folder_of(self._config["folder"])):
            languages.setdefault(text.text, set()).add(text.language)
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(LANGUAGES_OF_EXAMPLE, sorted(languages.get(example.get(TEXT), ())))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the language to each message."""
        for message in messages:
            known = message.get(METADATA) or {}
            message.set(LANGUAGE, self.identify(message.get(TEXT) or "", known), add_to_output=True)
        return messages

    def identify(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        """The language of a text. `known`: the turn's metadata, see bot.nlu.priors."""
        evidence = self._evidence
        if evidence is None:
            raise RuntimeError("LanguageIdentifier is not trained")
        priors = prior_weights(evidence.languages, known, self._config)
        script = None if text.startswith("/") else script_of(text)  # a payload is nobody's language
        said: Mapping[str, float] | None = evidence.of(text) if script else None
        if said and script == "Latn":
            said = _told_apart_by_what_is_known(said, known, priors)
        letters = sum(map(len, words_of(text)))
        trust = min(1.0, max(0, letters - 1) / (self._config["letters_to_trust"] - 1))
        if script and evidence.is_of_one_language(script):
            trust = 1.0  # two letters of it leave no doubt
        joint = {code: prior * (max(said[code], FLOOR) ** trust if said else 1.0) for code, prior in priors.items()}
        total = sum(joint.values())
        joint = {code: weight / total for code, weight in joint.items()}
        best = max(joint, key=lambda code: joint[code])
        nearest = max(said, key=lambda code: said[code]) if said else best
        is_sure = joint[nearest] >= self._config["other_unless_sure"]
        if script and (other := evidence.other(text, nearest, is_sure=is_sure)):
            return self._read_instead_of(other, (), script, known)
        if script and (said is None or self._is_strange(text, script, best, joint[best])):
            perhaps = (best,) if said and joint[best] >= SURE_ENOUGH_TO_OFFER else ()
            return self._read_instead_of(evidence.nearest_other(text), perhaps, script, known)
        return {
            "language": best,
            "confidence": joint[best],
            "substantial": said is not None and self._substantial(text, best),
            "script": script,
        }

    def _is_strange(self, text: str, script: str, best: str, sure: float) -> bool:
        """Whether a text is unlike all of our languages. `best`: the likeliest of them; `sure`: how likely it is."""
        evidence, config = self._evidence, self._config
        return (
            evidence is not None
            and script in READ_IN_SCRIPT
            and sure < config["other_unless_sure"]
            and len(set(words_of(text))) >= config["other_words"]
            and evidence.share_known(text, best) < config["other_unless_known"]
        )

    def _read_instead_of(
        self, other: str, perhaps: tuple[str, ...], script: str, known: dict[str, Any]
    ) -> dict[str, Any]:
        """For a text in another language: which of ours its writer likeliest reads.

        `perhaps`: the one that it may be in after all. What a device is set to is read every day: it counts twice. The
        prefix of a country where the other language is not spoken tells where they are, more than what they read.
        """
        languages = self._evidence.languages if self._evidence else ()
        is_at_home = other in spoken_in(known.get("phone_country"))
        hint, phone = self._config["hint"] ** 2, self._config["phone"] ** (1.0 if is_at_home else 0.5)
        weights = prior_weights(languages, known, {**self._config, "hint": hint, "phone": phone})
        nothing_known = min(weights.values())
        reads = dict.fromkeys((*(read_by_writers_of(other) or READ_IN_SCRIPT.get(script, ())), *perhaps))
        for rank, language in enumerate(language for language in reads if language in weights):
            weights[language] *= 1.0 + (self._config["reads"] - 1.0) / (1 + rank) ** 2
        first, second, *_ = (*sorted(weights, key=lambda code: -weights[code]), None)
        return {
            "language": first,
            "confidence": weights[str(first)] / sum(weights.values()),
            "substantial": False,
            "script": script,
            "other": other,
            "second": second if second and weights[second] >= SPEAKS_FOR * nothing_known else None,
        }

    def _substantial(self, text: str, language: str) -> bool:
        """Whether enough of a text are words of the language. Names, links and slang of all languages are not."""
        evidence, words = self._evidence, words_of(text)
        if evidence is None or sum(map(len, words)) < self._config["letters"]:
            return False
        known = evidence.words_known(text, language)
        enough: float = max(self._config["words_known"], self._config["share_known"] * len(set(words)))
        return known >= enough


def _told_apart_by_what_is_known(
    said: Mapping[str, float], known: dict[str, Any], priors: Mapping[str, float]
) -> Mapping[str, float]:
    """The evidence, with all that speaks for both languages alike given to the one that is known to be used.

    Where neither is, the evidence decides.
    """
    alike = [code for code in ALIKE_IN_LATIN_LETTERS if code in said]
    ordered = sorted(alike, key=lambda code: (code == known.get("language"), priors[code]))
    if len(alike) < len(ALIKE_IN_LATIN_LETTERS):
        return said
    *_, other, one = ordered
    if one != known.get("language") and priors[one] < TIMES_LIKELIER * priors[other]:
        return said
    return {**said, **dict.fromkeys(alike, 0.0), one: sum(said[code] for code in alike)}
