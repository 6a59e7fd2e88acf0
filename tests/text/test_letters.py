"""Scripts of texts and languages."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.text.letters import is_latin, script_of, scripts_in


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latn"),
        ("привет Anna, как дела", "Cyrl"),
        ("مرحبا", "Arab"),
        ("मुझे मदद", "Deva"),
        ("我被锁", "Hani"),
        ("12 😀 ?", None),
        ("https://example.org", None),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_letters_are_counted_by_script_outside_addresses() -> None:
    assert scripts_in("Anna, где ты? www.example.org") == Counter({"Cyrl": 5, "Latn": 4})


@pytest.mark.parametrize(
    ("language", "latin"), [("en", True), ("vi", True), ("ru", False), ("zh", False), ("qqq", True)]
)
def test_a_language_is_latin_by_its_own_name(language: str, latin: bool) -> None:
    assert is_latin(language) is latin
