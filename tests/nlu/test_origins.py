"""Where somebody comes from, goes back to or is sent to never moves where they are; a city they are in does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.language_and_country import decide_country
from bot.nlu.places import PlaceExtractor
from bot.settings import PROJECT_ROOT
from tests.nlu.extraction import ALL_LANGUAGES, places_of

TEXTS: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT_ROOT / "tests/nlu/origins.yml").read_text("utf-8"))
CASES = [
    (language, str(said["phone"]), country, text)
    for language, said in TEXTS.items()
    for country, text in [*((str(said["phone"]), text) for text in said["elsewhere"]), *said["here"]]
]


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> PlaceExtractor:
    """With the names of all languages."""
    folder: Path = tmp_path_factory.mktemp("model")
    return PlaceExtractor({}, LocalModelStorage(folder), Resource("places"), places_of(*ALL_LANGUAGES))


def entities_of(extractor: PlaceExtractor, text: str, language: str) -> list[dict[str, Any]]:
    message = Message.build(text)
    message.set("language", {"language": language, "substantial": True})
    extractor.process([message])
    found: list[dict[str, Any]] = message.get("entities")
    return found


def test_every_language_has_such_texts() -> None:
    assert sorted(TEXTS) == sorted(ALL_LANGUAGES)
    assert {
        language for language, said in TEXTS.items() if len(said["elsewhere"]) < 8 or len(said["here"]) < 4
    } == set()


@pytest.mark.parametrize(("language", "phone", "country", "text"), CASES)
def test_where_somebody_is_follows_from_what_they_say(
    extractor: PlaceExtractor, language: str, phone: str, country: str, text: str
) -> None:
    entities = entities_of(extractor, text, language)
    assert decide_country(None, False, entities, "legal_aid", phone)[0] == country, entities
    assert decide_country(phone, False, entities, "legal_aid", phone)[0] == country, entities


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "i am in italy passport with the boss", "IT"),
        ("de", "bin in Rumänien Pass weg", "RO"),
        ("en", "i am back in albania", "AL"),
        ("vi", "Tôi đã về Việt Nam", "VN"),
        ("hi", "italy ka number chahiye", "IT"),
        ("tr", "almanyada pasaport aldılar", "DE"),
        ("pt", "agora estou perto de bordeaux", "FR"),
    ],
)
def test_a_passport_taken_there_or_who_has_come_back_is_no_origin(
    extractor: PlaceExtractor, language: str, text: str, country: str
) -> None:
    assert decide_country(None, False, entities_of(extractor, text, language), "legal_aid", "GB")[0] == country
