"""Which of the hotline's own lines are open now: a closed one is no reason to keep back a line that answers."""

from __future__ import annotations

import datetime

from bot.i18n.time_zones import only_time_zone
from bot.knowledge.hours import is_open_at
from bot.knowledge.own_lines import OwnLine
from bot.knowledge.records import Country, HelpContact


def as_of(record: Country, moment: datetime.datetime) -> Country:
    """The record with the hotline's own lines as they are at a moment.

    Open, where hours are not known, or the country has several times.
    """
    if not any(isinstance(line, OwnLine) and line.hours for line in record.contacts):
        return record
    zone = only_time_zone(record.country, moment)
    if zone is None:
        return record
    local = moment.astimezone(zone)
    return record.copy(update={"contacts": tuple(_at(line, local) for line in record.contacts)})


def _at(line: HelpContact, local: datetime.datetime) -> HelpContact:
    if not isinstance(line, OwnLine) or line.hours is None:
        return line
    return line.copy(update={"is_open": is_open_at(line.hours, local)})
