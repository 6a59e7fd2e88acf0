"""Folding brings what people type to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folding import WORD, romanised, script_of, without_accents, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [("HEEEELP  me", "heelp me"), ("Ärger", "arger"), ("помогите", "pomogite"), ("ёлка", "elka"), ("ÇOCUK", "cocuk")],
)
def test_what_people_type_is_brought_to_one_form(text: str, folded: str) -> None:
    assert romanised(text) == folded


def test_accents_go_and_the_script_stays() -> None:
    assert without_accents("Ёж É") == "еж e"


@given(st.text(max_size=200))
def test_the_latin_form_is_ascii_whatever_the_text(text: str) -> None:
    assert romanised(text).isascii()


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


def test_addresses_numbers_and_emoji_are_no_words() -> None:
    assert words_of("Call 112 now 😀 https://a.example/b @anna me@example.org") == ["call", "now"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("मुझे डर है", ["मुझे", "डर", "है"]),
        ("l'Italie", ["l", "Italie"]),
        ("по-русски", ["по", "русски"]),
        ("我在中国", ["我", "在", "中", "国"]),
    ],
)
def test_vowel_signs_stay_with_their_letter_and_unspaced_characters_are_words(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words
