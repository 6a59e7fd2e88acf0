"""Files that contacts sent: named in the transcript, shown after a click, each look in the audit trail."""

from __future__ import annotations

from babel.numbers import format_decimal
from starlette.responses import Response

from bot.conversations import attachments, audit
from bot.conversations.file_types import SHOWN, suffix_of
from bot.desk import need_to_know, texts
from bot.desk.guard import Visit
from bot.desk.interface import ENGLISH, Speaker
from bot.desk.lists import read_row
from bot.privacy.encryption import KeyProblem

KIB, MIB = 1024, 1024 * 1024
MINUTE = 60


def show(visit: Visit) -> Response:
    """The file itself: for the page to show, or to be saved where no browser shows it or the address says `?save`.

    Raises LookupError where there is none, or it is not theirs to read.
    """
    number, file_id = visit.number("id"), visit.number("file")
    with visit.desk.store.write() as work:
        row = read_row(work, number)
        if row is None or not need_to_know.may_read(work, number, visit.operator):
            raise LookupError("not theirs to read")
        try:
            stored, content = attachments.content_of(work, number, file_id)
        except KeyProblem:
            return visit.problem(404, texts.KINDS["unreadable"])
        audit.record(work, visit.operator.id, "file_view", row.pseudonym, stored.kind.value)
    shown = stored.type in SHOWN and "save" not in visit.request.query_params
    name = f"{row.pseudonym}-{file_id}.{suffix_of(stored.type)}"
    disposition = f'{"inline" if shown else "attachment"}; filename="{name}"'
    return Response(content, media_type=stored.type, headers={"Content-Disposition": disposition})


def size_of(size: int | None, said: Speaker = ENGLISH) -> str:
    """A size in bytes as people say it; empty where it is not known."""
    if size is None:
        return ""
    if size < MIB:
        return said.gettext("{number} kB").format(number=max(1, round(size / KIB)))
    return said.gettext("{number} MB").format(number=format_decimal(size / MIB, "0.0", said.language))


def length_of(seconds: int | None) -> str:
    """A length in seconds as a player shows it; empty where it is not known."""
    return "" if seconds is None else f"{seconds // MINUTE}:{seconds % MINUTE:02d}"
