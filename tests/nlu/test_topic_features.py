"""A text as numbers: the same for the same words in whatever script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.topic_features import COLUMNS, Names, Seen, TopicFeatures

TEXTS = ["хозяин забрал паспорт", "he keeps my papers", "ich bin in Polen", "j'ai faim"]


def seen(text: str, named: Names = (), concepts: Sequence[str] = ()) -> Seen:
    return text, named, concepts


@pytest.fixture
def features() -> TopicFeatures:
    trained = TopicFeatures()
    trained.fit([seen(text) for text in TEXTS])
    return trained


def test_every_script_has_the_same_features_as_its_latin_form(features: TopicFeatures) -> None:
    native, latin, accents = features.rows([seen("где паспорт"), seen("gde pasport"), seen("GDÉ  PÁSPORT")])
    assert (native != latin).nnz == 0
    assert (native != accents).nnz == 0


def test_chinese_characters_are_words_that_differ_though_they_sound_alike(features: TopicFeatures) -> None:
    he, she, pinyin = features.rows([seen("他拿走护照"), seen("她拿走护照"), seen("ta na zou hu zhao")])
    assert (he != she).nnz > 0
    words = slice(COLUMNS["characters"], COLUMNS["characters"] + COLUMNS["words"])
    assert he[:, words].nnz == 9  # five characters and the four pairs of neighbours
    stems = slice(words.stop, words.stop + COLUMNS["stems"])
    assert (he[:, stems] != pinyin[:, stems]).nnz == 0


def test_what_a_text_names_is_a_feature_of_its_own(features: TopicFeatures) -> None:
    plain, named = features.rows(
        [seen("in Polen bin ich gerade"), seen("in Polen bin ich gerade", [["country", 3, 8]])]
    )
    assert (plain != named).nnz > 0
    only, little = features.rows(
        [seen("Polen", [["country", 0, 5]]), seen("Polen ist ein Land im Osten", [["country", 0, 5]])]
    )
    assert only.nnz > 0
    assert little.nnz > 0


def test_what_was_saved_gives_the_same_rows(features: TopicFeatures, tmp_path: Path) -> None:
    features.save(tmp_path / "features.npz")
    texts = [seen(text, (), ["passport", "boss"]) for text in TEXTS]
    again = TopicFeatures.load(tmp_path / "features.npz").rows(texts)
    assert np.allclose(again.toarray(), features.rows(texts).toarray(), atol=1e-6)


def test_a_text_alone_has_the_row_that_it_has_among_others(features: TopicFeatures) -> None:
    alike = [*TEXTS, "", "ok", "😀 12", "papers papers papers " * 20, "ничего не платит no money 没有钱" * 9]
    texts = [seen(text, (), ["passport", "boss"]) for text in alike] + [seen("Polen", [["country", 0, 5]])]
    for together, text in zip(features.rows(texts), texts, strict=True):
        alone = features.row(text)
        assert np.array_equal(alone.indices, together.indices)
        assert np.allclose(alone.data, together.data, atol=1e-6)


def test_a_text_without_letters_has_a_row_too(features: TopicFeatures) -> None:
    assert features.rows([seen(""), seen("😀"), seen("12")]).shape == (3, sum(COLUMNS.values()))


def test_the_same_concepts_are_the_same_features_in_every_language(features: TopicFeatures) -> None:
    russian, german = features.rows([seen("", (), ["boss", "passport"]), seen("", (), ["passport", "boss"])])
    assert russian.nnz == 3  # two concepts and the pair
    assert (russian != german).nnz == 0
