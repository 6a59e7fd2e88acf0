"""A small world: four languages, four topics, enough texts to learn from in a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.evaluation import Parse, load_parser
from bot.nlu.hashing import FeatureSpace
from bot.nlu.language import LanguageIdentifier
from bot.nlu.texts import read_texts

SMALL = {
    "en": {
        "documents_taken": ["my boss took my passport", "he keeps my papers", "they have our papers", "passport gone"],
        "unpaid_wages": ["he does not pay me", "no salary for two months", "where is my money", "they pay less"],
        "change_language": ["english please", "can we speak english", "in english", "english"],
        "out_of_scope": ["what is the weather today", "who won the match", "tell me a joke", "pizza recipe"],
    },
    "de": {
        "documents_taken": ["chef hat meinen pass", "er behält meine papiere", "pass weg", "sie haben unsere ausweise"],
        "unpaid_wages": ["er zahlt mir nichts", "kein lohn seit zwei monaten", "wo ist mein geld", "zu wenig lohn"],
        "change_language": ["auf deutsch bitte", "können wir deutsch reden", "deutsch", "bitte deutsch"],
        "out_of_scope": ["wie wird das wetter heute", "wer hat gewonnen", "erzähl einen witz", "rezept pizza"],
    },
    "ru": {
        "documents_taken": ["хозяин забрал мой паспорт", "у него мои документы", "pasport zabral", "dokumenty u nego"],
        "unpaid_wages": ["мне не платят", "нет зарплаты два месяца", "zarplatu ne dayut", "gde moi dengi"],
        "change_language": ["русский", "можно на русском", "po russki", "по-русски пожалуйста"],
        "out_of_scope": ["какая сегодня погода", "кто выиграл матч", "rasskazhi anekdot", "рецепт пиццы"],
    },
    "es": {
        "documents_taken": ["el jefe tiene mi pasaporte", "no me da mis papeles", "quitaron papeles", "sin pasaporte"],
        "unpaid_wages": ["no me paga", "sin sueldo dos meses", "dónde está mi dinero", "me pagan menos"],
        "change_language": ["en español por favor", "podemos hablar español", "español", "habla español"],
        "out_of_scope": ["qué tiempo hace hoy", "quién ganó el partido", "cuéntame un chiste", "receta de pizza"],
    },
}  # fmt: skip
COLUMNS = 100_000  # more than the features learned from so few texts


def rows_of(features: FeatureSpace[Any], texts: Sequence[Any]) -> csr_matrix:
    """What `features.row` gives for each text, as a matrix."""
    rows = [features.row(text) for text in texts]
    starts = np.cumsum([0, *(len(row.indices) for row in rows)])
    data, indices = (np.concatenate(parts) for parts in zip(*((row.data, row.indices) for row in rows), strict=True))
    return csr_matrix((data, indices, starts), shape=(len(rows), COLUMNS))


@pytest.fixture(scope="session")
def nlu_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world as NLU files."""
    folder = tmp_path_factory.mktemp("nlu")
    for language, topics in SMALL.items():
        blocks = [
            f"- intent: {topic}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
            for topic, texts in topics.items()
        ]
        (folder / f"{language}.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks), "utf-8")
    return folder


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    """Where a component keeps what it learned."""
    (tmp_path / "model").mkdir()
    return LocalModelStorage(tmp_path / "model")


@pytest.fixture(scope="session")
def training_data(nlu_folder: Path) -> TrainingData:
    """The small world as Rasa hands it to the first component."""
    return TrainingData([Message.build(text.text, text.intent) for text in read_texts(nlu_folder)])


@pytest.fixture(scope="session")
def identifier(
    nlu_folder: Path, training_data: TrainingData, tmp_path_factory: pytest.TempPathFactory
) -> LanguageIdentifier:
    """A LanguageIdentifier trained on the small world, and loaded again."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    config: dict[str, Any] = {**LanguageIdentifier.get_default_config(), "folder": str(nlu_folder)}
    node = Resource("language")
    LanguageIdentifier(config, storage, node).train(training_data)
    loaded: LanguageIdentifier = LanguageIdentifier.load(config, storage, node, None)
    return loaded


@pytest.fixture(scope="session")
def parse(model: Path) -> Parse:
    """The project's own trained model."""
    return load_parser(model)
