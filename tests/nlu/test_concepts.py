"""Concepts, found in any of the forms that a language has for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.concepts import PASSAGES, ConceptFinder, Lexicon, read_lexicons
from bot.nlu.language import LANGUAGE
from bot.nlu.parse_keys import CONCEPTS
from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data/lexicons/concepts"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yml"))


@pytest.mark.parametrize(
    ("entries", "text", "concepts"),
    [
        ({"passport": ["paszport"]}, "zabrał mi PASZPORTY", ["passport"]),
        ({"passport": ["=pass"]}, "passt schon, der Pass ist weg", ["passport"]),
        ({"passport": ["=pass"]}, "passt schon", []),
        ({"deport": ["send back"]}, "they will send backwards", ["deport"]),
        ({"deport": ["=send back"]}, "they will send backwards", []),
        ({"deport": ["send back"]}, "sending back, send it back", []),
        ({"boss": ["хозяин"], "passport": ["pasport"]}, "хозяина нет, паспорт забрал", ["boss", "passport"]),
        ({"passport": ["护照"]}, "老板拿走了我的护照", ["passport"]),
        ({"house": ["بيت"], "attached": ["ال", "وال"]}, "والبيت", ["house"]),
    ],
)
def test_a_stem_finds_what_it_is_meant_to_find(entries: dict[str, list[str]], text: str, concepts: list[str]) -> None:
    assert Lexicon(entries).concepts_of(text) == concepts


def test_the_lexicons_stay_with_the_model_and_english_is_mixed_in(tmp_path: Path) -> None:
    lexicons = tmp_path / "lexicons"
    lexicons.mkdir()
    (lexicons / "de.yml").write_text("boss: [chef]\n")
    (lexicons / "en.yml").write_text("passport: [passport]\n")
    (tmp_path / "model").mkdir()
    storage, resource = LocalModelStorage(tmp_path / "model"), Resource("concepts")
    config = {**ConceptFinder.get_default_config(), "folder": str(lexicons)}
    ConceptFinder.create(config, storage, resource, None).train(TrainingData())
    (lexicons / "de.yml").write_text("boss: [anderes]\n")
    message, several = Message.build("mein chef hat passport"), Message.build("Nur der Chef. Er hat den passport!")
    for each in (message, several):
        each.set(LANGUAGE, {"language": "de"})
    ConceptFinder.load(config, storage, resource, None).process([message, several])
    assert message.get(CONCEPTS) == several.get(CONCEPTS) == ["boss", "passport"]
    assert message.get(PASSAGES) is None
    assert several.get(PASSAGES) == [("Nur der Chef.", ["boss"]), ("Er hat den passport!", ["passport"])]
    assert ConceptFinder.fingerprint_addon(config) != ConceptFinder.fingerprint_addon(
        {**config, "folder": str(tmp_path)}
    )


@pytest.fixture(scope="module")
def lexicons() -> dict[str, Lexicon]:
    """Those of all languages."""
    return read_lexicons(FOLDER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_name_the_same_concepts(language: str, lexicons: dict[str, Lexicon]) -> None:
    concepts = {name for name, stems in lexicons[language].entries.items() if stems} - {"attached"}
    assert concepts == {name for name in lexicons["en"].entries if name != "attached"}
