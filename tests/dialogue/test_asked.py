"""Answers to questions of the phrasebook, in all languages: read where that is sure, and left alone where it is not."""

from __future__ import annotations

import datetime

import pytest

from bot.conversations.seen import Reading
from bot.dialogue.asked import Place, places_in, reading_of
from bot.i18n.catalogues import available_languages, catalogue_of, spellings
from bot.replies.phrasebook import rendered
from bot.replies.phrases.guides import NUMBERS
from bot.replies.phrases.service import NO, YES

TODAY = datetime.date(2026, 12, 2)
LANGUAGES = available_languages()
DIGITS = {"ar": "٢", "fa": "۲", "ur": "۲", "hi": "२", "ne": "२", "bn": "২"}


def _read(code: str, text: str, language: str, places: tuple[Place, ...] = ()) -> Reading | None:
    return reading_of(text, rendered(code, language), [language], places, TODAY)


def _values(code: str, text: str, language: str) -> tuple[str, ...] | None:
    found = _read(code, text, language)
    return found.values if found else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_read_as_a_word_and_as_a_number(language: str) -> None:
    catalogue = catalogue_of(language)
    assert _values("danger", catalogue.say(YES), language) == ("yes",)
    assert _values("danger", catalogue.say(NO).upper() + "!", language) == ("no",)
    assert _values("danger", "1", language) == ("yes",)
    assert _values("danger", DIGITS.get(language, "2"), language) == ("no",)
    assert _values("danger", "3", language) == ("unknown",)
    assert _values("danger", "4", language) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_asked_in_every_language(language: str) -> None:
    assert rendered("danger", language).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_numbered_answer_is_read_by_digit_word_and_its_own_words(language: str) -> None:
    assert _values("who_is_with_you", DIGITS.get(language, "2"), language) == ("family",)
    assert _values("who_is_with_you", f"{DIGITS.get(language, '2')}.", language) == ("family",)
    assert _values("who_is_with_you", spellings(NUMBERS[1], (language,))[0], language) == ("family",)
    own_words = rendered("who_is_with_you", language).choices[3].text
    assert _values("who_is_with_you", own_words, language) == ("workers",)
    assert _values("injured_where", "1, 3", language) == ("head", "belly")
    assert _values("injured_where", "1-3", language) is None
    assert _values("injured_where", "9", language) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_and_a_time_are_read(language: str) -> None:
    assert _values("how_many", DIGITS.get(language, "2"), language) == ("2",)
    assert _values("how_many", "12", language) == ("12",)
    assert _values("call_time", "18:30", language) == ("18:30",)


@pytest.mark.parametrize(
    ("code", "text", "language", "values"),
    [
        ("danger", "da", "ro", ("yes",)),
        ("danger", "ja", "de", ("yes",)),
        ("danger", "khong", "vi", ("no",)),
        ("who_is_with_you", "दो", "hi", ("family",)),
        ("danger", "no, he went out", "en", ("no",)),
        ("danger", "i don't know", "en", ("unknown",)),
        ("passport_who", "my boss", "en", ("boss",)),
        ("how_many", "three", "en", ("3",)),
        ("how_many", "drei", "de", ("3",)),
        ("age", "17 лет", "ru", ("17", "years")),
        ("unpaid_months", "2 years", "en", ("2", "years")),
        ("battery", "40%", "en", ("40",)),
        ("work_since", "05/2025", "de", ("2025-05-01", "2025-05-31")),
        ("hit_when", "yesterday", "en", ("2026-11-30", "2026-12-02")),
    ],
)
def test_an_answer_is_read(code: str, text: str, language: str, values: tuple[str, ...]) -> None:
    assert _values(code, text, language) == values


@pytest.mark.parametrize(
    ("code", "text", "language"),
    [
        ("danger", "ok", "en"),
        ("danger", "no me dejan salir", "es"),
        ("danger", "no pay for three months", "en"),
        ("how_many", "3 or 4", "en"),
        ("how_many", "more than 3", "en"),
        ("how_many", "3 men and 2 women", "en"),
        ("how_many", "a woman", "en"),
        ("call_time", "halb sieben", "de"),
        ("call_time", "when he sleeps", "en"),
        ("name", "Anna", "en"),
        ("who_is_with_you", "x" * 301, "en"),
        ("who_is_with_you", " ", "en"),
        ("place", "a big white house", "en"),
    ],
)
def test_what_is_not_sure_is_not_read(code: str, text: str, language: str) -> None:
    assert _read(code, text, language) is None


def test_more_words_than_the_answer_are_told() -> None:
    sure, more = _read("danger", "no", "en"), _read("danger", "no, he went out", "en")
    assert sure is not None
    assert more is not None
    assert (sure.is_all, more.is_all) == (True, False)


def test_english_is_read_from_whoever_mixes_it_in() -> None:
    assert _values("danger", "yes", "vi") == ("yes",)


def test_a_place_is_the_city_with_its_country() -> None:
    parse = {
        "text": "в Гамбурге",
        "entities": [{"entity": "country", "value": "DE", "role": "city", "start": 2, "end": 10}],
    }
    (place,) = places_in(parse)
    assert (place.name, place.country) == ("Hamburg", "DE")
    found = _read("place", "в Гамбурге", "ru", (place,))
    assert found is not None
    assert found.values == ("Hamburg", "DE")


def test_two_places_are_no_answer_and_a_city_with_its_country_is_one() -> None:
    city, country = Place("Hamburg", "DE", 0, 7), Place(None, "DE", 9, 16)
    found = _read("place", "Hamburg, Germany", "en", (city, country))
    assert found is not None
    assert found.values == ("Hamburg", "DE")
    assert _read("place", "Hamburg or Berlin", "en", (city, Place("Berlin", "DE", 11, 17))) is None
    assert _read("country", "not France, Italy", "en", (Place(None, "FR", 4, 10), Place(None, "IT", 12, 17))) is None
