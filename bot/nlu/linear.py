"""A linear classifier over hashed features: a support vector machine and naive Bayes, added up into one matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from bot.nlu.hashing import Row
from bot.nlu.processes import in_processes

SMOOTHING = 0.003  # of naive Bayes; measured, see docs/understanding.md
TOLERANCE = 3.0  # of the support vector machine; 1.5 takes half as long again and wins nothing across hands
SEED = 0
SHARES = 2  # of many classes; each share trains one class more, all that are not in it
FEW = 4  # classes that are trained each alone

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Places = NDArray[np.int32]


@dataclass(frozen=True)
class Recipe:
    """How a classifier is made.

    `C`: inverse regularisation of the support vector machine. `bayes`: the weight of naive Bayes beside it, which
    learns from few texts and so is right more often on texts by other hands. `sharpness`: what scores are multiplied
    with before they become probabilities; chosen on texts by hands that were not trained on. `favoured`: what is added
    to the scores of some classes, because taking another one for them is the dearer mistake.
    """

    C: float
    bayes: float
    sharpness: float
    favoured: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class LinearClassifier:
    """`weights` has a row for each seen feature and a column for each class; `place` gives a feature's row or -1."""

    classes: tuple[str, ...]
    place: Places
    weights: Halves
    bias: Floats
    sharpness: float

    @classmethod
    def train(cls, rows: csr_matrix, labels: list[str], recipe: Recipe) -> LinearClassifier:
        """Train on rows of features without negative values. Needs at least two classes."""
        classes = tuple(sorted(set(labels)))
        right = np.searchsorted(np.array(classes), labels)
        weights, bias = _support_vectors(rows, right, len(classes), recipe.C)
        bias += np.array([recipe.favoured.get(name, 0.0) for name in classes], np.float32)
        used = np.unique(rows.indices)
        weights = weights[used] + recipe.bayes * _naive_bayes(rows, right)[used]
        return cls(classes, _places(used, rows.shape[1]), weights.astype(np.float16), bias, recipe.sharpness)

    def probabilities(self, row: Row) -> Floats:
        """How likely each class is for one row, summing to 1."""
        return softmax(self.scores(row))

    def scores(self, row: Row) -> Floats:
        """The logarithms of `probabilities`, but for a constant."""
        places = self.place[row.indices]
        seen = places >= 0
        scores: Floats = row.data[seen] @ self.weights[places[seen]].astype(np.float32) + self.bias
        return scores * np.float32(self.sharpness)

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


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _support_vectors(rows: csr_matrix, right: Places, classes: int, C: float) -> tuple[Floats, Floats]:
    """Weights (features x classes) and bias, each class against the rest, shared out among the cores.

    Threads would share liblinear's random numbers, and no two trainings would be the same. Which classes are trained
    in one go changes the weights a little, so that the shares do not depend on the machine.
    """
    shares = np.array_split(np.arange(classes), classes if classes <= FEW else SHARES)
    found = in_processes(partial(_against_the_rest, rows, right, C), shares)
    return np.hstack([weights for weights, _ in found]), np.concatenate([bias for _, bias in found])


def _against_the_rest(rows: csr_matrix, right: Places, C: float, share: Places) -> tuple[Floats, Floats]:
    """Weights and bias of a share of the classes; all others count as one."""
    rest = share[-1] + 1
    labels = np.where(np.isin(right, share), right, rest)
    model = LinearSVC(C=C, tol=TOLERANCE, random_state=SEED).fit(rows, labels)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:  # scikit-learn keeps one column, the second's, where there are two
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights[:, : len(share)].astype(np.float32), bias[: len(share)].astype(np.float32)


def _naive_bayes(rows: csr_matrix, right: Places) -> Floats:
    """How much a feature speaks for a class rather than for the others: logarithms, their mean taken off."""
    of_class = csr_matrix((np.ones(len(right)), (right, np.arange(len(right)))))
    summed = of_class @ rows  # naive Bayes counts features only; from all rows it would make a dense matrix of labels
    telling = (
        MultinomialNB(alpha=SMOOTHING, fit_prior=False).fit(summed, np.arange(summed.shape[0])).feature_log_prob_.T
    )
    result: Floats = (telling - telling.mean(axis=1, keepdims=True)).astype(np.float32)
    return result


def _places(used: Places, width: int) -> Places:
    place = np.full(width, -1, np.int32)
    place[used] = np.arange(len(used))
    return place
