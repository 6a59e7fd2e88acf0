"""What a text itself tells of its language: character n-grams and words learned from the training texts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_matrix, vstack

from bot.nlu.folding import ADDRESSES, script_of, words_of
from bot.nlu.hashing import NgramCounter, Row, end_to_end, side_by_side
from bot.nlu.linear import LinearClassifier, Recipe
from bot.nlu.processes import in_processes, shares_of

NGRAM_LENGTHS = (2, 4)
NGRAM_COLUMNS, WORD_COLUMNS = 2**17, 2**16
SHARES = (1.0, 0.7)  # how much n-grams and words count
RECIPE = Recipe(C=0.5, bayes=0.15, sharpness=2.0)  # docs/understanding.md has the measurements
SHARE_OF_A_SCRIPT = 0.02  # below this a language's texts in a script are borrowings, not a way of writing it
TEXTS_THAT_MAKE_A_WORD = 2
FLOOR = 1e-4
CLASSIFIER_SUFFIX, LANGUAGES_FILE = ".npz", "languages.json"


@dataclass(frozen=True, order=True)
class Variety:
    """A language in one script; `native` is the script that most of its texts are in."""

    language: str
    script: str
    native: bool


class LanguageEvidence:
    """Trained on texts of known language; says how likely each language is for a text, priors apart.

    A text is compared with the languages of its script only, so each script that several share has a classifier.
    """

    def __init__(
        self, varieties: tuple[Variety, ...], words: dict[str, set[str]], classifiers: Mapping[str, LinearClassifier]
    ) -> None:
        self.varieties, self.words, self._classifiers = varieties, words, classifiers
        self.languages = tuple(sorted({variety.language for variety in varieties}))
        self._features = _Features()

    @classmethod
    def train(cls, texts: Iterable[tuple[str, str]]) -> LanguageEvidence:
        """Learn from (language, text) pairs of at least one language."""
        triples = [(language, text, script_of(text)) for language, text in texts]
        varieties = _varieties_of(triples)
        classifiers = {}
        for script, languages in _languages_by_script(varieties).items():
            if len(languages) > 1:
                known = [(text, language) for language, text, its in triples if its == script and language in languages]
                rows = vstack(in_processes(_Features().rows, shares_of([text for text, _ in known])), format="csr")
                classifiers[script] = LinearClassifier.train(rows, [language for _, language in known], RECIPE)
        return cls(varieties, _words_by_language(triples), classifiers)

    def save(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        varieties = [[v.language, v.script, v.native] for v in self.varieties]
        words = {language: sorted(known) for language, known in self.words.items()}
        (folder / LANGUAGES_FILE).write_text(json.dumps({"varieties": varieties, "words": words}), "utf-8")
        for script, classifier in self._classifiers.items():
            classifier.save(folder / f"{script}{CLASSIFIER_SUFFIX}")

    @classmethod
    def load(cls, folder: Path) -> LanguageEvidence:
        """Read what `save` wrote."""
        kept = json.loads((folder / LANGUAGES_FILE).read_text("utf-8"))
        varieties = tuple(Variety(*row) for row in kept["varieties"])
        classifiers = {file.stem: LinearClassifier.load(file) for file in folder.glob(f"*{CLASSIFIER_SUFFIX}")}
        return cls(varieties, {language: set(known) for language, known in kept["words"].items()}, classifiers)

    def of(self, text: str) -> dict[str, float] | None:
        """How likely each language is, summing to 1; None when the text's script is one that no language here uses."""
        script = script_of(text)
        here = [variety.language for variety in self.varieties if variety.script == script]
        if not here or script is None:
            return None
        found = dict.fromkeys(self.languages, 0.0)
        classifier = self._classifiers.get(script)
        if classifier is None:  # the script of a single language
            return found | {here[0]: 1.0}
        likely = map(float, classifier.probabilities(self._features.row(text)))
        return found | dict(zip(classifier.classes, likely, strict=True))

    def words_known(self, text: str, language: str) -> int:
        """How many different words of a text are known from training texts of a language."""
        return len(set(words_of(text)) & self.words.get(language, set()))


class _Features:
    """Texts as rows of a sparse matrix: the n-grams and words of their letters, as they are written."""

    def __init__(self) -> None:
        self._ngrams = NgramCounter("char_wb", NGRAM_LENGTHS, NGRAM_COLUMNS)
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


def _words_by_language(pairs: list[tuple[str, str, str | None]]) -> dict[str, set[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text, _ in pairs:
        counts[language].update(set(words_of(text)))
    return {
        language: {word for word, texts in counter.items() if texts >= TEXTS_THAT_MAKE_A_WORD}
        for language, counter in counts.items()
    }
