"""Reads the training texts once."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.catalogues import of_available_languages
from bot.nlu.texts import read_messages


class ReadOnceImporter(RasaFileImporter):
    """Rasa's own importer, without what is wrapped around it for retrieval intents and end-to-end stories.

    This project has neither, and the wrapping reads all texts twice and copies them eleven times.
    """

    def __init__(self, config_file: str, domain_path: str, training_data_paths: list[str]) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        self._texts: TrainingData | None = None

    def get_domain(self) -> Domain:
        """The domain. Raises rasa.shared.core.domain.InvalidDomain."""
        return Domain.load(self._domain_path)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training texts of all languages."""
        if self._texts is None:
            files = of_available_languages(map(Path, self._nlu_files))
            self._texts = TrainingData()
            # the reader has cleaned them; as in Rasa, an example that stands in two files counts once
            self._texts.training_examples = list(dict.fromkeys(chain.from_iterable(read_messages(files))))
        return self._texts
