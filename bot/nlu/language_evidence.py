"""What a text itself tells of its language: character n-grams learned from the training texts, and lingua."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.folding import ADDRESSES, script_of, words_of

FEATURES = 2**17
LONGEST_NGRAM = 4
INVERSE_REGULARISATION = 30.0  # docs/understanding.md has the measurement
ITERATIONS = 60
LINGUA_WEIGHT = 0.5
SHARE_OF_A_SCRIPT = 0.02  # below this a language's texts in a script are borrowings, not a way of writing it
TEXTS_THAT_MAKE_A_WORD = 2
FLOOR = 1e-4

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Variety:
    """A language in one script; `native` is the script that most of its texts are in."""

    language: str
    script: str
    native: bool


class LanguageEvidence:
    """Trained on texts of known language; says how likely each language is for a text, priors apart."""

    def __init__(
        self, varieties: tuple[Variety, ...], weights: Floats, bias: Floats, words: dict[str, set[str]]
    ) -> None:
        self.varieties, self._weights, self._bias, self.words = varieties, weights, bias, words
        self.languages = tuple(sorted({variety.language for variety in varieties}))
        self._ngrams = _vectorizer()
        self._lingua, self._lingua_names = _lingua_for(self.languages)

    @classmethod
    def train(cls, texts: Iterable[tuple[str, str]]) -> LanguageEvidence:
        """Learn from (language, text) pairs of at least one language."""
        pairs = [(language, text, script_of(text)) for language, text in texts]
        varieties = _varieties_of(pairs)
        number: dict[tuple[str, str | None], int] = {(v.language, v.script): place for place, v in enumerate(varieties)}
        known = [(text, number[language, script]) for language, text, script in pairs if (language, script) in number]
        words = _words_by_language(pairs)
        if len(varieties) < 2:
            empty = np.zeros((FEATURES, len(varieties)), np.float32)
            return cls(varieties, empty, np.zeros(len(varieties), np.float32), words)
        rows = _vectorizer().transform([_cleaned(text) for text, _ in known])
        used = np.unique(rows.indices)
        model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=ITERATIONS, multi_class="multinomial")
        model.fit(rows[:, used], [place for _, place in known])
        learned, bias = model.coef_.T, model.intercept_
        if len(varieties) == 2:  # scikit-learn keeps one column for two classes
            learned, bias = np.hstack([-learned, learned]), np.concatenate([-bias, bias])
        weights = np.zeros((FEATURES, len(varieties)), np.float32)
        weights[used] = learned
        return cls(varieties, weights, bias.astype(np.float32), words)

    def save(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        used = np.flatnonzero(np.any(self._weights != 0, axis=1))
        np.savez_compressed(folder / "ngrams.npz", used=used, weights=self._weights[used], bias=self._bias)
        varieties = [[v.language, v.script, v.native] for v in self.varieties]
        words = {language: sorted(known) for language, known in self.words.items()}
        (folder / "languages.json").write_text(json.dumps({"varieties": varieties, "words": words}), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LanguageEvidence:
        """Read what `save` wrote."""
        kept = json.loads((folder / "languages.json").read_text("utf-8"))
        varieties = tuple(Variety(*row) for row in kept["varieties"])
        with np.load(folder / "ngrams.npz") as arrays:
            weights = np.zeros((FEATURES, len(varieties)), np.float32)
            weights[arrays["used"]] = arrays["weights"]
            bias = arrays["bias"]
        return cls(varieties, weights, bias, {language: set(known) for language, known in kept["words"].items()})

    def of(self, text: str) -> dict[str, float] | None:
        """How likely each language is, summing to 1; None when the text's script is one that no language here uses.

        Where a script is not the usual one of a language (Russian in Latin letters), only the n-grams can tell, since
        lingua does not know such texts; among languages in their own script both have a say.
        """
        script = script_of(text)
        places = [place for place, variety in enumerate(self.varieties) if variety.script == script]
        if not places:
            return None
        cleaned = _cleaned(text)
        scores = (self._ngrams.transform([cleaned]) @ self._weights)[0] + self._bias
        likely = np.exp(scores[places] - scores[places].max())
        likely /= likely.sum()
        native = np.array([self.varieties[place].native for place in places])
        if native.sum() > 1:
            said = self._lingua_says(cleaned, [self.varieties[place].language for place in places])
            combined = likely * np.where(native, np.maximum(said, FLOOR) ** LINGUA_WEIGHT, 1.0)
            likely[native] = combined[native] / combined[native].sum() * likely[native].sum()
        found = dict.fromkeys(self.languages, 0.0)
        for place, value in zip(places, likely, strict=True):
            found[self.varieties[place].language] += float(value)
        return found

    def words_known(self, text: str, language: str) -> int:
        """How many different words of a text are known from training texts of a language."""
        return len(set(words_of(text)) & self.words.get(language, set()))

    def _lingua_says(self, text: str, languages: list[str]) -> Floats:
        if self._lingua is None:
            return np.ones(len(languages), np.float32)
        said = {value.language: value.value for value in self._lingua.compute_language_confidence_values(text)}
        names = self._lingua_names
        return np.array([said.get(names[code], 1.0) if code in names else 1.0 for code in languages], np.float32)


def _cleaned(text: str) -> str:
    """Only the letters count: no numbers, links, emoji."""
    return " ".join(words_of(ADDRESSES.sub(" ", text)))


def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(1, LONGEST_NGRAM), n_features=FEATURES, alternate_sign=False, dtype=np.float32
    )


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


def _words_by_language(pairs: list[tuple[str, str, str | None]]) -> dict[str, set[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text, _ in pairs:
        counts[language].update(set(words_of(text)))
    return {
        language: {word for word, texts in counter.items() if texts >= TEXTS_THAT_MAKE_A_WORD}
        for language, counter in counts.items()
    }


def _lingua_for(languages: tuple[str, ...]) -> tuple[LanguageDetector | None, dict[str, Language]]:
    """Lingua for those of the languages that it has; it needs two at least."""
    codes = {code: getattr(IsoCode639_1, code.upper(), None) for code in languages}
    names = {code: Language.from_iso_code_639_1(iso) for code, iso in codes.items() if iso is not None}
    if len(names) < 2:
        return None, names
    return LanguageDetectorBuilder.from_languages(*names.values()).with_low_accuracy_mode().build(), names
