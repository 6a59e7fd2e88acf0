"""Whether somebody answers at a moment, and when somebody does who speaks a language."""

from __future__ import annotations

import datetime

from bot.knowledge.codes import WEEKDAYS
from bot.knowledge.records import Hours, Opening


def in_language(hours: Hours, language: str) -> Hours:
    """The hours at which a language is spoken; all of them where no opening is for it."""
    fitting = tuple(opening for opening in hours.openings if opening.is_for(language))
    return hours.copy(update={"openings": fitting}) if fitting else hours


def is_open_at(hours: Hours, local: datetime.datetime) -> bool:
    """Whether a line with these hours is open at a local time."""
    return hours.always or any(_is_open(opening, local) for opening in hours.openings)


def _is_open(opening: Opening, local: datetime.datetime) -> bool:
    clock, today = f"{local:%H:%M}", WEEKDAYS[local.weekday()]
    yesterday = WEEKDAYS[local.weekday() - 1]
    if opening.opens < opening.closes:
        return today in opening.days and opening.opens <= clock < opening.closes
    # past midnight: the opening of today until its end, and that of yesterday until its close
    return (today in opening.days and clock >= opening.opens) or (yesterday in opening.days and clock < opening.closes)
