"""What is erased by its age: what comes next, what supervisors keep back, and that it was done."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from bot.conversations import audit, contacts, holder, retention
from bot.conversations.work import Work
from bot.desk import answering, texts
from bot.desk.guard import Visit
from bot.storage.engine import now

ROWS_SHOWN = 200
LONGEST_HOLD = datetime.timedelta(days=366)  # then somebody has to say again why
LONGEST_REASON = 500


@dataclass(frozen=True)
class Keeping:
    """How long a contact is kept. `erased_on`: the day of its age; None where nothing is erased by it.

    `earliest` and `latest`: the days to which they can be kept longer from today on.
    """

    hold: retention.Hold | None
    erased_on: datetime.date | None
    earliest: datetime.date
    latest: datetime.date


def keeping_of(work: Work, contact_id: int, last_at: datetime.datetime, keep: datetime.timedelta | None) -> Keeping:
    """How long a contact is kept whose conversation changed last at this moment."""
    today, held = now().date(), retention.hold_of(work, contact_id)
    return Keeping(
        hold=held if held and held.until >= today else None,
        erased_on=retention.erased_from(work, last_at, keep).date() if keep else None,
        earliest=today + datetime.timedelta(days=1),
        latest=today + LONGEST_HOLD,
    )


def page(visit: Visit) -> Response:
    """Who is erased within the next days, who is kept back, and who was erased lately."""
    with visit.desk.store.read() as work:
        due = retention.due_soon(work, visit.desk.settings.hotline.keep, ROWS_SHOWN)
        gone = retention.tombstones(work, ROWS_SHOWN)
    days = [(day, [pseudonym for pseudonym, _ in erased]) for day, erased in groupby(gone, key=lambda each: each[1])]
    keep = visit.desk.settings.hotline.retention_days
    return visit.page("retention.html", due=due, days=days, keep=keep, soon=retention.SOON.days, most=ROWS_SHOWN)


def hold(visit: Visit) -> Response:
    """Keep a contact back to the end of a day, for a reason."""
    number, reason = visit.number("id"), answering.tidy(visit.form.get("reason", ""))
    until = _day(visit.form.get("until", ""))
    today = now().date()
    if until is None or not today < until <= today + LONGEST_HOLD or not 0 < len(reason) <= LONGEST_REASON:
        return visit.problem(400, texts.HOLD_NEEDS)
    with visit.desk.store.write() as work:
        person = _locked(work, number)
        retention.hold(work, person.id, until, reason, visit.operator.id)
        audit.record(work, visit.operator.id, "retention_hold", person.pseudonym)
    return visit.go(f"/conversations/{number}", "held")


def lift(visit: Visit) -> Response:
    """Keep a contact back no longer."""
    number = visit.number("id")
    with visit.desk.store.write() as work:
        person = _locked(work, number)
        if retention.lift(work, person.id):
            audit.record(work, visit.operator.id, "retention_lift", person.pseudonym)
    return visit.go(f"/conversations/{number}", "lifted")


def _locked(work: Work, number: int) -> contacts.Contact:
    """The contact of a conversation, locked. Raises LookupError when it was erased."""
    holder.holder_of(work, number)
    person = contacts.of_conversation(work, number)
    if person is None:
        raise LookupError("erased")
    return person


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
