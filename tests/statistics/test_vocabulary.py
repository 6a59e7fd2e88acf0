"""Which words may leave a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.statistics.vocabulary import LEAST_TEXTS, vocabulary, without_names


def written(folder: Path, **topics: list[str]) -> Path:
    """A folder with English training texts."""
    lines = ['version: "3.1"', "nlu:"]
    for topic, texts in topics.items():
        lines += [f"  - intent: {topic}", "    examples: |", *(f"      - {text}" for text in texts)]
    (folder / "en.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_word_is_known_from_enough_texts_of_several_topics(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        wages=["my wages are late"] * LEAST_TEXTS + ["the wages of Amira"],
        shelter=["no room and no wages"] * LEAST_TEXTS,
        papers=["passport wages"] * LEAST_TEXTS,
        others=["passport wages"] * (LEAST_TEXTS - 1),
    )
    known = vocabulary("en", folder)
    assert "passport" in known
    assert not known & {"wages", "late", "amira", "of"}  # in every topic, in one, a name, two letters


@pytest.mark.parametrize("word", ["Amira", "«Amira", "(AMIRA", "Амира"])
def test_a_word_with_a_capital_letter_is_a_name(word: str) -> None:
    assert without_names(f"call {word} now") == "call now"


@pytest.mark.long("reads the training texts of a language")
@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_each_language_has_everyday_words_and_no_numbers(language: str) -> None:
    known = vocabulary(language)
    assert len(known) > 500
    assert not any(character.isdigit() for word in known for character in word)


def test_a_language_without_training_texts_has_none(tmp_path: Path) -> None:
    assert vocabulary("xx", tmp_path) == frozenset()
