"""A text as numbers: character n-grams and words of its Latin-letter form, and its concepts, by how telling each is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from bot.nlu.folding import NO_SPACES, WORD, romanised
from bot.nlu.hashing import NgramCounter, Row, end_to_end, side_by_side
from bot.nlu.processes import in_processes, shares_of

CHARACTERS, WORDS, STEMS, PAIRS, CONCEPTS = "characters", "words", "stems", "pairs", "concepts"
CHARACTER_LENGTHS = (3, 5)
WORD_LENGTHS = (1, 2)
ALONE = (1, 1)
ANALYSED = {
    CHARACTERS: ("char_wb", CHARACTER_LENGTHS),
    WORDS: ("word", WORD_LENGTHS),
    STEMS: ("word", WORD_LENGTHS),
    PAIRS: ("word", ALONE),
    CONCEPTS: ("word", ALONE),
}
STEM = 4  # letters; a word without its ending, roughly, in every language that has endings
NEAR = 4  # words; two of them within so few make a pair, whatever their order and what stands between
SHORTEST_OF_A_PAIR = 3  # letters
MOSTLY = 0.5  # from this share of its words on, a text is about what it names

# How many columns each kind of feature is hashed into, and how much it counts (measured: docs/understanding.md).
COLUMNS = {CHARACTERS: 2**18, WORDS: 2**17, STEMS: 2**17, PAIRS: 2**18, CONCEPTS: 2**16}
SHARES = {CHARACTERS: 1.0, WORDS: 0.7, STEMS: 1.0, PAIRS: 0.6, CONCEPTS: 0.35}

Floats = NDArray[np.float32]
Names = Sequence[Sequence[Any]]
Seen = tuple[str, Names, Sequence[str]]  # a text, what it names as [entity, start, end], its concepts


class TopicFeatures:
    """Turns texts into rows of a sparse matrix. Features are hashed, so that no vocabulary is kept."""

    def __init__(self, telling: dict[str, Floats] | None = None) -> None:
        self._telling = telling
        self._counters = {kind: NgramCounter(*ANALYSED[kind], COLUMNS[kind]) for kind in COLUMNS}

    def fit(self, texts: Sequence[Seen]) -> csr_matrix:
        """Learn how telling each feature is, and give the rows of these texts."""
        shares = in_processes(self._count, shares_of(texts))
        counts = {kind: vstack([share[kind] for share in shares], format="csr") for kind in self._counters}
        self._telling = {kind: _how_telling(block) for kind, block in counts.items()}
        return self._weigh(counts)

    def rows(self, texts: Sequence[Seen]) -> csr_matrix:
        """The rows of texts, each with what PlaceExtractor and ConceptFinder found in it."""
        return self._weigh(self._count(texts))

    def row(self, text: Seen) -> Row:
        """The row of one text."""
        telling, seen, parts = self._learned, _kinds_of(text), []
        for kind, each in self._counters.items():
            indices, counts = each.count_one(seen[kind])
            parts.append(Row(indices, counts * telling[kind][indices]))
        return end_to_end(parts, list(COLUMNS.values()), list(SHARES.values()))

    def save(self, file: Path) -> None:
        """Write what was learned to a .npz file."""
        np.savez_compressed(file, **self._learned)

    @classmethod
    def load(cls, file: Path) -> TopicFeatures:
        """Read what `save` wrote."""
        with np.load(file) as kept:
            return cls({kind: kept[kind] for kind in kept.files})

    def _count(self, texts: Sequence[Seen]) -> dict[str, csr_matrix]:
        seen = [_kinds_of(text) for text in texts]
        return {kind: each.count([one[kind] for one in seen]) for kind, each in self._counters.items()}

    def _weigh(self, counts: dict[str, csr_matrix]) -> csr_matrix:
        telling = self._learned
        for kind, block in counts.items():
            block.data *= telling[kind][block.indices]
        return side_by_side(list(counts.values()), [SHARES[kind] for kind in counts])

    @property
    def _learned(self) -> dict[str, Floats]:
        if self._telling is None:
            raise RuntimeError("TopicFeatures is not trained")
        return self._telling


def _kinds_of(seen: Seen) -> dict[str, str]:
    """What each kind of feature is counted in."""
    text, names, concepts = seen
    latin, marks = romanised(text), _marks(text, names)
    if NO_SPACES.search(text):
        # run together in Latin letters, a sentence would be a single word, and syllables that sound alike the same
        words, stems = WORD.findall(text.casefold()), WORD.findall(romanised(NO_SPACES.sub(r" \g<0> ", text)))
        pairs = _near_pairs(words)
    else:
        words = WORD.findall(latin)
        stems = [word[:STEM] for word in words]
        pairs = _near_pairs([word[:STEM] for word in words if len(word) >= SHORTEST_OF_A_PAIR])
    return {
        CHARACTERS: latin,
        WORDS: " ".join([*words, *marks]),
        STEMS: " ".join([*stems, *(mark[:STEM] for mark in marks)]),
        PAIRS: " ".join(pairs),
        CONCEPTS: " ".join(_with_pairs(concepts)),
    }


def _how_telling(counts: csr_matrix) -> Floats:
    """Inverse document frequency of each column, smoothed: a feature that all texts have tells nothing."""
    texts_with_it = np.bincount(counts.indices, minlength=counts.shape[1])
    telling: Floats = (np.log((1 + counts.shape[0]) / (1 + texts_with_it)) + 1.0).astype(np.float32)
    return telling


def _with_pairs(concepts: Sequence[str]) -> list[str]:
    """The concepts, and every two of them together in whatever order the text has them."""
    return [*concepts, *("+".join(pair) for pair in combinations(sorted(concepts), 2))]


def _near_pairs(stems: Sequence[str]) -> list[str]:
    """Every two different stems that stand near each other: the same for "boss has papers" and "papers, my boss"."""
    near = ((one, other) for place, one in enumerate(stems) for other in stems[place + 1 : place + NEAR])
    return ["+".join(sorted(pair)) for pair in near if pair[0] != pair[1]]


def _marks(text: str, names: Names) -> list[str]:
    """Words that stand for what a text names, the same in every language, and for whether it says little else."""
    marks = [f"xx{entity}" for entity, _, _ in names]
    words = len(WORD.findall(text))
    naming = sum(len(WORD.findall(text[start:end])) for _, start, end in names)
    if words and naming >= MOSTLY * words:
        marks += [f"xxonly{entity}" for entity, _, _ in names]
    return marks
