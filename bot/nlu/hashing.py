"""Texts as rows of a sparse matrix: features hashed into columns, so that no vocabulary is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils import murmurhash3_32


class Row(NamedTuple):
    """One row of such a matrix: its columns that are not zero, ascending, and what they hold."""

    indices: NDArray[np.int64]
    data: NDArray[np.float32]


class NgramCounter:
    """Counts n-grams of these lengths: of `char_wb` (characters inside words) or `word` (parted by spaces).

    The counts are damped: a feature seen ten times does not count ten times as much.
    """

    def __init__(self, analyzer: str, lengths: tuple[int, int], columns: int) -> None:
        self.columns = columns
        # once, where HashingVectorizer would put the analysis together anew for each text
        self._analysed = CountVectorizer(
            analyzer=analyzer,
            ngram_range=lengths,
            token_pattern=r"\S+" if analyzer == "word" else None,
            lowercase=False,
        ).build_analyzer()
        self._hasher = FeatureHasher(columns, input_type="string", alternate_sign=False, dtype=np.float32)

    def count(self, texts: Sequence[str]) -> csr_matrix:
        """A row a text, as many columns as were given."""
        counts = self._hasher.transform(self._analysed(text) for text in texts)
        counts.data = _damped(counts.data)
        return counts

    def count_one(self, text: str) -> Row:
        """The row that `count` gives a text, without the matrix, which takes longer to make than to fill."""
        counts: dict[int, int] = {}
        for ngram in self._analysed(text):
            column = abs(murmurhash3_32(ngram)) % self.columns  # as FeatureHasher
            counts[column] = counts.get(column, 0) + 1
        columns = sorted(counts)
        seen = np.array([counts[column] for column in columns], np.float32)
        return Row(np.array(columns, np.int64), _damped(seen))


def _damped(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    return 1.0 + np.log(counts)


def side_by_side(blocks: Sequence[csr_matrix], shares: Sequence[float]) -> csr_matrix:
    """Blocks of features as one matrix, each row of each block as long as its share. Changes the blocks."""
    for block, share in zip(blocks, shares, strict=True):
        rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        lengths = np.sqrt(np.bincount(rows, weights=block.data**2, minlength=block.shape[0]))
        block.data *= (share / lengths[rows]).astype(np.float32)
    return hstack(blocks, format="csr", dtype=np.float32)


def end_to_end(parts: Sequence[Row], widths: Sequence[int], shares: Sequence[float]) -> Row:
    """One row of what `side_by_side` makes. `widths`: the columns of the block that each part is from."""
    indices, data, start = [], [], 0
    for part, width, share in zip(parts, widths, shares, strict=True):
        if len(part.data):
            indices.append(part.indices + start)
            data.append(part.data * np.float32(share / np.sqrt(part.data @ part.data)))
        start += width
    if not data:
        return Row(np.empty(0, np.int64), np.empty(0, np.float32))
    return Row(np.concatenate(indices), np.concatenate(data))
