"""Countries and languages are found as people write them, and everyday words are left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import LANGUAGES_OF_EXAMPLE
from bot.nlu.mentions import TOWN
from bot.nlu.places import NAMED, PlaceExtractor
from bot.settings import PROJECT_ROOT
from tests.nlu.extraction import places_of
from tests.training_texts import trained_on

LANGUAGES = ("de", "en", "es", "fr", "it", "ru")
OSCE_STATES = sorted(file.stem.upper() for file in (PROJECT_ROOT / "data/knowledge/countries").glob("*.yml"))
PLACES = places_of(*LANGUAGES)
IN_LATIN_LETTERS = places_of("ar", "bg", "ne", "ru", "uk", "ur")


def named(text: str, language: str | None, entity: str = "country") -> list[str]:
    return [name.value for name in PLACES.find(text, language) if name.entity == entity]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", OSCE_STATES)
def test_every_osce_state_is_found_by_its_name_in_every_language(language: str, country: str) -> None:
    name = Locale(language).territories[country]
    assert named(name, language) == [country]
    assert named(name.lower(), language) == [country]


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("ich bin in osterreich", "de", "AT"),
        ("я сейчас в Германии", "ru", "DE"),
        ("живу в польше", "ru", "PL"),
        ("ya v anglii", "ru", "GB"),
        ("zovut v italiyu", "ru", "IT"),
        ("на Украине", "ru", "UA"),
        ("я в США", "ru", "US"),
        ("i live in the uk", "en", "GB"),
        ("i live in the UK", "en", "GB"),
        ("england", "en", "GB"),
        ("we are in Northern Ireland now", "en", "GB"),
        ("je suis aux pays-bas", "fr", "NL"),
        ("je suis en Allemagne", "fr", "DE"),
        ("sono in l'Olanda", "it", "NL"),
        ("estoy en EEUU", "es", "US"),
        ("i work in deutschland", "en", "DE"),
        ("now in Turkey", "en", "TR"),
        ("help us", "en", None),
        ("i cook turkey and chicken", "en", None),
        ("jordan hit me", "en", None),
        ("кто из того дома", "ru", None),
        ("то же самое", "ru", None),
        ("pesa 90 chili", "it", None),
        ("mi fa male", "it", None),
        ("unos chicos los usa un hombre", "es", None),
        ("Iran away from there", "en", None),
        ("i work in turkey now", "en", "TR"),
        ("a turkey sandwich", "en", None),
        ("живу в чили", "ru", "CL"),
    ],
)
def test_a_country_is_found_as_people_write_it(text: str, language: str, country: str | None) -> None:
    assert named(text, language) == ([country] if country else [])


@pytest.mark.long("reads the names of places in a language")
@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("ya rabotayu v polshe uzhe 3 mesyaca", "ru", "PL"),
        ("ya v pol'she", "ru", "PL"),
        ("v polshu", "ru", "PL"),
        ("v chehii", "ru", "CZ"),
        ("v chekhii", "ru", "CZ"),
        ("v chexii", "ru", "CZ"),
        ("v shvecii", "ru", "SE"),
        ("v kazahstane", "ru", "KZ"),
        ("v niderlandah", "ru", "NL"),
        ("germania", "ru", "DE"),
        ("v chehiji", "uk", "CZ"),
        ("u shveciyu", "uk", "SE"),
        ("v polshi", "uk", "PL"),
        ("v gyrciq", "bg", "GR"),
        ("v shvecia", "bg", "SE"),
        ("fi turkiya", "ar", "TR"),
        ("fi espania", "ar", "ES"),
        ("ma jarmani ma chu", "ne", "DE"),
        ("main jarmany mein hun", "ur", "DE"),
        ("on menya bil v subbotu", "ru", None),
        ("poslushaite menya, mne strashno", "ru", None),
        ("ya ne hochu v policiyu", "ru", None),
        ("ne moga da cheta kirilica", "bg", None),
    ],
)
def test_a_country_is_found_as_people_type_it_in_latin_letters(text: str, language: str, country: str | None) -> None:
    found = [name.value for name in IN_LATIN_LETTERS.find(text, language) if name.entity == "country"]
    assert found == ([country] if country else [])


@pytest.mark.long("reads the names of places in a language")
@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("pracuje w niemczech", "pl", "DE"),
        ("jestem na węgrzech", "pl", "HU"),
        ("em ở đức", "vi", "DE"),
        ("em dang o duc", "vi", "DE"),
        ("em muốn ở anh thôi", "vi", None),  # with you
        ("ai là người đức", "vi", None),
        ("họ nói ăn ở miễn phí", "vi", None),  # free of charge; Miến is a country
        ("estoy en reunion", "es", None),
        ("estou na georgia", "pt", "GE"),
        ("в турция съм", "bg", "TR"),
        ("ایجنٹ نے میرا پاسپورٹ چیک کرنے کے بہانے لے لیا", "ur", None),  # to check it
        ("چیک ریپبلک میں ہوں", "ur", "CZ"),
        ("पासपोर्ट चेक गर्यो", "ne", None),
        ("trabalho com madeira", "pt", None),  # wood
        ("vim catar morango", "pt", None),  # pick strawberries
        ("عندي بنين اثنين", "ar", None),  # sons
        ("hollandalı patron para vermiyor", "tr", None),  # a Dutch boss may be anywhere
    ],
)
def test_a_word_for_in_makes_an_everyday_word_a_country(text: str, language: str, country: str | None) -> None:
    found = places_of(language).find(text, language)
    assert [name.value for name in found] == ([country] if country else [])


@pytest.mark.long("reads the names of places in seven languages")
@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("русский", "ru", "ru"),
        ("по-русски", "ru", "ru"),
        ("po russki", "ru", "ru"),
        ("можно на русском", "ru", "ru"),
        ("russkiy yazyk", "ru", "ru"),
        ("auf deutsch bitte", "de", "de"),
        ("english please", "it", "en"),
        ("Español", "en", "es"),
        ("espanol", "en", "es"),
        ("in francese", "it", "fr"),
        ("parlez italien", "fr", "it"),
        ("رجع للعربية", "ar", "ar"),
        ("رجع للعربية", "fr", "ar"),
        ("ممكن بالايطالي", "ar", "it"),
        ("हिंदी में लिखो", "hi", "hi"),
        ("Rusçaya geçelim", "tr", "ru"),
        ("Russisch", "de", "ru"),
    ],
)
def test_a_language_is_found_in_any_language(text: str, language: str, value: str) -> None:
    found = places_of(*sorted({*LANGUAGES, language, value})).find(text, language)
    assert [name.value for name in found if name.entity == "language"] == [value]


def test_only_languages_that_are_offered_are_found() -> None:
    assert named("do you speak Quechua or Polish", "en", "language") == []


@pytest.mark.parametrize(
    ("text", "language", "origin"),
    [
        ("ich komme aus der Ukraine", "de", True),
        ("ich bin in der Ukraine", "de", False),
        ("i am from nigeria", "en", True),
        ("i am from the Philippines", "en", True),
        ("i work in nigeria", "en", False),
        ("я из Молдовы", "ru", True),
        ("vengo dalla romania", "it", True),
        ("soy de colombia", "es", True),
    ],
)
def test_where_somebody_comes_from_is_told_apart_from_where_they_are(text: str, language: str, origin: bool) -> None:
    assert [name.role == "origin" for name in PLACES.find(text, language)] == [origin]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_offsets_are_inside_the_text_and_in_order(text: str, language: str) -> None:
    end = 0
    for name in PLACES.find(f"{text} Deutschland {text}", language):
        assert end <= name.start < name.end
        end = name.end
    assert end <= 2 * len(text) + len(" Deutschland ")


@pytest.mark.long("looks for places in thousands of texts")
def test_few_texts_on_other_topics_name_a_country_by_accident() -> None:
    """The same word 20 times in lower case would be an everyday word that names.yml lacks."""
    seen: dict[tuple[str, str], int] = {}
    for language in LANGUAGES:
        for text in (text for intent, text in trained_on(language) if intent == "out_of_scope"):
            for name in PLACES.find(text, language):
                word = text[name.start : name.end]
                if name.entity == "country" and name.role != TOWN and word.islower():  # a guess elsewhere
                    seen[language, word] = seen.get((language, word), 0) + 1
    assert not {word: count for word, count in seen.items() if count >= 10}


def test_entities_are_rasas_and_payloads_are_left_alone(storage: Any) -> None:
    example = Message.build("ich bin in Polen", "change_country")
    example.set(LANGUAGES_OF_EXAMPLE, ["de"])
    from rasa.shared.nlu.training_data.training_data import TrainingData

    resource = PlaceExtractor.create({}, storage, Resource("places"), None).train(TrainingData([example]))
    extractor = PlaceExtractor.load({}, storage, resource, None)
    message, payload = Message.build("ich bin in Polen"), Message.build('/change_country{"country":"PL"}')
    for one in (message, payload):
        one.set("language", {"language": "de"})
    extractor.process([message, payload])
    assert message.get("entities") == [
        {
            "entity": "country",
            "value": "PL",
            "start": 11,
            "end": 16,
            "confidence_entity": 1.0,
            "extractor": "PlaceExtractor",
            "role": "here",
        }
    ]
    assert json.dumps(message.as_dict(only_output_properties=True))
    assert payload.get("entities") is None


def test_the_classifier_learns_what_training_texts_name(storage: Any) -> None:
    from rasa.shared.nlu.training_data.training_data import TrainingData

    data = TrainingData([Message.build("ich bin in Polen", "change_country")])
    data.training_examples[0].set(LANGUAGES_OF_EXAMPLE, ["de"])
    resource = PlaceExtractor.create({}, storage, Resource("places"), None).train(data)
    PlaceExtractor.load({}, storage, resource, None).process_training_data(data)
    assert data.training_examples[0].get(NAMED) == [["country", 11, 16]]
