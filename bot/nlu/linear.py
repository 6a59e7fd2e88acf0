"""A linear classifier over hashed features that keeps only the features it has seen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

SHARPNESS_RANGE = (0.5, 40.0)  # of the scores' softmax; the best was 5 to 8 in every measurement

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LinearClassifier:
    """`weights` has a row for each seen feature and a column for each class; `place` gives a feature's row or -1."""

    classes: tuple[str, ...]
    place: NDArray[np.int32]
    weights: Floats
    bias: Floats
    sharpness: float

    @classmethod
    def train(cls, rows: csr_matrix, labels: list[str], inverse_regularisation: float, folds: int) -> LinearClassifier:
        """Train a linear support vector machine, and learn on held-out rows how sure its scores are.

        Needs at least two classes, each with at least `folds` rows.
        """
        classes = tuple(sorted(set(labels)))
        right = np.searchsorted(np.array(classes), labels)
        scores = np.zeros((len(labels), len(classes)), np.float32)
        for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=0).split(rows, right):
            weights, bias = _fit(rows[seen], right[seen], inverse_regularisation)
            scores[unseen] = rows[unseen] @ weights + bias
        weights, bias = _fit(rows, right, inverse_regularisation)
        used = np.flatnonzero(np.any(weights != 0, axis=1))
        return cls(classes, _places(used, rows.shape[1]), weights[used], bias, _best_sharpness(scores, right))

    def probabilities(self, row: csr_matrix) -> Floats:
        """How likely each class is for one row, summing to 1."""
        places = self.place[row.indices]
        seen = places >= 0
        scores = row.data[seen] @ self.weights[places[seen]] + self.bias
        sure: Floats = _softmax(scores[None, :], self.sharpness)[0]
        return sure

    def save(self, file: Path) -> None:
        """Write everything to a .npz file."""
        np.savez(
            file,
            classes=np.array(self.classes),
            used=np.flatnonzero(self.place >= 0),
            width=len(self.place),
            weights=self.weights,
            bias=self.bias,
            sharpness=self.sharpness,
        )

    @classmethod
    def load(cls, file: Path) -> LinearClassifier:
        """Read what `save` wrote."""
        with np.load(file) as kept:
            classes = tuple(str(name) for name in kept["classes"])
            place = _places(kept["used"], int(kept["width"]))
            return cls(classes, place, kept["weights"], kept["bias"], float(kept["sharpness"]))


def _fit(rows: csr_matrix, right: NDArray[Any], inverse_regularisation: float) -> tuple[Floats, Floats]:
    machine = LinearSVC(C=inverse_regularisation, random_state=0).fit(rows, right)
    weights, bias = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return np.ascontiguousarray(weights, np.float32), bias.astype(np.float32)


def _places(used: NDArray[Any], width: int) -> NDArray[np.int32]:
    place = np.full(width, -1, np.int32)
    place[used] = np.arange(len(used))
    return place


def _best_sharpness(scores: Floats, right: NDArray[Any]) -> float:
    """The factor under which the softmax of held-out scores has the smallest log loss (temperature scaling)."""

    def loss(sharpness: float) -> float:
        sure = _softmax(scores, sharpness)[np.arange(len(right)), right]
        return float(-np.log(np.maximum(sure, np.finfo(np.float32).tiny)).mean())

    return float(minimize_scalar(loss, bounds=SHARPNESS_RANGE, method="bounded").x)


def _softmax(scores: Floats, sharpness: float) -> Floats:
    raised = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result
