"""What of a text is read, and that nothing a person types is left out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.bounded import CHARACTERS_OF_A_WORD, MOST_LETTERS, MOST_WORDS, bounded
from bot.text.words import NO_SPACES, WORD
from tests.training_texts import LANGUAGES, some_texts

LONGEST_AT_A_CHANNEL = 4096


def weight_of(text: str) -> int:
    words = [word.group() for word in WORD.finditer(text)]
    return sum(1 if NO_SPACES.match(word) else CHARACTERS_OF_A_WORD for word in words)


def letters_of(text: str) -> int:
    return sum(max(1, len(unicodedata.normalize("NFKC", letter))) for letter in text)


@given(st.text(max_size=40), st.integers(1, 400))
def test_whatever_is_typed_what_is_read_has_a_limit_and_is_its_beginning(part: str, times: int) -> None:
    text = part * times
    read = bounded(text)
    assert text.startswith(read)
    assert letters_of(read) <= MOST_LETTERS
    assert weight_of(read) <= MOST_WORDS * CHARACTERS_OF_A_WORD


@pytest.mark.parametrize(("letter", "unfolds_to"), [("\ufdfa", 18), ("\u3300", 4), ("\ufb01", 2)])
def test_a_letter_counts_as_what_it_unfolds_to(letter: str, unfolds_to: int) -> None:
    assert len(bounded(letter * LONGEST_AT_A_CHANNEL)) == MOST_LETTERS // unfolds_to


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_text_that_a_person_sends_is_read_whole(language: str) -> None:
    long = " ".join(some_texts(language))[:LONGEST_AT_A_CHANNEL]
    assert bounded(long) == long
