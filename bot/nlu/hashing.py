"""Texts as rows of a sparse matrix: features hashed into columns, so that no vocabulary is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer


class NgramCounter:
    """Counts n-grams of these lengths: of `char_wb` (characters inside words) or `word` (parted by spaces)."""

    def __init__(self, analyzer: str, lengths: tuple[int, int], columns: int) -> None:
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
        return self._hasher.transform(self._analysed(text) for text in texts)


def dampened(counts: csr_matrix) -> csr_matrix:
    """The counts, changed in place so that a feature seen ten times does not count ten times as much."""
    counts.data = 1.0 + np.log(counts.data)
    return counts


def side_by_side(blocks: Sequence[csr_matrix], shares: Sequence[float]) -> csr_matrix:
    """Blocks of features as one matrix, each row of each block as long as its share. Changes the blocks."""
    for block, share in zip(blocks, shares, strict=True):
        rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        lengths = np.sqrt(np.bincount(rows, weights=block.data**2, minlength=block.shape[0]))
        block.data *= (share / lengths[rows]).astype(np.float32)
    if blocks[0].shape[0] > 1:
        return hstack(blocks, format="csr", dtype=np.float32)
    # hstack takes longer over one row than counting its features
    starts = np.cumsum([0, *(block.shape[1] for block in blocks)])
    data = np.concatenate([block.data for block in blocks])
    indices = np.concatenate([block.indices + start for block, start in zip(blocks, starts[:-1], strict=True)])
    return csr_matrix((data, indices, [0, len(data)]), shape=(1, starts[-1]))
