"""What a text itself tells of its language: character n-grams and words learned from the training texts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_matrix, vstack

from bot.nlu.folding import ADDRESSES, script_of, words_of
from bot.nlu.hashing import NgramCounter, Row, end_to_end, side_by_side
from bot.nlu.linear import LinearClassifier, Recipe, softmax
from bot.nlu.processes import in_processes, shares_of

LONGEST_NGRAM = 4
NGRAM_COLUMNS, WORD_COLUMNS = 2**17, 2**16
SHARES = (1.0, 0.7)  # how much n-grams and words count
RECIPE = Recipe(C=0.5, bayes=0.15, sharpness=2.0)  # docs/understanding.md has the measurements
SHARE_OF_A_SCRIPT = 0.02  # below this a language's texts in a script are borrowings, not a way of writing it
TEXTS_THAT_MAKE_A_WORD = 2
MOST_TEXTS = 3000  # of a variety; all of them take twice as long and are right less often in Latin letters
FLOOR = 1e-4
CLASSIFIER_FILE, LANGUAGES_FILE = "varieties.npz", "languages.json"


@dataclass(frozen=True, order=True)
class Variety:
    """A language in one script; `native` is the script that most of its texts are in."""

    language: str
    script: str
    native: bool

    @property
    def label(self) -> str:
        """Its name for the classifier."""
        return f"{self.language}-{self.script}"


class LanguageEvidence:
    """Trained on texts of known language; says how likely each language is for a text, priors apart."""

    def __init__(
        self, varieties: tuple[Variety, ...], words: dict[str, set[str]], classifier: LinearClassifier | None
    ) -> None:
        self.varieties, self.words, self._classifier = varieties, words, classifier
        self.languages = tuple(sorted({variety.language for variety in varieties}))
        self._features = _Features()

    @classmethod
    def train(cls, texts: Iterable[tuple[str, str]]) -> LanguageEvidence:
        """Learn from (language, text) pairs of at least one language."""
        pairs = [(language, text, script_of(text)) for language, text in texts]
        varieties = _varieties_of(pairs)
        labels: dict[tuple[str, str | None], str] = {
            (variety.language, variety.script): variety.label for variety in varieties
        }
        known: dict[str, list[str]] = defaultdict(list)
        for language, text, script in pairs:
            if (language, script) in labels:
                known[labels[language, script]].append(text)
        words = _words_by_language(pairs)
        if len(varieties) < 2:
            return cls(varieties, words, None)
        chosen = [(label, text) for label, those in known.items() for text in _evenly(those, MOST_TEXTS)]
        rows = vstack(in_processes(_Features().rows, shares_of([text for _, text in chosen])), format="csr")
        return cls(varieties, words, LinearClassifier.train(rows, [label for label, _ in chosen], RECIPE))

    def save(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        varieties = [[v.language, v.script, v.native] for v in self.varieties]
        words = {language: sorted(known) for language, known in self.words.items()}
        (folder / LANGUAGES_FILE).write_text(json.dumps({"varieties": varieties, "words": words}), "utf-8")
        if self._classifier:
            self._classifier.save(folder / CLASSIFIER_FILE)

    @classmethod
    def load(cls, folder: Path) -> LanguageEvidence:
        """Read what `save` wrote."""
        kept = json.loads((folder / LANGUAGES_FILE).read_text("utf-8"))
        varieties = tuple(Variety(*row) for row in kept["varieties"])
        file = folder / CLASSIFIER_FILE
        classifier = LinearClassifier.load(file) if file.exists() else None
        return cls(varieties, {language: set(known) for language, known in kept["words"].items()}, classifier)

    def of(self, text: str) -> dict[str, float] | None:
        """How likely each language is, summing to 1; None when the text's script is one that no language here uses."""
        script = script_of(text)
        places = [place for place, variety in enumerate(self.varieties) if variety.script == script]
        if not places:
            return None
        found = dict.fromkeys(self.languages, 0.0)
        for place, likely in zip(places, self._likely(text, places), strict=True):
            found[self.varieties[place].language] += float(likely)
        return found

    def words_known(self, text: str, language: str) -> int:
        """How many different words of a text are known from training texts of a language."""
        return len(set(words_of(text)) & self.words.get(language, set()))

    def _likely(self, text: str, places: list[int]) -> Sequence[float]:
        if self._classifier is None:
            return [1.0]
        scores = self._classifier.scores(self._features.row(text))
        return list(softmax(scores[places]))


class _Features:
    """Texts as rows of a sparse matrix: the n-grams and words of their letters, as they are written."""

    def __init__(self) -> None:
        self._ngrams = NgramCounter("char_wb", (1, LONGEST_NGRAM), NGRAM_COLUMNS)
        self._words = NgramCounter("word", (1, 1), WORD_COLUMNS)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text; of numbers, links and emoji nothing is seen."""
        cleaned = [_cleaned(text) for text in texts]
        return side_by_side([each.count(cleaned) for each in (self._ngrams, self._words)], SHARES)

    def row(self, text: str) -> Row:
        """The row of one text."""
        cleaned = _cleaned(text)
        parts = [each.count_one(cleaned) for each in (self._ngrams, self._words)]
        return end_to_end(parts, (NGRAM_COLUMNS, WORD_COLUMNS), SHARES)


def _cleaned(text: str) -> str:
    return " ".join(words_of(ADDRESSES.sub(" ", text)))


def _evenly(texts: list[str], most: int) -> list[str]:
    """At most so many of the texts, in their order, from all parts of the list: a file goes by topics and writers."""
    count = min(most, len(texts))
    return [texts[place * len(texts) // count] for place in range(count)]


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
