"""The supervisors' page: who is here and with how much, who waits longest by language, what was lost or missed."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from starlette.responses import Response

from bot.conversations import duty
from bot.conversations.holder import Holder
from bot.conversations.work import Work
from bot.desk import accounts, skills
from bot.desk.guard import Visit
from bot.desk.lists import Row, read_rows, waiting
from bot.storage.engine import now
from bot.storage.tables import audit, is_lost, outbox

DAY = datetime.timedelta(hours=24)
MISSED = ("session_over", "browser_gone")  # whoever held something was not there for it
HANDED = ("take", "take_over", "accepted", "hand_back", "put_back", "release")


@dataclass(frozen=True)
class Colleague:
    """One who is here. `held`: conversations; `urgent`: of these; `unanswered`: texts in them."""

    name: str
    duty: str
    languages: str
    held: int
    urgent: int
    unanswered: int


@dataclass(frozen=True)
class Overview:
    """All that the page shows; numbers of the last 24 hours where nothing else is said."""

    here: list[Colleague]
    waiting: list[tuple[str | None, int, datetime.datetime | None]]
    neglected: int
    undelivered: int
    not_sent_yet: int
    missed: int
    by_hour: list[tuple[datetime.datetime, int]]


def page(visit: Visit) -> Response:
    """How the shift stands now."""
    with visit.desk.store.read() as work:
        found = read_overview(work)
    return visit.page("overview.html", found=found)


def read_overview(work: Work) -> Overview:
    """How it stands now."""
    rows, since = read_rows(work), now() - DAY
    lost = select(func.count()).select_from(outbox).where(is_lost())
    missed = select(func.count()).select_from(audit).where(audit.c.action.in_(MISSED), audit.c.at > since)
    handed = select(audit.c.at).where(audit.c.action.in_(HANDED), audit.c.at > since)
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at in work.run(handed).scalars())
    return Overview(
        here=_here(work, rows),
        waiting=by_language(rows),
        neglected=sum(row.neglected for row in rows),
        undelivered=int(work.run(lost.where(outbox.c.created_at > since)).scalar_one()),
        not_sent_yet=sum(row.failing for row in rows),
        missed=int(work.run(missed).scalar_one()),
        by_hour=sorted(hours.items(), reverse=True),
    )


def by_language(rows: list[Row]) -> list[tuple[str | None, int, datetime.datetime | None]]:
    """How many wait in each language, and since when the first does; the longest waiting first."""
    found: dict[str | None, list[Row]] = {}
    for row in waiting(rows):
        found.setdefault(row.language, []).append(row)
    told = [
        (language, len(of), min((row.waits_from for row in of if row.waits_from), default=None))
        for language, of in found.items()
    ]
    return sorted(told, key=lambda each: (each[2] is None, each[2]))


def _here(work: Work, rows: list[Row]) -> list[Colleague]:
    here, said = duty.present(work), duty.duties(work)
    spoken = skills.languages_of(work)
    found = []
    for each in accounts.all_operators(work):
        if each.id not in here:
            continue
        held = [row for row in rows if row.holder is Holder.OPERATOR and row.operator_id == each.id]
        found.append(
            Colleague(
                *(each.name, said[each.id].value, " ".join(sorted(spoken.get(each.id, ()))), len(held)),
                *(sum(row.urgent for row in held), sum(row.unanswered for row in held)),
            )
        )
    return found
