"""The topic of a text, in whatever language it was learned."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.concepts import PASSAGES
from bot.nlu.parse_keys import PEAKS, RANKING
from bot.nlu.places import NAMED
from bot.nlu.topics import TopicClassifier


@pytest.fixture(scope="module")
def classifier(training_data: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> TopicClassifier:
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    config = TopicClassifier.get_default_config()
    resource = TopicClassifier.create(config, storage, Resource("topics"), None).train(training_data)
    loaded: TopicClassifier = TopicClassifier.load(config, storage, resource, None)
    return loaded


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("boss took the passport", "documents_taken"),
        ("PASPORT zabral hozyain", "documents_taken"),
        ("kein geld, kein lohn", "unpaid_wages"),
        ("зарплату не дают", "unpaid_wages"),
        ("un chiste y una receta de pizza", "out_of_scope"),
    ],
)
def test_a_text_in_other_words_and_script_finds_its_topic(classifier: TopicClassifier, text: str, topic: str) -> None:
    message = Message.build(text)
    classifier.process([message])
    assert message.get("intent")["name"] == topic


def test_the_ranking_is_rasas_likeliest_first_and_a_payload_has_none(classifier: TopicClassifier) -> None:
    message, payload = Message.build("no salary"), Message.build("/menu")
    classifier.process([message, payload])
    sure = [topic["confidence"] for topic in message.get(RANKING)]
    assert sure == sorted(sure, reverse=True)
    assert sum(sure) == pytest.approx(1.0, abs=1e-4)
    assert message.get("intent") == message.get(RANKING)[0]
    assert payload.get("intent") is None


def test_nothing_is_learned_from_a_payload(training_data: TrainingData, tmp_path: Path) -> None:
    payload = Message.build('/inform{"answer": "yes"}', "inform")
    storage, config = LocalModelStorage(tmp_path), TopicClassifier.get_default_config()
    examples = TrainingData([*training_data.training_examples, payload])
    resource = TopicClassifier.create(config, storage, Resource("topics"), None).train(examples)
    message = Message.build('inform answer "yes"')
    TopicClassifier.load(config, storage, resource, None).process([message])
    assert {topic["name"] for topic in message.get(RANKING)} == {
        example.get("intent") for example in training_data.intent_examples
    }


def test_a_text_that_is_nothing_but_a_name_is_a_change_to_it(classifier: TopicClassifier) -> None:
    bare, more = Message.build("Deutsch!"), Message.build("no Deutsch my boss took my passport")
    bare.set(NAMED, [["language", 0, 7]])
    more.set(NAMED, [["language", 3, 10]])
    classifier.process([bare, more])
    assert bare.get("intent") == {"name": "change_language", "confidence": 1.0}
    assert more.get("intent")["name"] == "documents_taken"


def test_of_several_sentences_each_topic_has_its_likeliest(classifier: TopicClassifier) -> None:
    one, several = Message.build("boss took the passport"), Message.build("a joke and pizza. boss took the passport")
    several.set(PASSAGES, [("a joke and pizza.", []), ("boss took the passport", [])])
    classifier.process([one, several])
    assert one.get(PEAKS) == {}
    alone = next(topic["confidence"] for topic in one.get(RANKING) if topic["name"] == "documents_taken")
    assert several.get(PEAKS)["documents_taken"] == pytest.approx(alone)
    assert several.get(PEAKS)["out_of_scope"] > several.get(PEAKS)["unpaid_wages"]
