"""Makes Rasa copy less: for each text it copies all slots seven times, and all events for a log that nobody reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.shared.core.slots import Slot


def take_over() -> None:
    """Give slots a copy of their own (the general one asks each how it would be pickled), and the log the originals.

    The processor copies deeply for its debug log alone, which is off (bot/lean_rasa.py); a test looks for other uses.
    """
    Slot.__copy__ = _copied
    processor.copy = SimpleNamespace(deepcopy=_original)


def _copied(slot: Slot) -> Slot:
    copied = slot.__class__.__new__(slot.__class__)
    copied.__dict__.update(slot.__dict__)
    return copied


def _original(value: Any) -> Any:
    return value
