"""What happened to a contact who asks for money: what they answered to the questions on it, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from bot.knowledge.claims import Asked, Harm
from bot.knowledge.codes import DeadlineStart
from bot.knowledge.deadlines import When, known_events
from bot.knowledge.records import Country, RegionalFund

# The questions: did it happen here? Or where, in which part of the country, ...
HERE, COUNTRY, REGION = "compensation.here", "compensation.country", "compensation.region"
HARM, WHEN = "compensation.harm", "compensation.when"
REPORTED, STILL_THERE = "compensation.reported", "compensation.still_there"

SKIPPED = "skip"
OTHER_REGION = "other"
YES, NO = "yes", "no"
HARMS: tuple[Harm, ...] = get_args(Harm)


@dataclass(frozen=True)
class Incident:
    """None is "not known": skipped, or not asked.

    `place`: ISO 3166-1 code of the country it happened in. `region`: ISO 3166-2, or OTHER_REGION for one without a fund
    that we know.
    """

    today: date
    place: str | None = None
    harm: Harm | None = None
    happened: When | None = None
    reported: bool | None = None
    still_there: bool | None = None
    region: str | None = None

    def asked(self) -> Asked:
        """What time limits depend on."""
        return Asked(self.today, self.harm, self.events(), self.reported, self.region)

    def events(self) -> dict[DeadlineStart, When]:
        """What starts time limits. Pay was due, and the job ended, when it last happened or later."""
        happened = self.happened
        return known_events(
            happened,
            pay_due=happened,
            end_of_job=happened.or_later() if happened else None,
            reported=happened.or_later() if happened and self.reported else None,
        )


def incident_from(given: Mapping[str, Any], today: date) -> Incident:
    """What was answered, by the names of the questions; a value that is not known counts as skipped."""
    harm = next((code for code in HARMS if code == given.get(HARM)), None)
    place, region = (_named(given.get(name)) for name in (COUNTRY, REGION))
    return Incident(
        today=today,
        place=place,
        harm=harm,
        happened=when_from(given.get(WHEN)),
        reported=_yes_no(given.get(REPORTED)),
        still_there=_yes_no(given.get(STILL_THERE)),
        region=region,
    )


def when_from(value: object) -> When | None:
    """The period that an answer holds; None for skipped or anything else."""
    try:
        return When.from_text(str(value))
    except ValueError:
        return None


def regions_of(record: Country | None) -> tuple[RegionalFund, ...]:
    """The parts of a country that have funds of their own, as far as known."""
    fund = record.compensation.state_fund if record else None
    return fund.by_region if fund else ()


def _named(value: object) -> str | None:
    return str(value) if value and value != SKIPPED else None


def _yes_no(value: object) -> bool | None:
    return {YES: True, NO: False}.get(str(value))
