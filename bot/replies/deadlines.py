"""Time limits as sentences, the shortest first; never "too late"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.deadlines import about_days
from bot.knowledge.records import Deadline
from bot.replies.phrases import compensation as say
from bot.replies.voice import Voice

NO_LIMIT = 10**6  # more days than any limit


def told(voice: Voice, deadlines: Iterable[Deadline]) -> list[str]:
    """A sentence or more for each limit; those on the loss of a job, which nobody asked about, last."""
    ordered = sorted(deadlines, key=lambda deadline: (deadline.case == "dismissal", _days(deadline)))
    return [sentence for deadline in ordered for sentence in _told(voice, deadline)]


def shortest(deadlines: Iterable[Deadline]) -> int:
    """The shortest limit in days, about; NO_LIMIT when there is none."""
    return min((_days(deadline) for deadline in deadlines), default=NO_LIMIT)


def in_short(voice: Voice, deadline: Deadline) -> str:
    """The rule alone: "Time to apply: 2 years"."""
    limit = say.LONGEST_TIME if deadline.outer_limit else say.LIMITS[deadline.what]
    return voice.say(limit, duration=voice.duration(deadline.amount, deadline.unit))


def _told(voice: Voice, deadline: Deadline) -> list[str]:
    return [
        in_short(voice, deadline),
        voice.say(say.STARTS[deadline.start]),
        *voice.say_all([say.ENDS_A_DAY_EARLIER if deadline.less_days else None]),
        *voice.say_all([None if _is_said(deadline) else say.CASES[deadline.case]]),
        *voice.say_all(say.EXCEPTIONS[code] for code in deadline.exceptions),
        *voice.say_all([say.LIMIT_UNVERIFIED if deadline.verify else None]),
    ]


def _is_said(deadline: Deadline) -> bool:
    """Whether the sentence on the limit says already what it is for."""
    return deadline.case == "wages" and deadline.what in ("wage_claim", "back_pay_limit")


def _days(deadline: Deadline) -> int:
    if deadline.outer_limit:
        return NO_LIMIT - 1  # never the one that presses
    return max(1, int(about_days(deadline)))
