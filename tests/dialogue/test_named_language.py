"""A language that is none of ours is named as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.named_language import language_of, named_in

LOCKED_IN = {
    "ti": "ኣብ ገዛ ዓጽዮምኒ ኣለዉ ክወጽእ ኣይክእልን",
    "am": "ቤት ውስጥ ቆልፈውብኛል መውጣት አልችልም",
    "sw": "Wamenifungia ndani siwezi kutoka",
    "ha": "Sun kulle ni a cikin gida ba zan iya fita ba",
    "yo": "Wọ́n ti mí mọ́ inú ilé mi ò lè jáde",
    "ig": "Ha kpọchiri m n'ime ụlọ enweghị m ike ịpụ",
    "wo": "Dañu ma tëj ci biir kër gi, mënuma génn",
    "so": "Waxay igu xireen guriga mana bixi karo",
    "om": "Mana keessatti na cufan bahuu hin danda'u",
    "ln": "Bakangi ngai na ndako nakoki kobima te",
    "km": "គេចាក់សោខ្ញុំនៅក្នុងផ្ទះ",
    "lo": "ເຂົາເຈົ້າຂັງຂ້ອຍໄວ້ໃນເຮືອນ",
    "ka": "სახლში ჩამკეტეს და ვერ გამოვდივარ",
    "lt": "Mane užrakino namuose, negaliu išeiti",
}
NONE_OF_OURS: dict[str, Any] = {"language": "en", "confidence": 0.3, "substantial": False, "other": "und"}
OURS: dict[str, Any] = {"language": "es", "confidence": 0.97, "substantial": True}


@pytest.mark.parametrize("language", LOCKED_IN)
def test_a_language_is_named_as_what_it_is(language: str) -> None:
    assert language_of(LOCKED_IN[language], NONE_OF_OURS) == language


def test_what_is_surely_ours_is_not_asked_about() -> None:
    assert language_of("non puedo salir da casa, axuda por favor", OURS) == "es"


@pytest.mark.parametrize("text", ["Oksana", "12345", "ok ok", "\U0001f622", "\ufffe" * 30])
def test_of_a_few_letters_nothing_is_said(text: str) -> None:
    assert language_of(text, NONE_OF_OURS) is None


def test_what_nothing_knows_is_named_by_what_our_own_list_says() -> None:
    assert language_of("qapqap", {**NONE_OF_OURS, "other": "uz"}) == "uz"


def test_a_bare_name_in_none_is_in_no_language() -> None:
    assert language_of("Anna", {"language": "de", "confidence": 0.4, "substantial": False}) is None


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "do they speak tagalog", "tl"),
        ("en", "do you have thai", "th"),
        ("ru", "говорят там на узбекском?", "uz"),
        ("pl", "czy mówią po gruzińsku", "ka"),
        ("it", "parlano wolof?", "wo"),
        ("tr", "Kürtçe konuşuyorlar mı", "ku"),
        ("zh", "会说泰语吗", "th"),
        ("ne", "somali interpreter cha?", "so"),  # by its English name
    ],
)
def test_a_language_that_is_asked_for_is_known_by_its_name(language: str, text: str, named: str) -> None:
    assert named_in(text, (language, "en")) == named


@pytest.mark.parametrize("text", ["do they even speak my language", "is there someone", "what is the main number", "?"])
def test_other_words_name_no_language(text: str) -> None:
    assert named_in(text, ("en",)) is None
