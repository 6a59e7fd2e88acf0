"""What is said in more than one place of figures that cannot be given."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from bot.i18n.filled import filled
from bot.statistics.codes import StatisticsProblem


def no_year(written: str) -> StatisticsProblem:
    """For what was written in a year's place."""
    return StatisticsProblem(filled("{year}: is no year; write for example 2026", year=written))


def in_the_future(period: object) -> StatisticsProblem:
    """For a period that has not begun."""
    return StatisticsProblem(filled("{period} is in the future", period=period))


def still_open(period: object, closed_from: datetime.date) -> StatisticsProblem:
    """For a period that is counted from a day on."""
    return StatisticsProblem(
        filled("{period} is still open; its figures come on {day}", period=period, day=closed_from)
    )


def nothing_counted(period: object, there: Sequence[str] | None = None) -> StatisticsProblem:
    """For a period that nobody was counted in. `there`: the periods that can be shown; None where it does not help."""
    if there is None:
        return StatisticsProblem(filled("{period}: nothing was counted then", period=period))
    if not there:
        return StatisticsProblem(filled("{period}: nothing was counted then; there is nothing yet", period=period))
    return StatisticsProblem(
        filled("{period}: nothing was counted then; there is {periods}", period=period, periods=", ".join(there))
    )


def two_different(dimension: str) -> StatisticsProblem:
    """For a table of one dimension beside itself."""
    return StatisticsProblem(filled("{name}: take two different dimensions", name=dimension))
