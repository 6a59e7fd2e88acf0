"""Yes and no among other words."""

from __future__ import annotations

import pytest

from bot.dialogue.yes_no import Said, names_no, said_in, yes_or_no_alone
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.replies.phrases.service import NO, YES
from bot.replies.questions import NO_ANSWER, SKIPPED, YES_ANSWER


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize(("word", "answer"), [(YES, YES_ANSWER), (NO, NO_ANSWER)])
def test_in_every_language_a_text_that_begins_with_yes_or_no_says_it(language: str, word: object, answer: str) -> None:
    said = catalogue_of(language).say(word)  # type: ignore[arg-type]
    for text in (f"{said} xyz 7", f"{said}, xyz 7", f"{said}... xyz 7"):
        found = said_in(text, language)
        assert found is not None
        assert found.answer == answer
    assert yes_or_no_alone(f"{said}!", language) == answer


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("yeeees i did", "en", YES_ANSWER),
        ("siiim", "pt", YES_ANSWER),
        ("no, he did not", "en", NO_ANSWER),
        ("no\nhe did not", "en", NO_ANSWER),
        ("i don't know if that counts", "en", SKIPPED),
        ("no sé si eso cuenta", "es", SKIPPED),
        ("next week he beats me", "en", None),
        ("polizia no", "it", NO_ANSWER),
        ("foi sim, aqui mesmo", "pt", YES_ANSWER),
        ("he said he would pay when I say yes", "en", None),
        ("bahar jane dete nahi", "hi", None),
        ("jo", "sq", NO_ANSWER),
        ("jo", "pl", None),
        ("", "en", None),
        ("...", "en", None),
    ],
)
def test_what_a_text_says(text: str, language: str, answer: str | None) -> None:
    found = said_in(text, language)
    assert (found.answer if found else None) == answer


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [
        ("no me dejan salir", "es", False),
        ("no, me dejan salir", "es", True),
        ("no", "es", True),
        ("no pay", "en", False),
        ("no they pay me", "en", True),
        ("no mi lasciano uscire", "it", True),  # "not" is another word there
        ("sí me dejan", "es", True),
    ],
)
def test_a_no_before_other_words_may_be_part_of_them(text: str, language: str, sure: bool) -> None:
    found = said_in(text, language)
    assert isinstance(found, Said)
    assert found.is_sure(language) is sure


def test_a_no_among_other_words_is_seen() -> None:
    assert names_no("yes, no, wait", "en")
    assert not names_no("yes, nothing more", "en")
