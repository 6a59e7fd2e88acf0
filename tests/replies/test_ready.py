"""Ready sentences: short, plain, and in the contact's language or said to be English."""

from __future__ import annotations

import pytest

from bot.i18n.catalogues import Phrase, available_languages, catalogue_of
from bot.replies.budget import fits_one_text
from bot.replies.checks import words_to_avoid
from bot.replies.phrases import service
from bot.replies.phrases.ready import READY
from bot.replies.ready import english_of, ready_sentence, ready_sentences
from bot.text.gsm7 import segments
from bot.text.gsm7_folding import fold_to_gsm7
from tests.replies.words import TELLING

LONGEST_ENGLISH = 100
MOST_TEXTS = 2  # of a sentence in another script


@pytest.mark.parametrize("code", READY)
def test_a_sentence_is_one_short_text_without_number_address_or_telling_word(code: str) -> None:
    english = READY[code].source
    assert len(english) <= LONGEST_ENGLISH
    assert fits_one_text(english, "en")
    assert not any(character.isdigit() or character in "@{/" for character in english)
    assert not words_to_avoid()["en"].search(english)
    assert not TELLING.search(english)


@pytest.mark.parametrize("language", available_languages())
def test_no_sentence_is_long_on_sms_in_any_language(language: str) -> None:
    for ready in ready_sentences(language):
        assert segments(fold_to_gsm7(ready.text, ready.language)).count <= MOST_TEXTS, ready


@pytest.mark.parametrize("language", ["de", "ru", "ar", "fa", "zh", "hi"])
def test_a_sentence_is_in_the_contacts_language_and_known_again_in_english(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setitem(READY, "again", service.THANK)
    ready = ready_sentence("again", language)
    assert (ready.text, ready.language) == (catalogue_of(language).say(service.THANK), language)
    assert ready.text != service.THANK.source
    assert english_of(("DE:emergency", ready.citation)) == service.THANK.source


@pytest.mark.parametrize("language", [None, "en", "so", "ar"])
def test_what_is_not_translated_is_said_to_be_english(monkeypatch: pytest.MonkeyPatch, language: str | None) -> None:
    monkeypatch.setitem(READY, "new", Phrase("ready sentence", "Not in any catalogue."))
    ready = ready_sentence("new", language)
    assert (ready.text, ready.language) == ("Not in any catalogue.", "en")


def test_a_sentence_that_is_not_there_is_not_said() -> None:
    with pytest.raises(LookupError):
        ready_sentence("anything", "de")
    assert english_of(("ready:anything", "rights:shelter.answer")) is None
