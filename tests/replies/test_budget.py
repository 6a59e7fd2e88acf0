from __future__ import annotations

import pytest

from bot.replies.budget import fits_first_texts, fits_one_text
from bot.text.gsm7 import segments
from bot.text.gsm7_folding import fold_to_gsm7

TEXTS = [
    ("en", "a"),
    ("en", "’"),
    ("en", "€"),
    ("fr", "ê"),
    ("fr", "«"),
    ("de", "ß"),
    ("ru", "ж"),
    ("tr", "ı"),
    ("ar", "م"),
]


@pytest.mark.parametrize(("language", "letter"), TEXTS)
def test_what_fits_here_fits_when_the_channel_counts_it(language: str, letter: str) -> None:
    for length in (70, 71, 152, 160, 161, 201, 202, 459, 460):
        text = letter * length
        counted = segments(fold_to_gsm7(text, language)).count
        assert fits_one_text(text, language) == (counted == 1), length
        if fits_first_texts([text], language):
            assert counted <= 3, length


def test_paragraph_breaks_and_what_is_reserved_count() -> None:
    assert fits_first_texts(["a" * 229, "a" * 228], "en")
    assert not fits_first_texts(["a" * 229, "a" * 229], "en")
    assert not fits_first_texts(["a" * 229, "a" * 228], "en", reserved="x")
