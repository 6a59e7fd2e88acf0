"""Words of texts in every script."""

from __future__ import annotations

import re

import pytest
import regex

from bot.text.words import DATE_PART, LETTERS_APART, WORD, WORD_APART, spaced, words_of
from tests.training_texts import LANGUAGES, some_texts

HAN_APART = regex.compile(r"\p{Han}|[[\p{L}\p{N}]--\p{Han}][[\p{L}\p{M}\p{N}]--\p{Han}]*", regex.V1)
LETTERS_HAN_APART = regex.compile(r"\p{Han}|[\p{L}--\p{Han}][[\p{L}\p{M}]--\p{Han}]*", regex.V1)
NUMBERS_AND_LETTERS = regex.compile(r"\d+|\p{L}[\p{L}\p{M}]*")


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
    assert WORD.findall(text) == WORD_APART.findall(text) == words


def test_a_chinese_character_behind_a_digit_counts_by_itself_where_phrases_are_found() -> None:
    assert WORD.findall("第2号") == ["第", "2号"]
    assert spaced("第2号 ❤️!") == " 第 2 号 "


def test_digits_and_letters_of_a_date_are_parted_and_chinese_words_are_not() -> None:
    assert DATE_PART.findall("5may2025 三月") == ["5", "may", "2025", "三月"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_every_language_are_those_that_unicode_knows(language: str) -> None:
    for text in some_texts(language):
        assert WORD_APART.findall(text) == HAN_APART.findall(text)
        assert re.findall(LETTERS_APART, text) == LETTERS_HAN_APART.findall(text)
        assert DATE_PART.findall(text) == NUMBERS_AND_LETTERS.findall(text)
