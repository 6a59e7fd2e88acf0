"""A text as numbers: the same for the same words in whatever script."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.topic_features import COLUMNS, TopicFeatures

TEXTS = ["хозяин забрал паспорт", "he keeps my papers", "ich bin in Polen", "j'ai faim"]
NOTHING: list[list[object]] = [[] for _ in TEXTS]


@pytest.fixture
def features() -> TopicFeatures:
    trained = TopicFeatures()
    trained.fit(TEXTS, NOTHING)
    return trained


def test_every_script_has_the_same_features_as_its_latin_form(features: TopicFeatures) -> None:
    native, latin, accents = features.rows(["где паспорт", "gde pasport", "GDÉ  PÁSPORT"], [[], [], []])
    assert (native != latin).nnz == 0
    assert (native != accents).nnz == 0


def test_what_a_text_names_is_a_feature_of_its_own(features: TopicFeatures) -> None:
    plain, named = features.rows(["in Polen bin ich gerade"] * 2, [[], [["country", 3, 8]]])
    assert (plain != named).nnz > 0
    only, little = features.rows(["Polen", "Polen ist ein Land im Osten"], [[["country", 0, 5]], [["country", 0, 5]]])
    assert only.nnz > 0
    assert little.nnz > 0


def test_what_was_saved_gives_the_same_rows(features: TopicFeatures, tmp_path: Path) -> None:
    features.save(tmp_path / "features.npz")
    again = TopicFeatures.load(tmp_path / "features.npz").rows(TEXTS, NOTHING)
    assert np.allclose(again.toarray(), features.rows(TEXTS, NOTHING).toarray(), atol=1e-6)


def test_a_text_without_letters_has_a_row_too(features: TopicFeatures) -> None:
    assert features.rows(["", "😀", "12"], [[], [], []]).shape == (3, sum(COLUMNS.values()))
