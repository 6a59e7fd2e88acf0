"""A text as numbers: the same for the same words in whatever script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.hashing import HASHES
from bot.nlu.topic_features import CONCEPTS, PAIRS, STEMS, WORDS, Names, Seen, TopicFeatures
from tests.nlu.conftest import rows_of

TEXTS = [
    "хозяин забрал паспорт, где паспорт",
    "he keeps my papers",
    "ich bin in Polen",
    "j'ai faim",
    "他拿走护照",
    "她拿走护照",
]


def seen(text: str, named: Names = (), concepts: Sequence[str] = ()) -> Seen:
    return text, named, concepts


@pytest.fixture
def features() -> TopicFeatures:
    trained = TopicFeatures()
    trained.fit([seen(text, [["country", 0, 5]] if "Polen" in text else (), ["boss", "passport"]) for text in TEXTS])
    return trained


def test_every_script_has_the_same_features_as_its_latin_form(features: TopicFeatures) -> None:
    native, latin, accents = rows_of(features, [seen("где паспорт"), seen("gde pasport"), seen("GDÉ  PÁSPORT")])
    assert (native != latin).nnz == 0
    assert (native != accents).nnz == 0


def test_chinese_characters_are_words_that_differ_though_they_sound_alike(features: TopicFeatures) -> None:
    he, she, pinyin = rows_of(features, [seen("他拿走护照"), seen("她拿走护照"), seen("ta na zou hu zhao")])
    assert (he != she).nnz > 0
    words, stems, pairs = (features.start_of(kind) for kind in (WORDS, STEMS, PAIRS))
    assert he[:, words:stems].nnz == 9  # five characters and the four pairs of neighbours
    assert (he[:, stems:pairs] != pinyin[:, stems:pairs]).nnz == 0


def test_what_a_text_names_is_a_feature_of_its_own(features: TopicFeatures) -> None:
    plain, named = rows_of(
        features, [seen("in Polen bin ich gerade"), seen("in Polen bin ich gerade", [["country", 3, 8]])]
    )
    assert (plain != named).nnz > 0
    only, little = rows_of(
        features, [seen("Polen", [["country", 0, 5]]), seen("Polen ist ein Land im Osten", [["country", 0, 5]])]
    )
    assert only.nnz > 0
    assert little.nnz > 0


def test_what_was_saved_gives_the_same_rows(features: TopicFeatures, tmp_path: Path) -> None:
    features.save(tmp_path / "features.npz")
    texts = [seen(text, (), ["passport", "boss"]) for text in TEXTS]
    again = rows_of(TopicFeatures.load(tmp_path / "features.npz"), texts)
    assert np.allclose(again.toarray(), rows_of(features, texts).toarray(), atol=1e-6)


@pytest.mark.long("learns features")
def test_a_text_alone_has_the_row_that_it_had_among_those_learned_from() -> None:
    alike = [*TEXTS, "", "ok", "😀 12", "papers papers papers " * 20, "ничего не платит no money 没有钱" * 9]
    texts = [seen(text, (), ["passport", "boss"]) for text in alike] + [seen("Polen", [["country", 0, 5]])]
    features = TopicFeatures()
    for together, text in zip(features.fit(texts), texts, strict=True):
        alone = features.row(text)
        assert np.array_equal(alone.indices, together.indices)
        assert np.allclose(alone.data, together.data, atol=1e-6)


def test_a_text_without_letters_has_a_row_too(features: TopicFeatures) -> None:
    assert rows_of(features, [seen(""), seen("😀"), seen("12")]).shape[0] == 3
    assert len(features.row(seen("")).indices) == 0
    assert TopicFeatures().fit([seen(""), seen(" ")]).nnz == 0


@pytest.mark.long("learns features")
def test_there_is_a_column_for_each_feature_of_the_texts_learned_from_and_for_no_other() -> None:
    words = ["".join(letters) for letters in permutations("bcdfgklm", 5)]
    texts = [f"{one} {other}" for one, other in zip(words[::2], words[1::2], strict=True)]
    features = TopicFeatures()
    rows = features.fit([seen(text) for text in texts])
    columns = features.start_of(STEMS) - features.start_of(WORDS)
    different = len(words) + len(texts)
    assert different * (1 - different / HASHES) <= columns <= different  # hardly two share a hash
    assert np.array_equal(np.unique(rows.indices), np.arange(rows.shape[1]))


def test_what_no_text_learned_from_has_makes_the_rest_count_less(features: TopicFeatures) -> None:
    known, with_new = rows_of(features, [seen("he keeps my papers"), seen("he keeps my papers xylophone quietly")])
    assert set(known.indices) <= set(with_new.indices)
    assert with_new.data.sum() < known.data.sum()


def test_the_same_concepts_are_the_same_features_in_every_language(features: TopicFeatures) -> None:
    russian, german = rows_of(features, [seen("", (), ["boss", "passport"]), seen("", (), ["passport", "boss"])])
    assert russian.nnz == 3  # two concepts and the pair
    assert russian.indices.min() >= features.start_of(CONCEPTS)
    assert (russian != german).nnz == 0
