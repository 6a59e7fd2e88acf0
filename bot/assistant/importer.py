"""Where the training data is, and reading its texts once."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.catalogues import of_available_languages
from bot.nlu.texts import read_messages

LANGUAGES_FOLDER = "nlu"
FOLDERS = (LANGUAGES_FOLDER, "stories")


class ReadOnceImporter(RasaFileImporter):
    """Rasa's own importer for this project; config.yml names it, and the worker's training uses it.

    Rasa takes every file with an indented "rules:" for stories, so of a folder with `nlu/` and `stories/` only these
    are training data: the country records beside them are not. The texts are read once and on all cores; Rasa's own
    reader takes minutes. Used by itself, without what Rasa wraps around it for retrieval intents and end-to-end
    stories, it spares the eleven copies of all texts that the wrapping makes; this project has neither.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        super().__init__(config_file, domain_path, list(chain.from_iterable(map(_training_data_in, paths))))
        self._texts: TrainingData | None = None

    def get_domain(self) -> Domain:
        """The domain; an empty one where none is asked for. Raises rasa.shared.core.domain.InvalidDomain."""
        return Domain.load(self._domain_path) if self._domain_path else Domain.empty()

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training texts of all available languages, and what stands beside the rules."""
        if self._texts is None:
            files = list(map(Path, self._nlu_files))
            languages = of_available_languages(file for file in files if file.parent.name == LANGUAGES_FOLDER)
            others = sorted(file for file in files if file.parent.name != LANGUAGES_FOLDER)
            # by themselves, since the pipeline's components ask for the languages' again
            read = chain.from_iterable(read_messages(group) for group in (languages, others) if group)
            self._texts = TrainingData()
            # the reader has cleaned them; as in Rasa, an example that stands in two files counts once
            self._texts.training_examples = list(dict.fromkeys(chain.from_iterable(read)))
        return self._texts


def _training_data_in(path: str) -> list[str]:
    found = [folder for name in FOLDERS if (folder := Path(path, name)).is_dir()]
    return [str(folder) for folder in found] or [path]
