"""A linear classifier over hashed features that keeps only the features it has seen and knows how sure it may be."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

SURENESS_REGULARISATION = 1.0  # inverse; measured, see docs/understanding.md
SURENESS_ITERATIONS = 300

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LinearClassifier:
    """`weights` has a row for each seen feature and a column for each class; `place` gives a feature's row or -1.

    The scores of all classes together then tell how likely each class is: `likely` (classes x classes) and `offset`.
    """

    classes: tuple[str, ...]
    place: NDArray[np.int32]
    weights: Floats
    bias: Floats
    likely: Floats
    offset: Floats

    @classmethod
    def train(cls, rows: csr_matrix, labels: list[str], inverse_regularisation: float, folds: int) -> LinearClassifier:
        """Train a linear support vector machine, and learn on held-out rows what its scores mean.

        Needs at least two classes, each with at least `folds` rows.
        """
        classes = tuple(sorted(set(labels)))
        right = np.searchsorted(np.array(classes), labels)
        scores = np.zeros((len(labels), len(classes)), np.float32)
        splits = list(StratifiedKFold(folds, shuffle=True, random_state=0).split(rows, right))
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # liblinear lets other threads run
            whole = pool.submit(_fit, rows, right, inverse_regularisation)
            held_out = [pool.submit(_fit, rows[seen], right[seen], inverse_regularisation) for seen, _ in splits]
            for (_, unseen), fitted in zip(splits, held_out, strict=True):
                weights, bias = fitted.result()
                scores[unseen] = rows[unseen] @ weights + bias
            weights, bias = whole.result()
        used = np.flatnonzero(np.any(weights != 0, axis=1))
        likely, offset = _fit_sureness(scores, right)
        return cls(classes, _places(used, rows.shape[1]), weights[used], bias, likely, offset)

    def probabilities(self, row: csr_matrix) -> Floats:
        """How likely each class is for one row, summing to 1."""
        places = self.place[row.indices]
        seen = places >= 0
        scores = row.data[seen] @ self.weights[places[seen]] + self.bias
        raised = scores @ self.likely + self.offset
        sure = np.exp(raised - raised.max())
        result: Floats = sure / sure.sum()
        return result

    def save(self, file: Path) -> None:
        """Write everything to a .npz file; half precision for the weights halves it and changes no decision."""
        np.savez(
            file,
            classes=np.array(self.classes),
            used=np.flatnonzero(self.place >= 0),
            width=len(self.place),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            likely=self.likely,
            offset=self.offset,
        )

    @classmethod
    def load(cls, file: Path) -> LinearClassifier:
        """Read what `save` wrote."""
        with np.load(file) as kept:
            classes = tuple(str(name) for name in kept["classes"])
            place = _places(kept["used"], int(kept["width"]))
            weights = kept["weights"].astype(np.float32)
            return cls(classes, place, weights, kept["bias"], kept["likely"], kept["offset"])


def _fit(rows: csr_matrix, right: NDArray[Any], inverse_regularisation: float) -> tuple[Floats, Floats]:
    return _columns(LinearSVC(C=inverse_regularisation, random_state=0).fit(rows, right))


def _fit_sureness(scores: Floats, right: NDArray[Any]) -> tuple[Floats, Floats]:
    return _columns(LogisticRegression(C=SURENESS_REGULARISATION, max_iter=SURENESS_ITERATIONS).fit(scores, right))


def _columns(model: LinearSVC | LogisticRegression) -> tuple[Floats, Floats]:
    """Weights (inputs x classes) and bias; scikit-learn keeps one column only where there are two classes."""
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    return np.ascontiguousarray(weights, np.float32), bias.astype(np.float32)


def _places(used: NDArray[Any], width: int) -> NDArray[np.int32]:
    place = np.full(width, -1, np.int32)
    place[used] = np.arange(len(used))
    return place
