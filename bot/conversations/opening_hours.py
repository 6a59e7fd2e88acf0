"""When the hotline reads: by weekday, in a time zone, for each language if they differ.

Written as `Europe/London; Mon-Fri 09:00-17:00; Sat 10:00-14:00; es: Mon 09:00-12:00; closed 2026-12-25`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.hotline import FILE_NAME
from bot.knowledge.codes import WEEKDAYS
from bot.settings import Mendable

DAYS_LOOKED_AHEAD = 60
SHORT_DAYS = tuple(day[:3].lower() for day in WEEKDAYS)
LANGUAGE = re.compile(r"([a-z]{2,3})\s*:\s*(.*)")
HOURS = re.compile(r"([A-Za-z]{3})(?:-([A-Za-z]{3}))?\s+(\d{2}:\d{2})-(\d{2}:\d{2})")
CLOSED = "closed "
MIDNIGHT = "24:00"

Span = tuple[datetime.time, datetime.time | None]  # the end None: midnight
Week = Mapping[int, tuple[Span, ...]]  # by weekday, Monday is 0


class WrongHours(Mendable):
    """The opening hours cannot be read; the message says which part and how it is written."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"{FILE_NAME}: hours: {fault}")


@dataclass(frozen=True)
class OpeningHours:
    """When somebody reads. `week`: for every language that is not in `languages`."""

    zone: ZoneInfo
    week: Week
    languages: Mapping[str, Week] = field(default_factory=dict)
    closed_on: frozenset[datetime.date] = frozenset()

    def is_open(self, moment: datetime.datetime, language: str | None) -> bool:
        """Whether it is within the hours of a language (ISO 639)."""
        local = moment.astimezone(self.zone)
        if local.date() in self.closed_on:
            return False
        clock = local.time()
        return any(
            begin <= clock and (end is None or clock < end)
            for begin, end in self._week(language).get(local.weekday(), ())
        )

    def next_opening(self, moment: datetime.datetime, language: str | None) -> datetime.datetime | None:
        """When the hours of a language begin next, in the hotline's time zone; None within two months."""
        local = moment.astimezone(self.zone)
        for ahead in range(DAYS_LOOKED_AHEAD):
            day = local.date() + datetime.timedelta(days=ahead)
            if day in self.closed_on:
                continue
            for begin, _ in sorted(self._week(language).get(day.weekday(), ()), key=lambda span: span[0]):
                opens = datetime.datetime.combine(day, begin, self.zone)
                if opens > local:
                    return opens
        return None

    def _week(self, language: str | None) -> Week:
        return self.languages.get(language or "", self.week)


def read_hours(text: str) -> OpeningHours | None:
    """The hours as they are written in the setting; None where it is empty. Raises WrongHours."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        return None
    week: dict[int, tuple[Span, ...]] = {}
    languages: dict[str, dict[int, tuple[Span, ...]]] = {}
    closed: set[datetime.date] = set()
    for part in parts[1:]:
        if part.startswith(CLOSED):
            closed |= {_date(day) for day in part.removeprefix(CLOSED).replace(",", " ").split()}
        elif of_language := LANGUAGE.fullmatch(part):
            _add(languages.setdefault(of_language[1], {}), of_language[2])
        else:
            _add(week, part)
    if not week:
        raise WrongHours("name no hours; write for example Europe/London; Mon-Fri 09:00-17:00")
    return OpeningHours(_zone(parts[0]), week, languages, frozenset(closed))


def _add(week: dict[int, tuple[Span, ...]], text: str) -> None:
    found = HOURS.fullmatch(text)
    days = [name.lower() for name in (found[1], found[2] or found[1])] if found else []
    if not found or not set(days) <= set(SHORT_DAYS):
        raise WrongHours(f"have {text!r}, which is no day with its hours; write for example Mon-Fri 09:00-17:00")
    begin, end = _time(found[3], text), None if found[4] == MIDNIGHT else _time(found[4], text)
    if end is not None and end <= begin:
        raise WrongHours(f"have {text!r}, which ends before it begins; write a night as two: Mon 20:00-24:00, Tue ...")
    first, last = (SHORT_DAYS.index(day) for day in days)
    for day in range(first, last + 1 if last >= first else last + 8):
        week[day % 7] = (*week.get(day % 7, ()), (begin, end))


def _time(text: str, part: str) -> datetime.time:
    try:
        return datetime.time.fromisoformat(text)
    except ValueError:
        raise WrongHours(f"have {part!r}, with a time that no clock shows") from None


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise WrongHours(f"have {text!r}, which is no date; write for example closed 2026-12-25") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongHours(f"begin with {name!r}, which is no time zone; write for example Europe/London") from None
