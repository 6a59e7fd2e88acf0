"""What a text itself tells of its language: character n-grams and words learned from the training texts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import murmurhash3_32

from bot.nlu.hashing import FeatureSpace, Kind
from bot.nlu.linear import LinearClassifier, Recipe
from bot.nlu.others import SHARE_OF_A_SCRIPT, OtherLanguages
from bot.text.addresses import ADDRESSES
from bot.text.letters import script_of
from bot.text.words import words_of

NGRAMS, WORDS = "ngrams", "words"
KINDS = {NGRAMS: Kind("char_wb", (3, 4), share=1.0), WORDS: Kind("word", (1, 1), share=0.7)}
RECIPE = Recipe(C=0.5, bayes=0.15, sharpness=2.0)  # docs/understanding.md has the measurements
TEXTS_THAT_MAKE_A_WORD = 2
FLOOR = 1e-4
FEATURES_SUFFIX, CLASSIFIER_SUFFIX = ".features.npz", ".classifier.npz"
LANGUAGES_FILE, WORDS_FILE = "languages.json", "words.npz"

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, order=True)
class Variety:
    """A language in one script; `native` is the script that most of its texts are in."""

    language: str
    script: str
    native: bool


class LanguageFeatures(FeatureSpace[str]):
    """Turns the letters of texts, as they are written, into rows of a sparse matrix."""

    kinds = KINDS

    @staticmethod
    def looked_at(text: str) -> dict[str, str]:
        """The letters. Numbers, links and emoji count for nothing."""
        letters = " ".join(words_of(ADDRESSES.sub(" ", text)))
        return {NGRAMS: letters, WORDS: letters}


class LanguagesOfScript(NamedTuple):
    """Which of the languages that share a script a text is in."""

    features: LanguageFeatures
    classifier: LinearClassifier

    @classmethod
    def train(cls, known: Sequence[tuple[str, str]]) -> LanguagesOfScript:
        """Learn from (language, text) pairs of at least two languages."""
        features = LanguageFeatures()
        rows = features.fit([text for _, text in known])
        return cls(features, LinearClassifier.train(rows, [language for language, _ in known], RECIPE))

    def of(self, text: str) -> dict[str, float]:
        """How likely each language is."""
        likely = self.classifier.probabilities(self.features.row(text))
        return dict(zip(self.classifier.classes, map(float, likely), strict=True))


class LanguageEvidence:
    """Trained on texts of known language; says how likely each language is for a text, priors apart.

    A text is compared with the languages of its script only, so each script that several share has a classifier.
    """

    def __init__(
        self,
        varieties: tuple[Variety, ...],
        words: Mapping[str, Hashes],
        scripts: Mapping[str, LanguagesOfScript],
        others: OtherLanguages,
    ) -> None:
        """`words`: of each language the hashes of its words, ascending; the words take twenty times as much."""
        self.varieties, self._words, self._scripts, self._others = varieties, words, scripts, others
        self.languages = tuple(sorted({variety.language for variety in varieties}))

    @classmethod
    def train(cls, texts: Iterable[tuple[str, str]]) -> LanguageEvidence:
        """Learn from (language, text) pairs of at least one language."""
        triples = [(language, text, script_of(text)) for language, text in texts]
        varieties = _varieties_of(triples)
        scripts = {}
        for script, languages in _languages_by_script(varieties).items():
            if len(languages) > 1:
                known = [(language, text) for language, text, its in triples if its == script and language in languages]
                scripts[script] = LanguagesOfScript.train(known)
        return cls(varieties, _words_by_language(triples), scripts, OtherLanguages.train(triples))

    def save(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        varieties = [[v.language, v.script, v.native] for v in self.varieties]
        (folder / LANGUAGES_FILE).write_text(json.dumps(varieties), "utf-8")
        np.savez(folder / WORDS_FILE, **self._words)
        self._others.save(folder)
        for script, (features, classifier) in self._scripts.items():
            features.save(folder / f"{script}{FEATURES_SUFFIX}")
            classifier.save(folder / f"{script}{CLASSIFIER_SUFFIX}")

    @classmethod
    def load(cls, folder: Path) -> LanguageEvidence:
        """Read what `save` wrote."""
        varieties = tuple(Variety(*row) for row in json.loads((folder / LANGUAGES_FILE).read_text("utf-8")))
        with np.load(folder / WORDS_FILE) as kept:
            words = {language: kept[language] for language in kept.files}
        scripts = {
            file.name.removesuffix(CLASSIFIER_SUFFIX): LanguagesOfScript(
                LanguageFeatures.load(file.with_name(file.name.replace(CLASSIFIER_SUFFIX, FEATURES_SUFFIX))),
                LinearClassifier.load(file),
            )
            for file in folder.glob(f"*{CLASSIFIER_SUFFIX}")
        }
        return cls(varieties, words, scripts, OtherLanguages.load(folder))

    def of(self, text: str) -> dict[str, float] | None:
        """How likely each language is, summing to 1; None when the text's script is one that no language here uses."""
        script = script_of(text)
        here = [variety.language for variety in self.varieties if variety.script == script]
        if not here or script is None:
            return None
        found = dict.fromkeys(self.languages, 0.0)
        sharing = self._scripts.get(script)
        return found | (sharing.of(text) if sharing else {here[0]: 1.0})

    def is_of_one_language(self, script: str) -> bool:
        """Whether one language alone of ours is written in a script."""
        return [variety.script for variety in self.varieties].count(script) == 1

    def other(self, text: str, language: str, *, is_sure: bool) -> str | None:
        """The language that a text is in if it is none of ours.

        `language`: the nearest of ours. `is_sure`: the text looks like no other of ours.
        """
        return self._others.of(text, lambda word: self.words_known(word, language) > 0, is_sure=is_sure)

    def nearest_other(self, text: str) -> str:
        """The language that a text in none of ours is nearest to; "und" where nothing tells."""
        return self._others.nearest(text)

    def share_known(self, text: str, language: str) -> float:
        """How much of a text, by letters, are words known from training texts of a language; 0 to 1."""
        words = set(words_of(text))
        letters = sum(map(len, words))
        return sum(len(word) for word in words if self.words_known(word, language)) / letters if letters else 0.0

    def words_known(self, text: str, language: str) -> int:
        """How many different words of a text are known from training texts of a language."""
        known, asked = self._words.get(language), _hashes_of(words_of(text))
        if known is None or not len(known):
            return 0
        return int(np.count_nonzero(known[known.searchsorted(asked).clip(max=len(known) - 1)] == asked))


def _varieties_of(pairs: list[tuple[str, str, str | None]]) -> tuple[Variety, ...]:
    scripts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, _, script in pairs:
        if script:
            scripts[language][script] += 1
    return tuple(
        Variety(language, script, script == counts.most_common(1)[0][0])
        for language, counts in sorted(scripts.items())
        for script, count in sorted(counts.items())
        if count >= SHARE_OF_A_SCRIPT * counts.total()
    )


def _languages_by_script(varieties: Sequence[Variety]) -> dict[str, set[str]]:
    languages: dict[str, set[str]] = defaultdict(set)
    for variety in varieties:
        languages[variety.script].add(variety.language)
    return languages


def _words_by_language(pairs: list[tuple[str, str, str | None]]) -> dict[str, Hashes]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text, _ in pairs:
        counts[language].update(set(words_of(text)))
    return {
        language: _hashes_of(word for word, texts in counter.items() if texts >= TEXTS_THAT_MAKE_A_WORD)
        for language, counter in counts.items()
    }


def _hashes_of(words: Iterable[str]) -> Hashes:
    """One for each different word, ascending."""
    return np.unique(np.array([murmurhash3_32(word, positive=True) for word in words], np.uint32))
