"""Few words, letter for letter as in training texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.sayings import Sayings

SAYINGS = Sayings.of(
    [
        ("sí", "affirm"),
        ("si", "affirm"),
        ("người", "talk_to_human"),
        ("là", "goodbye"),
        ("la", "deny"),
        ("ne", "deny"),
        ("ne", "affirm"),
        ("谢谢", "thank"),
        ("a person please", "talk_to_human"),
        ("he has taken my passport", "documents_taken"),
        ("no", "deny"),
        ("legal?", "am_i_trafficked"),
        ("لا", "deny"),
        ("12 34", "out_of_scope"),
    ]
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("sí", "affirm"),
        ("SÍ.", "affirm"),
        (" ¡sí! 👍", "affirm"),
        ("谢谢。", "thank"),
        ("A person, please", "talk_to_human"),
        ("No!!", "deny"),
        ("sì", "affirm"),
        ("nguoi", "talk_to_human"),
        ("la", "deny"),
        ("Là", "goodbye"),
    ],
)
def test_case_and_punctuation_do_not_matter(text: str, topic: str) -> None:
    assert SAYINGS.topic_of(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "ne",
        "né",
        "lá",
        "no?",
        "legal",
        "legal?",
        "no no",
        "he has taken my passport",
        "person",
        "",
        "12 34",
        "no 1",
        "👍",
    ],
)
def test_nothing_else_is_taken_for_a_saying(text: str) -> None:
    assert SAYINGS.topic_of(text) is None


def test_what_was_saved_says_the_same(tmp_path: Path) -> None:
    SAYINGS.save(tmp_path / "sayings.json")
    loaded = Sayings.load(tmp_path / "sayings.json")
    assert [loaded.topic_of(text) for text in ("sí", "谢谢", "ne")] == ["affirm", "thank", None]
