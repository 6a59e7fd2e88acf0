"""A provider that takes texts, or does not, or takes them and does not say so."""

from __future__ import annotations

import datetime
import enum
import random
from collections import Counter
from dataclasses import dataclass, field

from bot.channels.sms.look_back import TOLERANCE
from bot.conversations.contract import NotSent, Outbound, Outcome, SendError, Sent
from tests.simulation.clock import Clock
from tests.worker.stub import StubChannel


class Mood(enum.Enum):
    """What the provider does with the next text."""

    WELL = "well"
    THROTTLES = "429"
    BREAKS = "500, not taken"
    BREAKS_AFTER = "500, taken"
    SILENT = "timeout, not taken"
    SILENT_AFTER = "timeout, taken"
    UNREACHABLE = "no connection"


TAKES = {Mood.WELL, Mood.BREAKS_AFTER, Mood.SILENT_AFTER}
SAYS = {
    Mood.THROTTLES: NotSent(SendError.THROTTLED, "429", after=7.0),
    Mood.BREAKS: NotSent(SendError.PROVIDER_DOWN, "500"),
    Mood.BREAKS_AFTER: NotSent(SendError.PROVIDER_DOWN, "500"),
    Mood.SILENT: NotSent(SendError.UNCERTAIN, "timeout"),
    Mood.SILENT_AFTER: NotSent(SendError.UNCERTAIN, "timeout"),
    Mood.UNREACHABLE: NotSent(SendError.UNREACHABLE, "refused"),
}


@dataclass(frozen=True)
class Taken:
    """A text at the provider, whose clock nobody here sets."""

    id: str
    identity: object
    at: datetime.datetime
    outbound: Outbound


@dataclass
class Provider(StubChannel):
    """A provider. `taken`: by address, in order. `times`: how often it took each text.

    `identity`: of the text that is handed in next; the numbers of erased texts are given again.
    """

    clock: Clock
    picker: random.Random
    trouble: float = 0.0
    taken: dict[str, list[Taken]] = field(default_factory=dict)
    times: Counter[object] = field(default_factory=Counter)
    identity: object = None
    name: str = "sms"

    async def send(self, outbound: Outbound) -> Outcome:
        """Take it, as the mood is."""
        mood = self.picker.choice(list(Mood)) if self.picker.random() < self.trouble else Mood.WELL
        if mood not in TAKES:
            return SAYS[mood]
        number = self.times.total() + 1
        taken = Taken(f"SM{number}", self.identity, self.clock.lease, outbound)
        self.taken.setdefault(outbound.address, []).append(taken)
        self.times[self.identity] += 1
        return Sent(taken.id) if mood is Mood.WELL else SAYS[mood]

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """The text in the list, as Twilio's is searched: by its words, since a moment, and none that is known."""
        if self.picker.random() < self.trouble / 2:
            raise ConnectionError("the list was not to be had")
        for taken in self.taken.get(outbound.address, ()):
            known = taken.id in outbound.earlier
            if taken.outbound.text == outbound.text and not known and taken.at >= since - TOLERANCE:
                return Sent(taken.id)
        return None
