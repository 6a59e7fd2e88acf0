"""A text's language is the name of its file."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.formats import RasaYAMLReader

from bot.nlu.texts import TrainingText, content_hash, folder_of, forget_texts, nlu_files, read_messages, read_texts
from bot.settings import PROJECT_ROOT
from tests.training_texts import trained_on


@pytest.mark.long("starts the processes that read")
def test_a_texts_language_is_the_name_of_its_file(nlu_folder: Path) -> None:
    texts = read_texts(nlu_folder)
    assert TrainingText("de", "documents_taken", "pass weg") in texts
    assert {text.language for text in texts} == {"de", "en", "es", "ru"}


@pytest.mark.long("Rasa's reader reads a language")
def test_the_quick_reader_of_the_tests_reads_what_rasa_reads() -> None:
    (english,) = read_messages([PROJECT_ROOT / "data/nlu/en.yml"])
    assert trained_on("en") == tuple((each.get("intent"), each.get("text")) for each in english if each.get("intent"))


@pytest.mark.slow  # Rasa's schema goes over every text of a language
@pytest.mark.parametrize("file", nlu_files(PROJECT_ROOT / "data/nlu"), ids=lambda file: file.stem)
def test_every_file_is_as_rasas_schema_wants_it(file: Path) -> None:
    RasaYAMLReader().validate(file.read_text("utf-8"))


def test_the_hash_changes_with_any_text(nlu_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "nlu"
    shutil.copytree(nlu_folder, copy)
    assert content_hash(copy) == content_hash(nlu_folder)
    file = copy / "en.yml"
    file.write_text(file.read_text("utf-8").replace("pizza", "pasta"), "utf-8")
    assert content_hash(copy) != content_hash(nlu_folder)


def test_the_folder_is_found_from_anywhere(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    assert folder_of("data/nlu") == PROJECT_ROOT / "data/nlu"


def test_files_are_read_again_only_when_they_changed(nlu_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "nlu"
    shutil.copytree(nlu_folder, copy)
    files = sorted(copy.glob("*.yml"))
    first = read_messages(files)
    assert [len(examples) for examples in first] == [
        sum(text.language == file.stem for text in read_texts(copy)) for file in files
    ]
    assert read_messages(files) is first
    english = copy / "en.yml"
    english.write_text(english.read_text("utf-8").replace("pizza", "pasta"), "utf-8")
    assert read_messages(files) is not first
    assert any("pasta" in text.text for text in read_texts(copy))


def test_texts_that_no_training_wants_any_more_are_let_go(nlu_folder: Path) -> None:
    files = nlu_files(nlu_folder)
    (first, *_), *_ = read_messages(files)
    held = weakref.ref(first)
    del first
    assert held() is not None
    forget_texts()
    gc.collect()
    assert held() is None
