"""The audit trail filtered, and as a file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql import ColumnElement, Select
from starlette.responses import Response

from bot.conversations.audit import record
from bot.conversations.pseudonyms import beginning_of
from bot.desk import texts
from bot.desk.guard import Visit
from bot.storage.tables import audit, operator

MOST_LINES = 50_000
# What a spreadsheet takes for a formula at the head of a cell: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def conditions(asked: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """What a filter asks for: `who` (an account's id), `what` (an action), `day`.

    `whom` is a contact's name, or a pseudonym's beginning.
    """
    found: list[ColumnElement[bool]] = []
    who, what, whom = asked.get("who", ""), asked.get("what", ""), asked.get("whom", "").strip().lower()
    if who.isascii() and who.isdigit() and len(who) < 10:
        found.append(audit.c.operator_id == int(who))
    if what in texts.AUDIT:
        found.append(audit.c.action == what)
    whom = beginning_of(whom) or whom
    if whom.isascii() and whom.isalnum():
        found.append(audit.c.pseudonym.like(f"{whom}%"))
    try:
        day = datetime.date.fromisoformat(asked.get("day", ""))
    except ValueError:
        return found
    begin = datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc)
    return [*found, audit.c.at >= begin, audit.c.at < begin + datetime.timedelta(days=1)]


def export(visit: Visit) -> Response:
    """The lines of a filter as CSV; that it was taken out is a line itself."""
    with visit.desk.store.write() as work:
        rows = work.run(statement(visit.request.query_params)).all()
        record(work, visit.operator.id, "audit_export", None, str(len(rows)))
    content = as_csv(
        (row.id, row.at.isoformat(), row.name or "", row.action, row.pseudonym or "", row.detail or "") for row in rows
    )
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"},
    )


def statement(asked: Mapping[str, str]) -> Select:
    """The lines of a filter, the newest first."""
    return (
        select(audit.c.id, audit.c.at, audit.c.action, audit.c.pseudonym, audit.c.detail, operator.c.name)
        .outerjoin(operator, operator.c.id == audit.c.operator_id)
        .where(*conditions(asked))
        .order_by(audit.c.id.desc())
        .limit(MOST_LINES)
    )


def as_csv(rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows under a head; what would be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "at", "operator", "did", "whom", "detail"))
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
