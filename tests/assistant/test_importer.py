"""What of the project's files is training data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant.importer import ReadOnceImporter
from bot.settings import PROJECT_ROOT

NLU = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
"""
RULES = """version: "3.1"
nlu:
- intent: inform
  examples: |
    - /inform{"answer": "yes"}
rules:
- rule: greet
  steps:
  - intent: greet
  - action: action_listen
"""
RECORD = """topics:
- topic: greet
  rules:
  - nobody may read this as a rule
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder like data/."""
    for name, content in (("nlu/en.yml", NLU), ("stories/rules.yml", RULES), ("knowledge/rights.yml", RECORD)):
        file = tmp_path / name
        file.parent.mkdir()
        file.write_text(content, "utf-8")
    return tmp_path


def importer(*paths: Path) -> ReadOnceImporter:
    return ReadOnceImporter(str(PROJECT_ROOT / "config.yml"), str(PROJECT_ROOT / "domain.yml"), list(map(str, paths)))


def texts_of(found: ReadOnceImporter) -> list[str]:
    return [example.get("text") for example in found.get_nlu_data().training_examples]


@pytest.mark.long("Rasa's reader reads all training texts")
def test_what_is_neither_text_nor_story_is_left_alone(data: Path) -> None:
    found = importer(data)
    assert texts_of(found) == ["hello", "good morning", '/inform{"answer": "yes"}']
    assert [step.block_name for step in found.get_stories().story_steps] == ["greet"]


def test_a_folder_or_file_that_is_named_is_taken_as_it_is(data: Path) -> None:
    assert texts_of(importer(data / "nlu")) == ["hello", "good morning"]
    assert texts_of(importer(data / "stories" / "rules.yml")) == ['/inform{"answer": "yes"}']


def test_one_path_will_do_and_no_domain_is_an_empty_one(data: Path) -> None:
    found = ReadOnceImporter(training_data_paths=str(data))
    assert len(texts_of(found)) == 3
    assert found.get_domain().is_empty()


def test_the_texts_are_read_once(data: Path) -> None:
    found = importer(data)
    assert found.get_nlu_data() is found.get_nlu_data()
