"""Folding brings what people type to one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folding import comparable, romanised, without_accents
from tests.training_texts import LANGUAGES, some_texts


@pytest.mark.parametrize(
    ("text", "folded"),
    [("HEEEELP  me", "heelp me"), ("Ärger", "arger"), ("помогите", "pomogite"), ("ёлка", "elka"), ("ÇOCUK", "cocuk")],
)
def test_what_people_type_is_brought_to_one_form(text: str, folded: str) -> None:
    assert romanised(text) == folded


def test_accents_go_and_the_script_stays() -> None:
    assert without_accents("Ёж É") == "еж e"


@pytest.mark.parametrize("language", LANGUAGES)
def test_folding_letter_by_letter_is_folding_the_whole(language: str) -> None:
    for text in some_texts(language):
        parts = unicodedata.normalize("NFKD", text.casefold())
        assert without_accents(text) == "".join(part for part in parts if not unicodedata.combining(part))


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        (" ARRÊT! ", "arret"),
        ("«I don’t   know…»", "i dont know"),
        ("\u200eстоп\n", "стоп"),
        ("نمی\u200cدانم", "نمی\u200cدانم"),
        ("no\u00a0more´", "no more"),
    ],
)
def test_texts_are_compared_without_what_people_leave_out_or_add(text: str, compared: str) -> None:
    assert comparable(text) == compared


@given(st.text(max_size=200))
def test_the_latin_form_is_ascii_whatever_the_text(text: str) -> None:
    assert romanised(text).isascii()
