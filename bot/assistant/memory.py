"""What Rasa remembers of a conversation: slots and the last turn.

Rasa replays its tracker several times a turn, so a whole history makes each turn slower than the one before. The
transcript lives in the `message` table; here stays only what the next turn needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.assistant.reader import read_on_in, standing_of
from bot.dialogue.remembered import Remembered

EVENT_KINDS: dict[str, type[Event]] = {kind.type_name: kind for kind in all_subclasses(Event)}


class TurnMemory(TrackerStore):
    """Rasa's tracker store for exactly the conversation that is being answered.

    The worker puts in what is remembered with `open`, lets Rasa answer, and takes what is new with `close`, to write
    it in the same transaction as the replies. Nothing here reads or writes a database, so no failed read can
    look like a new conversation. `tracker`: as Rasa saved it last in this turn.
    """

    def __init__(self, domain: Domain | None = None) -> None:
        super().__init__(domain, None)
        self._sender: str | None = None
        self._remembered = Remembered()
        self.tracker: DialogueStateTracker | None = None

    def open(self, sender: str, remembered: Remembered) -> None:
        """Begin a turn with what is remembered of the last one."""
        self._sender, self._remembered, self.tracker = sender, remembered, None

    def close(self) -> Remembered:
        """End the turn; returns what to remember."""
        remembered, self._sender, self._remembered = self._remembered, None, Remembered()
        return remembered

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the open conversation; None when it is new."""
        self._check(sender_id)
        if not self._remembered.events:
            return None
        events = [event for event in map(self._event, self._remembered.events) if event is not None]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker, shortened, until `close`."""
        self._check(tracker.sender_id)
        self.tracker = tracker
        self._remembered = Remembered(tuple(event.as_dict() for event in shorten(tracker, self.domain)))

    async def keys(self) -> Iterable[str]:
        """The open conversation."""
        return [self._sender] if self._sender else []

    def _event(self, raw: dict[str, Any]) -> Event | None:
        """None for an event that is of no use, such as a slot or a form that an earlier version had."""
        kind = EVENT_KINDS.get(str(raw.get("event")))
        event = kind._from_parameters(dict(raw)) if kind else None
        has_slot = not isinstance(event, SlotSet) or event.key in {slot.name for slot in self.domain.slots}
        return event if has_slot and not isinstance(event, ActiveLoop) else None

    def _check(self, sender_id: str) -> None:
        if sender_id != self._sender:
            raise LookupError("Rasa asked for another conversation than the one being answered")


class ShellMemory(InMemoryTrackerStore):
    """The tracker store of `rasa shell` (endpoints.yml): texts are read in the conversation that was fetched last."""

    def __init__(self, domain: Domain, **_: Any) -> None:
        super().__init__(domain)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker; what is read from now on belongs to it."""
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            read_on_in(standing_of(tracker))
        return tracker


def shorten(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """The events of the last turn, all that a rule can look back to, and the slots before it.

    What the bot said is no part of a rule; it stands in the transcript.
    """
    events = [event for event in tracker.events if not isinstance(event, BotUttered)]
    cut = _start_of_last_turn(events)
    if cut == 0:
        return events
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    head: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    head += [SlotSet(name, slot.value) for name, slot in before.slots.items() if slot.value != slot.initial_value]
    return head + events[cut:]


def _start_of_last_turn(events: list[Event]) -> int:
    said = max((i for i, event in enumerate(events) if isinstance(event, UserUttered)), default=0)
    for i in range(said - 1, -1, -1):
        event = events[i]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return i
    return 0
