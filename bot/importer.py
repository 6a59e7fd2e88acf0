"""Reads the training texts once."""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData


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
            self._texts = TrainingData(
                [example for file in self._nlu_files for example in load_data(file).training_examples]
            )
        return self._texts
