"""The real assistant, loaded once; a database for every dialogue, copied from one that is migrated."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from bot.assistant.assistant import RasaAssistant


@pytest.fixture(scope="session")
def assistant(model: Path) -> RasaAssistant:
    """The trained assistant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own, while it loads
        return RasaAssistant.load(model)
