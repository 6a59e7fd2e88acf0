"""Fewer SMS for the same words, and never other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gsm7 import Encoding, encoding_of, segments
from bot.text.gsm7_folding import fold_to_gsm7


@pytest.mark.parametrize(
    ("text", "language", "folded"),
    [
        ("“Don’t pay” – it’s free… now", "en", "\"Don't pay\" - it's free... now"),
        ("112\u00a0or\u202f116\u2011123 • free", "en", "112 or 116-123 - free"),
        ("«Étape» à côté: où être?", "fr", '"Étape" à coté: où etre?'),
        ("Ça va, cœur", "fr", "Ça va, coeur"),
        ("¿Estás aquí? ¡Ayuda, señor!", "es", "¿Estas aqui? ¡Ayuda, señor!"),
        ("È vero: perché così è più", "it", "E' vero: perché così è più"),
        ("Straße, Übergröße – „jetzt“", "de", 'Straße, Übergröße - "jetzt"'),
        ("Não são", "pt", "Nao sao"),
        ("cafe\u0301", "en", "café"),
        ("line\r\nline\rline", "en", "line\nline\nline"),
        ("call \u2068+44 800\u2069 now", "en", "call +44 800 now"),
    ],
)
def test_signs_and_letters_become_gsm7(text: str, language: str, folded: str) -> None:
    assert fold_to_gsm7(text, language) == folded
    assert encoding_of(folded) is Encoding.GSM7


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Позвоните – “бесплатно”", "ru"),
        ("اتصل \u2068+44 800\u2069 – مجاني", "ar"),
        ("你好…", "zh"),
        ("ışık – sıkıntı", "tr"),  # ı and i make other words
        ("Sună – gratuit, în siguranță", "ro"),
        ("Zadzwoń – łaska", "pl"),
        ("été… – ok 😀", "fr"),
        ("tôi không có giấy tờ", "vi"),
    ],
)
def test_what_stays_ucs2_anyway_is_left_as_it_was_written(text: str, language: str) -> None:
    assert fold_to_gsm7(text, language) == text


def test_letters_are_kept_where_another_word_would_arise() -> None:
    assert fold_to_gsm7("fără", "ro") == "fără"
    assert fold_to_gsm7("être", "tr") == "être"
    assert fold_to_gsm7("être", "fr") == "etre"


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "it", "ru", "ar", "tr"]))
def test_folding_twice_is_folding_once_and_folded_text_is_gsm7_or_untouched(text: str, language: str) -> None:
    once = fold_to_gsm7(text, language)
    assert fold_to_gsm7(once, language) == once
    if segments(once).encoding is Encoding.UCS2:
        assert encoding_of(text) is Encoding.UCS2
