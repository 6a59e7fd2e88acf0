"""The classifier is right where it can be, learns from single rows too, and keeps only what it has seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu import linear
from bot.nlu.linear import RARE, LinearClassifier, Recipe

WIDTH, ROWS = 50, 1200
RECIPE = Recipe(C=0.5, bayes=0.1, sharpness=3.0)


def noisy(seed: int, noise: float) -> tuple[csr_matrix, list[str]]:
    """ROWS rows of three classes, each told by a column of its own, some of them under a wrong label."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, 3, ROWS)
    rows = chance.random((ROWS, WIDTH)) * 0.3
    rows[np.arange(ROWS), labels] += 1.0
    wrong = chance.random(ROWS) < noise
    labels[wrong] = chance.integers(0, 3, wrong.sum())
    rows[:, 40:] = 0.0
    return csr_matrix(rows, dtype=np.float32), [f"class {label}" for label in labels]


def confidences(classifier: LinearClassifier, rows: csr_matrix, labels: list[str]) -> tuple[float, float]:
    """How often the likeliest class is right, and how sure it says it is on average."""
    sure = np.array([classifier.probabilities(rows[place]) for place in range(rows.shape[0])])
    right = [classifier.classes[best] == label for best, label in zip(sure.argmax(axis=1), labels, strict=True)]
    return float(np.mean(right)), float(sure.max(axis=1).mean())


@pytest.mark.parametrize("bayes", [0.0, 0.1])
@pytest.mark.parametrize(("noise", "least"), [(0.0, 0.99), (0.3, 0.75), (0.6, 0.55)])
def test_it_is_right_on_rows_it_has_not_seen(bayes: float, noise: float, least: float) -> None:
    classifier = LinearClassifier.train(*noisy(1, noise), Recipe(0.5, bayes, 3.0))
    right, _ = confidences(classifier, *noisy(2, noise))
    assert right > least


def test_two_trainings_give_the_same_weights() -> None:
    chance = np.random.default_rng(5)
    rows = csr_matrix(chance.random((4000, WIDTH)), dtype=np.float32)
    labels = [f"class {label}" for label in chance.integers(0, 12, 4000)]
    one, other = (LinearClassifier.train(rows, labels, RECIPE) for _ in range(2))
    assert (one.levels == other.levels).all()
    assert (one.steps == other.steps).all()
    assert (one.bias == other.bias).all()


def test_sharper_is_surer_and_no_less_right() -> None:
    dull, sharp = (LinearClassifier.train(*noisy(1, 0.3), Recipe(0.5, 0.1, sharpness)) for sharpness in (1.0, 4.0))
    right, sure = confidences(dull, *noisy(2, 0.3))
    same, surer = confidences(sharp, *noisy(2, 0.3))
    assert same == right
    assert surer > sure


def test_naive_bayes_speaks_for_what_a_class_alone_has() -> None:
    rows = csr_matrix(np.vstack([np.eye(3, WIDTH)] * 5 + [np.eye(3, WIDTH, 10)]), dtype=np.float32)
    labels = [f"class {place % 3}" for place in range(rows.shape[0])]
    classifier = LinearClassifier.train(rows, labels, Recipe(0.001, 1.0, 1.0))
    rare = csr_matrix(([1.0], ([0], [11])), shape=(1, WIDTH), dtype=np.float32)
    assert classifier.classes[int(classifier.scores(rare).argmax())] == "class 1"


def test_probabilities_sum_to_one_even_for_a_row_of_unseen_features() -> None:
    classifier = LinearClassifier.train(*noisy(1, 0.1), RECIPE)
    unseen = csr_matrix(([1.0], ([0], [WIDTH - 1])), shape=(1, WIDTH), dtype=np.float32)
    for row in (unseen, csr_matrix((1, WIDTH), dtype=np.float32)):
        assert classifier.probabilities(row).sum() == pytest.approx(1.0, abs=1e-5)


def test_only_features_that_were_seen_are_kept(tmp_path: Path) -> None:
    classifier = LinearClassifier.train(*noisy(1, 0.1), RECIPE)
    assert classifier.levels.shape == (40, 3)
    assert (classifier.place >= 0).tolist() == [True] * 40 + [False] * 10
    classifier.save(tmp_path / "kept.npz")
    loaded, (rows, _) = LinearClassifier.load(tmp_path / "kept.npz"), noisy(3, 0.1)
    assert loaded.classes == classifier.classes
    for place in range(20):
        assert loaded.probabilities(rows[place]) == pytest.approx(classifier.probabilities(rows[place]), abs=0.01)


def test_rare_features_of_the_same_classes_share_weights_and_tell_of_them() -> None:
    rows, labels = noisy(1, 0.1)
    seldom = np.zeros((ROWS, 6), np.float32)
    first = {name: labels.index(name) for name in ("class 0", "class 1")}
    seldom[first["class 0"], :2] = 1.0
    seldom[first["class 1"], 2:4] = 1.0
    seldom[first["class 0"], 4] = seldom[first["class 1"], 4] = 1.0
    seldom[[place for place, name in enumerate(labels) if name == "class 2"][: RARE + 1], 5] = 1.0
    classifier = LinearClassifier.train(csr_matrix(np.hstack([rows.toarray(), seldom])), labels, RECIPE)
    one, same, other, too, both, common = classifier.place[WIDTH:]
    assert one == same
    assert other == too
    assert len({one, other, both, common}) == 4
    for place, name in ((one, "class 0"), (other, "class 1"), (common, "class 2")):
        assert classifier.classes[int(classifier.weights(place).argmax())] == name
    assert classifier.weights(both).argmin() == 2


def test_a_row_supports_its_rare_features_as_much_as_if_each_had_weights_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linear, "PASSES", 1000)
    monkeypatch.setattr(linear, "in_processes", lambda work, shares: [work(share) for share in shares])
    chance = np.random.default_rng(3)
    rows, labels = noisy(1, 0.2)
    seldom = np.zeros((ROWS, 40), np.float32)
    seldom[np.arange(40), np.arange(40)] = chance.random(40) + 0.5
    features = csr_matrix(np.hstack([rows.toarray(), seldom]))
    right = np.searchsorted(sorted(set(labels)), labels)
    shared = LinearClassifier.train(features, labels, Recipe(0.5, 0.0, 1.0))
    weights = LinearSVC(C=0.5, tol=1e-4, random_state=0).fit(features, right).coef_.T[WIDTH:]
    for name in shared.classes:
        mine = [place for place in range(40) if labels[place] == name]
        assert shared.weights(shared.place[WIDTH + mine[0]]) == pytest.approx(weights[mine].mean(axis=0), abs=5e-3)


def test_two_classes_are_enough() -> None:
    rows, labels = noisy(1, 0.0)
    two = [place for place, label in enumerate(labels) if label != "class 2"]
    classifier = LinearClassifier.train(rows[two], [labels[place] for place in two], RECIPE)
    right, _ = confidences(classifier, rows[two], [labels[place] for place in two])
    assert right > 0.95
