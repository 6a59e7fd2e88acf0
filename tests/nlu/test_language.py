"""The language of a text: evidence and priors; what is no evidence changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.language import LANGUAGE, LANGUAGES_OF_EXAMPLE, LanguageIdentifier


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("he took all our passports and the money", "en", "Latn"),
        ("der chef gibt mir kein geld und keinen pass", "de", "Latn"),
        ("el jefe no me paga mi dinero", "es", "Latn"),
        ("где мой паспорт и документы", "ru", "Cyrl"),
        ("zarplatu ne dayut i pasport zabral", "ru", "Latn"),
    ],
)
def test_a_text_tells_its_language_in_either_script(
    identifier: LanguageIdentifier, text: str, language: str, script: str
) -> None:
    found = identifier.identify(text, {})
    assert (found["language"], found["script"]) == (language, script)
    assert found["confidence"] > 0.5


@pytest.mark.parametrize(
    "text", ["ok", "123", "😀😀", "Anna", "Anna Kowalska", "https://example.org/el/jefe", "", "...", "+49 30 1"]
)
def test_what_is_no_evidence_is_not_substantial(identifier: LanguageIdentifier, text: str) -> None:
    assert not identifier.identify(text, {"language": "ru"})["substantial"]


@pytest.mark.parametrize("text", ["123", "😀", "สวัสดี", ""])
def test_without_evidence_the_priors_decide(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.identify(text, {"language_hints": ["es"]})["language"] == "es"
    assert identifier.identify(text, {})["language"] == "en"


def test_a_word_of_two_letters_does_not_outweigh_what_is_known(identifier: LanguageIdentifier) -> None:
    known = {"language": "de", "phone_country": "DE"}
    assert identifier.identify("he", known)["language"] == "de"
    assert identifier.identify("he keeps my papers", known)["language"] == "en"


@pytest.mark.parametrize("text", ["я", "да"])
def test_a_script_that_one_language_alone_is_written_in_leaves_no_doubt(
    identifier: LanguageIdentifier, text: str
) -> None:
    assert identifier.identify(text, {"language": "de", "phone_country": "DE"})["language"] == "ru"


def test_a_sentence_is_substantial_and_outweighs_the_language_so_far(identifier: LanguageIdentifier) -> None:
    found = identifier.identify("mi jefe no me paga, no me da mi pasaporte", {"language": "de"})
    assert found["language"] == "es"
    assert found["substantial"]


def test_a_payload_is_nobodys_language(identifier: LanguageIdentifier) -> None:
    found = identifier.identify("/documents_taken", {"language_hints": ["ru"]})
    assert (found["language"], found["substantial"], found["script"]) == ("ru", False, None)


def test_the_language_is_part_of_the_parse(identifier: LanguageIdentifier) -> None:
    message = Message.build("где мой паспорт")
    identifier.process([message])
    assert message.as_dict(only_output_properties=True)[LANGUAGE]["language"] == "ru"


def test_each_training_example_is_told_its_languages(
    identifier: LanguageIdentifier, training_data: TrainingData
) -> None:
    identifier.process_training_data(training_data)
    told = {example.get("text"): example.get(LANGUAGES_OF_EXAMPLE) for example in training_data.training_examples}
    assert told["pass weg"] == ["de"]
    assert told["по-русски пожалуйста"] == ["ru"]


@pytest.mark.long("learns languages")
def test_a_new_language_is_one_file_more(nlu_folder: Path, tmp_path: Path, storage, training_data) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "nlu"
    shutil.copytree(nlu_folder, folder)
    texts = ["szef zabrał mi paszport", "nie płacą mi pensji", "gdzie są moje pieniądze", "mówię po polsku"]
    examples = "".join(f"    - {text}\n" for text in texts)
    (folder / "pl.yml").write_text(f'version: "3.1"\nnlu:\n- intent: unpaid_wages\n  examples: |\n{examples}', "utf-8")
    config = {**LanguageIdentifier.get_default_config(), "folder": str(folder)}
    resource = LanguageIdentifier.create(config, storage, identifier_node(), None).train(training_data)
    loaded = LanguageIdentifier.load(config, storage, resource, None)
    assert loaded.identify("nie dają mi pieniędzy i paszportu", {})["language"] == "pl"
    assert LanguageIdentifier.fingerprint_addon(config) != LanguageIdentifier.fingerprint_addon(
        {"folder": str(nlu_folder)}
    )


def identifier_node():  # type: ignore[no-untyped-def]
    from rasa.engine.storage.resource import Resource

    return Resource("with_polish")


class Hindustani:
    """Evidence in which nothing tells Hindi from Urdu but chance."""

    languages = ("en", "hi", "ur")

    @staticmethod
    def is_of_one_language(script: str) -> bool:
        return False

    @staticmethod
    def of(text: str) -> dict[str, float]:
        return {"en": 0.01, "hi": 0.39, "ur": 0.6}

    @staticmethod
    def words_known(text: str, language: str) -> int:
        return len(text.split())

    @staticmethod
    def other(text: str, language: str, *, is_sure: bool) -> None:
        return None

    @staticmethod
    def share_known(text: str, language: str) -> float:
        return 1.0


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({"language": "hi"}, "hi"),
        ({"language": "ur"}, "ur"),
        ({"language": "hi", "language_hints": ["ur"]}, "hi"),
        ({"language_hints": ["hi"]}, "hi"),
        ({"phone_country": "IN"}, "hi"),
        ({"phone_country": "PK"}, "ur"),
        ({"phone_country": "DE"}, "ur"),
        ({}, "ur"),
    ],
)
def test_hindi_and_urdu_in_latin_letters_are_told_apart_by_what_is_known(
    known: dict[str, object], language: str
) -> None:
    config = LanguageIdentifier.get_default_config()
    identifier = LanguageIdentifier(config, None, None, Hindustani())  # type: ignore[arg-type]
    found = identifier.identify("mera paisa malik ne rok rakha hai", known)  # type: ignore[arg-type]
    assert found["language"] == language
    assert found["substantial"]
