"""The training texts of `data/nlu/<lang>.yml`. The file's name is the only place that says a text's language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.formats import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message

from bot.i18n.catalogues import of_available_languages
from bot.nlu.processes import in_processes
from bot.settings import PROJECT_ROOT

DEFAULT_FOLDER = "data/nlu"


@dataclass(frozen=True)
class TrainingText:
    """One example. `language` is an ISO 639-1 code; `hand` counts a language's writers, who did not see each other."""

    language: str
    intent: str
    text: str
    hand: int = 1


def folder_of(name: str) -> Path:
    """A folder as config.yml names it: below the working directory, else below the project."""
    below_here = Path(name)
    return below_here if below_here.is_dir() else PROJECT_ROOT / name


def read_messages(files: Sequence[Path]) -> list[list[Message]]:
    """The examples of each NLU file, read by Rasa's own reader, so that each text is just what Rasa trains on.

    They are the same objects for whoever asks next. Raises rasa.shared.exceptions.YamlException.
    """
    return _read(tuple(file.resolve() for file in files), _hash_of(files))


def read_texts(folder: Path) -> tuple[TrainingText, ...]:
    """All examples of a folder that have an intent."""
    files = nlu_files(folder)
    return tuple(
        TrainingText(file.stem, str(example.get(INTENT)), str(example.get(TEXT)), _hand_of(example))
        for file, examples in zip(files, read_messages(files), strict=True)
        for example in examples
        if example.get(INTENT)
    )


@lru_cache(maxsize=2)  # the languages', and what stands beside the rules
def _read(files: tuple[Path, ...], content: str) -> list[list[Message]]:
    """The examples of files with this content: Rasa and several components of a training want the same."""
    return in_processes(_examples_of, files)


def forget_texts() -> None:
    """To be called when no training wants them any more: they hold hundreds of megabytes."""
    _read.cache_clear()


class _Reader(RasaYAMLReader):
    """Rasa's reader without its schema, which takes twice as long as reading; a test has all files checked."""

    def validate(self, string: str) -> None:
        """Take it as it is."""


def _examples_of(file: Path) -> list[Message]:
    examples: list[Message] = _Reader().read(str(file)).training_examples
    return examples


def _hand_of(example: Message) -> int:
    said = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return int(said.get("hand", 1))


def nlu_files(folder: Path) -> list[Path]:
    """The files of the languages that people are understood in, in order."""
    return of_available_languages(folder.glob("*.yml"))


def content_hash(folder: Path) -> str:
    """Changes with every change to the texts."""
    return _hash_of(nlu_files(folder))


def _hash_of(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
