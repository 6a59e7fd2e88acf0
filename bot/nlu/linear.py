"""A linear classifier over very many features: a support vector machine and naive Bayes, added up into one matrix."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, diags, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from bot.nlu.hashing import Places, Row
from bot.nlu.processes import in_processes

FLOOR = 0.001  # of naive Bayes: how often a class has what it never had; measured, see docs/understanding.md
PASSES = 2  # of the support vector machine over the rows; with more it is no more often right across hands
BIAS = 0.5  # the column that all rows share; as 1 it swings from pass to pass, and what is favoured with it
SEED = 0
SHARES = 2  # of many classes; each share trains one class more, all that are not in it
FEW = 4  # classes that are trained each alone
MOST_STEPS = 127  # of a weight, to either side
RARE = 3  # rows; features that no more of them have are alike when these rows' classes are the same

Floats = NDArray[np.float32]
Levels = NDArray[np.int8]


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
    """Weights in whole `steps`, a row of `levels` with a column for each class: a quarter of the memory of floats.

    `place` gives a feature's row or -1; rare features share rows.
    """

    classes: tuple[str, ...]
    place: Places
    levels: Levels
    steps: Floats
    bias: Floats
    sharpness: float

    @classmethod
    def train(cls, rows: csr_matrix, labels: list[str], recipe: Recipe) -> LinearClassifier:
        """Train on rows of features without negative values. Needs at least two classes."""
        classes = tuple(sorted(set(labels)))
        right = np.searchsorted(np.array(classes), labels)
        features = _features_of(rows, right)
        weights, bias = _support_vectors(features, right, len(classes), recipe.C)
        bias += np.array([recipe.favoured.get(name, 0.0) for name in classes], np.float32)
        weights += recipe.bayes * _naive_bayes(rows, features, right)
        steps = (np.abs(weights).max(axis=1) / MOST_STEPS).astype(np.float32)
        levels = np.rint(weights / np.where(steps > 0, steps, 1)[:, None]).astype(np.int8)
        return cls(classes, features.place, levels, steps, bias, recipe.sharpness)

    def weights(self, places: Places) -> Floats:
        """Rows of weights."""
        rows: Floats = self.levels[places] * self.steps[places, None]
        return rows

    def probabilities(self, row: Row) -> Floats:
        """How likely each class is for one row, summing to 1."""
        return softmax(self.scores(row))

    def scores(self, row: Row) -> Floats:
        """The logarithms of `probabilities`, but for a constant."""
        places = self.place[row.indices]
        seen = places >= 0
        scores: Floats = row.data[seen] @ self.weights(places[seen]) + self.bias
        return scores * np.float32(self.sharpness)

    def save(self, file: Path) -> None:
        """Write everything to a .npz file."""
        np.savez(
            file,
            classes=np.array(self.classes),
            place=self.place,
            levels=self.levels,
            steps=self.steps,
            bias=self.bias,
            sharpness=self.sharpness,
        )

    @classmethod
    def load(cls, file: Path) -> LinearClassifier:
        """Read what `save` wrote."""
        with np.load(file) as kept:
            classes = tuple(str(name) for name in kept["classes"])
            return cls(classes, kept["place"], kept["levels"], kept["steps"], kept["bias"], float(kept["sharpness"]))


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return result


class _Features(NamedTuple):
    """Rows of training, common and rare features apart: a rare one is seen too seldom for weights of its own.

    `common`: rows x the features that more than RARE rows have. `rare`: rows x the others. `alike`: kinds of rare
    features x rows, what the features of a kind hold on average. `place`: the row of weights of each feature, the
    common ones' first, then the kinds'; -1 for what no row has.
    """

    common: csr_matrix
    rare: csr_matrix
    alike: csr_matrix
    place: Places


def _features_of(rows: csr_matrix, right: Places) -> _Features:
    rows_with_it = np.bincount(rows.indices, minlength=rows.shape[1])
    common, rare = np.flatnonzero(rows_with_it > RARE), np.flatnonzero((rows_with_it > 0) & (rows_with_it <= RARE))
    place = np.full(rows.shape[1], -1, np.int32)
    place[common] = np.arange(len(common))
    seldom = rows[:, rare]
    kind, sizes = _kinds_of_rare(seldom.tocsc(), right)
    place[rare] = len(common) + kind
    summed = csr_matrix((np.ones(len(kind), np.float32), (kind, np.arange(len(kind)))), (len(sizes), len(kind)))
    return _Features(rows[:, common], seldom, (summed @ seldom.T).multiply(1 / sizes[:, None]).tocsr(), place)


def _kinds_of_rare(rare: csc_matrix, right: Places) -> tuple[Places, Places]:
    """The kind of each rare feature, and how many are of each kind. The classes of its rows tell the kind."""
    feature = np.repeat(np.arange(rare.shape[1]), np.diff(rare.indptr))
    classes = right[rare.indices]
    classes = classes[np.lexsort((classes, feature))]
    nth = np.arange(len(feature)) - rare.indptr[feature]
    digits = (classes + 1) * (right.max() + 2) ** nth
    _, kind, sizes = np.unique(np.bincount(feature, weights=digits), return_inverse=True, return_counts=True)
    return kind, sizes


def _support_vectors(features: _Features, right: Places, classes: int, C: float) -> tuple[Floats, Floats]:
    """Weights (features.place x classes) and bias, each class against the rest, shared out among the cores.

    What is rare in a row is one column there that the row has to itself: for features that no other row has that is
    the same machine, with a fifth of the columns. How much a row supports a class can be read off that column, and
    rare features weigh what their rows support.

    Threads would share liblinear's random numbers, and no two trainings would be the same. Which classes are trained
    in one go changes the weights a little, so that the shares do not depend on the machine.
    """
    own = np.sqrt(np.asarray(features.rare.multiply(features.rare).sum(axis=1), np.float32).ravel())
    rows = hstack([features.common, diags(own, format="csr")], format="csr", dtype=np.float32)
    shares = np.array_split(np.arange(classes), classes if classes <= FEW else SHARES)
    found = in_processes(partial(_against_the_rest, rows, right, C), shares)
    weights, bias = np.hstack([weights for weights, _ in found]), np.concatenate([bias for _, bias in found])
    common = features.common.shape[1]
    supports = weights[common:] / np.where(own > 0, own, 1)[:, None]
    return np.vstack([weights[:common], features.alike @ supports]), bias


def _against_the_rest(rows: csr_matrix, right: Places, C: float, share: Places) -> tuple[Floats, Floats]:
    """Weights and bias of a share of the classes; all others count as one."""
    rest = share[-1] + 1
    labels = np.where(np.isin(right, share), right, rest)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped before, on purpose
        model = LinearSVC(C=C, max_iter=PASSES, intercept_scaling=BIAS, random_state=SEED).fit(rows, labels)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:  # scikit-learn keeps one column, the second's, where there are two
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights[:, : len(share)].astype(np.float32), bias[: len(share)].astype(np.float32)


def _naive_bayes(rows: csr_matrix, features: _Features, right: Places) -> Floats:
    """How much a feature speaks for a class rather than for the others: logarithms, their mean taken off.

    Not scikit-learn's: that one smooths small classes more, and so takes what is new to be theirs.
    """
    of_class = csr_matrix((np.ones(len(right), np.float32), (right, np.arange(len(right)))))
    in_class = np.vstack([(of_class @ features.common).toarray().T, (features.alike @ of_class.T).toarray()])
    all_of_class = np.bincount(right, weights=np.asarray(rows.sum(axis=1)).ravel()).astype(np.float32)
    floor = np.float32(FLOOR * len(all_of_class) / all_of_class.sum())
    telling = np.log(in_class / all_of_class + floor)
    telling -= telling.mean(axis=1, keepdims=True)
    return np.asarray(telling, np.float32)
