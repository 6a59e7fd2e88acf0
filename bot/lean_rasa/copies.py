"""Makes Rasa copy less: for each text it copies all slots seven times, and all events for a log that nobody reads."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


def take_over() -> None:
    """Give slots and trackers copies of their own, and the log the originals.

    Else each slot is asked how it would be pickled, and a tracker's events are replayed. The processor copies deeply
    for its debug log alone, which is off (bot/lean_rasa/start.py); a test looks for other uses.
    """
    Slot.__copy__ = _copied
    DialogueStateTracker.copy = _copied_tracker
    processor.copy = SimpleNamespace(deepcopy=_original)


def _copied(original: Any) -> Any:
    copied = original.__class__.__new__(original.__class__)
    copied.__dict__.update(original.__dict__)
    return copied


def _copied_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    copied = _copied(tracker)
    copied.events = copy.copy(tracker.events)
    copied.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    copied.active_loop = copy.copy(tracker.active_loop)
    return copied


def _original(value: Any) -> Any:
    return value
