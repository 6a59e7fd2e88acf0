"""A text as numbers: character n-grams and words of its Latin-letter form, weighted by how telling each is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.feature_extraction.text import TfidfTransformer as Weighting

from bot.nlu.folding import romanised
from bot.nlu.places import WORD

CHARACTER_FEATURES = 2**18
WORD_FEATURES = 2**17
CHARACTERS = (2, 5)
WORDS = (1, 2)
MOSTLY = 0.5  # from this share of its words on, a text is about what it names
EXACT_WORD = r"\w+"


class TopicFeatures:
    """Turns texts into rows of a sparse matrix. Features are hashed, so that no vocabulary is kept."""

    def __init__(self, weightings: tuple[Weighting, Weighting] | None = None) -> None:
        shared: dict[str, Any] = {"alternate_sign": False, "norm": None, "dtype": np.float32, "lowercase": False}
        self._characters = HashingVectorizer(
            analyzer="char_wb", ngram_range=CHARACTERS, n_features=CHARACTER_FEATURES, **shared
        )
        self._words = HashingVectorizer(
            analyzer="word", ngram_range=WORDS, n_features=WORD_FEATURES, token_pattern=EXACT_WORD, **shared
        )
        self._weightings = weightings

    @property
    def width(self) -> int:
        """Columns of a row."""
        return CHARACTER_FEATURES + WORD_FEATURES

    def fit(self, texts: Sequence[str], named: Sequence[Sequence[Sequence[Any]]]) -> csr_matrix:
        """Learn how telling each feature is, and give the rows of these texts."""
        counts = self._count(texts, named)
        self._weightings = tuple(Weighting(sublinear_tf=True).fit(block) for block in counts)
        return self._weigh(counts)

    def rows(self, texts: Sequence[str], named: Sequence[Sequence[Sequence[Any]]]) -> csr_matrix:
        """The rows of texts. `named`: for each text what it names, as [entity, start, end] (see PlaceExtractor)."""
        return self._weigh(self._count(texts, named))

    def save(self, file: Path) -> None:
        """Write what was learned to a .npz file."""
        if self._weightings is None:
            raise RuntimeError("TopicFeatures is not trained")
        np.savez_compressed(file, *(weighting.idf_.astype(np.float32) for weighting in self._weightings))

    @classmethod
    def load(cls, file: Path) -> TopicFeatures:
        """Read what `save` wrote."""
        weightings = []
        with np.load(file) as arrays:
            for name in arrays.files:
                weighting = Weighting(sublinear_tf=True)
                weighting.idf_ = arrays[name]
                weightings.append(weighting)
        return cls((weightings[0], weightings[1]))

    def _count(self, texts: Sequence[str], named: Sequence[Sequence[Sequence[Any]]]) -> tuple[csr_matrix, csr_matrix]:
        latin = [romanised(text) for text in texts]
        with_names = [f"{typed} {_marks(text, names)}" for typed, text, names in zip(latin, texts, named, strict=True)]
        return self._characters.transform(latin), self._words.transform(with_names)

    def _weigh(self, counts: tuple[csr_matrix, csr_matrix]) -> csr_matrix:
        if self._weightings is None:
            raise RuntimeError("TopicFeatures is not trained")
        blocks = [weighting.transform(block) for weighting, block in zip(self._weightings, counts, strict=True)]
        return hstack(blocks, format="csr", dtype=np.float32)


def _marks(text: str, names: Sequence[Sequence[Any]]) -> str:
    """Words that stand for what a text names, the same in every language, and for whether it says little else."""
    marks = [f"xx{entity}" for entity, _, _ in names]
    words = len(WORD.findall(text))
    naming = sum(len(WORD.findall(text[start:end])) for _, start, end in names)
    if words and naming >= MOSTLY * words:
        marks += [f"xxonly{entity}" for entity, _, _ in names]
    return " ".join(marks)
