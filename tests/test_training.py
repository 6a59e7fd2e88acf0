"""The model is trained when what it is made of has changed, and only then."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot import training
from bot.settings import PROJECT_ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder, and Rasa replaced by something quick: what counts here is when it is asked."""
    monkeypatch.setenv("RIGHTSLINE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where Rasa was asked to train."""
    asked: list[Path] = []

    def quick(output: Path) -> Path:
        asked.append(output)
        (output / "model.tar.gz").write_bytes(b"a model")
        return output / "model.tar.gz"

    monkeypatch.setattr(training, "_train_with_rasa", quick)
    return asked


def test_a_model_that_is_there_is_not_trained_again(folder: Path, trainings: list[Path]) -> None:
    assert training.current_model() is None
    model = training.train()
    assert model.read_bytes() == b"a model"
    assert training.current_model() == model == training.train()
    assert len(trainings) == 1
    training.train(force=True)
    assert len(trainings) == 2


def test_who_waits_is_told_how_long(folder: Path, trainings: list[Path]) -> None:
    told: list[str] = []
    training.train(say=told.append)
    training.train(say=told.append)
    assert len(told) == 1
    assert "two to three minutes" in told[0]


def test_only_the_present_model_is_kept_and_nothing_else_is_touched(folder: Path, trainings: list[Path]) -> None:
    folder.mkdir()
    (folder / "rightsline-0123456789abcdef.tar.gz").write_bytes(b"old")
    (folder / "notes.txt").write_text("mine")
    model = training.train()
    assert sorted(file.name for file in folder.iterdir() if not file.name.startswith(".")) == sorted(
        ["notes.txt", model.name]
    )


def test_two_who_train_at_once_train_once(folder: Path, trainings: list[Path]) -> None:
    both = [threading.Thread(target=training.train) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(trainings) == 1


def test_a_training_that_fails_leaves_the_model_that_was_there(
    folder: Path, trainings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = training.train()

    def fails(output: Path) -> Path:
        raise training.TrainingError("no")

    monkeypatch.setattr(training, "_train_with_rasa", fails)
    with pytest.raises(training.TrainingError):
        training.train(force=True)
    assert model.read_bytes() == b"a model"
    assert {file.name for file in folder.iterdir()} == {".lock", model.name}


@pytest.mark.parametrize(
    "changed",
    [
        *("config.yml", "domain.yml", "data/nlu/en.yml", "data/stories/rules.yml", "data/lexicons/names.yml"),
        *("bot/nlu/topics.py", "bot/text/folding.py"),
    ],
)
def test_the_hash_changes_with_everything_a_model_is_made_of(tmp_path: Path, changed: str) -> None:
    for part in ("data/nlu", "data/stories", "data/lexicons", "bot/nlu", "bot/text"):
        shutil.copytree(PROJECT_ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("config.yml", "domain.yml"):
        shutil.copy(PROJECT_ROOT / part, tmp_path / part)
    before = training.inputs_hash(tmp_path, tmp_path / "bot")
    assert before == training.inputs_hash()  # wherever the project and the program stand
    (tmp_path / changed).write_text((tmp_path / changed).read_text("utf-8") + "\n# changed\n", "utf-8")
    assert training.inputs_hash(tmp_path, tmp_path / "bot") != before


def test_silence_gives_the_logging_back() -> None:
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    with training._silence():
        logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))
        logging.getLogger().setLevel(logging.CRITICAL)
    assert (logging.getLogger().handlers, logging.getLogger().level) == (handlers, level)


def test_a_language_on_trial_has_a_model_of_its_own_beside_the_services(
    folder: Path, trainings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = training.train()
    monkeypatch.setenv("RIGHTSLINE_TRIAL_LANGUAGES", "so")
    assert training.train() == model  # nothing is there of it to learn from
    monkeypatch.setattr(training, "inputs_hash", lambda: "with-somali")
    on_trial = training.train()
    assert on_trial.name == "trial-with-somali.tar.gz"
    monkeypatch.setattr(training, "inputs_hash", lambda: "with-more-somali")
    assert training.train().exists()
    assert not on_trial.exists()
    assert model.exists()


def test_texts_of_a_language_that_is_not_ready_are_no_inputs(tmp_path: Path) -> None:
    for part in ("data/nlu", "data/lexicons", "data/stories"):
        shutil.copytree(PROJECT_ROOT / part, tmp_path / part)
    for part in ("config.yml", "domain.yml"):
        shutil.copy(PROJECT_ROOT / part, tmp_path / part)
    for kind in ("nlu", "lexicons/names", "lexicons/concepts", "lexicons/negation"):
        shutil.copy(tmp_path / "data" / kind / "sq.yml", tmp_path / "data" / kind / "so.yml")
    assert training.inputs_hash(tmp_path) == training.inputs_hash()


def test_rasa_is_imported_only_to_train() -> None:
    code = "import sys, bot.training; bot.training.current_model(); sys.exit('rasa' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, cwd=PROJECT_ROOT).returncode == 0
