"""Texts as rows of a sparse matrix: features hashed into columns, so that no vocabulary is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize


def counter(analyzer: str, lengths: tuple[int, int], columns: int) -> HashingVectorizer:
    """Counts n-grams of these lengths: of `char_wb` (characters inside words) or `word` (parted by spaces)."""
    return HashingVectorizer(
        analyzer=analyzer,
        ngram_range=lengths,
        n_features=columns,
        token_pattern=r"\S+" if analyzer == "word" else None,
        alternate_sign=False,
        norm=None,
        lowercase=False,
        dtype=np.float32,
    )


def dampened(counts: csr_matrix) -> csr_matrix:
    """The counts, changed in place so that a feature seen ten times does not count ten times as much."""
    counts.data = 1.0 + np.log(counts.data)
    return counts


def side_by_side(blocks: Sequence[csr_matrix], shares: Sequence[float]) -> csr_matrix:
    """Blocks of features as one matrix, each row of each block as long as its share."""
    scaled = [normalize(block, copy=False) * share for block, share in zip(blocks, shares, strict=True)]
    return hstack(scaled, format="csr", dtype=np.float32)
