"""What a text itself tells of its language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.language_evidence import LanguageEvidence, LanguageFeatures
from tests.nlu.conftest import SMALL

PAIRS = [(language, text) for language, topics in SMALL.items() for texts in topics.values() for text in texts]


@pytest.fixture(scope="module")
def evidence() -> LanguageEvidence:
    """Learned from the small world; in a fixture, or whoever collects the tests would learn."""
    return LanguageEvidence.train(PAIRS)


@pytest.mark.long("learns languages, then reads a hundred texts")
@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=120))
def test_the_shares_of_all_languages_sum_to_one(evidence: LanguageEvidence, text: str) -> None:
    found = evidence.of(text)
    if found is not None:
        assert sum(found.values()) == pytest.approx(1.0, abs=1e-4)
        assert set(found) == set(SMALL)


@pytest.mark.long("learns languages")
def test_a_text_alone_has_the_row_that_it_had_among_those_learned_from() -> None:
    texts = ["where is my passport", "паспорт паспорт", "", "1234 😀", "护照在哪里", "boss " * 50]
    features = LanguageFeatures()
    for together, text in zip(features.fit(texts), texts, strict=True):
        alone = features.row(text)
        assert np.array_equal(alone.indices, together.indices)
        assert np.allclose(alone.data, together.data, atol=1e-6)


def test_a_script_that_no_language_here_uses_tells_nothing(evidence: LanguageEvidence) -> None:
    assert evidence.of("สวัสดีครับ") is None
    assert evidence.of("1234 😀") is None


def test_what_was_saved_tells_the_same(evidence: LanguageEvidence, tmp_path: Path) -> None:
    evidence.save(tmp_path)
    loaded = LanguageEvidence.load(tmp_path)
    for text in ("where is my passport", "гдe паспорт", "pasport zabral"):
        assert loaded.of(text) == pytest.approx(evidence.of(text), abs=1e-5)
        for language in SMALL:
            assert loaded.words_known(text, language) == evidence.words_known(text, language)


def test_a_word_is_known_from_two_texts_on_in_whatever_number_and_case() -> None:
    evidence = LanguageEvidence.train([("en", "my boss lied"), ("en", "Boss, you lied"), ("ru", "паспорт")])
    assert evidence.words_known("the BOSS lied to my boss", "en") == 2
    assert evidence.words_known("my", "en") == 0
    assert evidence.words_known("паспорт", "ru") == 0
    assert evidence.words_known("boss", "fr") == 0


@pytest.mark.long("learns languages")
@pytest.mark.parametrize("languages", [("en",), ("en", "ru"), ("de", "en")])
def test_one_language_or_two_are_enough(languages: tuple[str, ...]) -> None:
    evidence = LanguageEvidence.train(pair for pair in PAIRS if pair[0] in languages)
    found = evidence.of("he keeps my papers and the money")
    assert found is not None
    assert max(found, key=lambda code: found[code]) == "en"


@pytest.mark.long("learns languages")
def test_a_language_in_a_script_of_its_own_needs_few_texts() -> None:
    burmese = [("my", text) for text in ("သူဌေး ပတ်စပို့ ယူထားတယ်", "လစာ မပေးဘူး", "ကူညီပါ")]
    found = LanguageEvidence.train([*PAIRS, *burmese]).of("ပတ်စပို့ မပေးဘူး")
    assert found is not None
    assert found["my"] > 0.9
