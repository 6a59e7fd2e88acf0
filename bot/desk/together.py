"""What operators do with each other in a conversation: hand it over by name, write notes, whisper, take it over."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from bot.conversations import handover, notes
from bot.conversations.audit import record
from bot.conversations.duty import present
from bot.conversations.holder import IllegalTransition
from bot.conversations.notes import NoteKind
from bot.conversations.work import Work
from bot.desk import accounts, need_to_know, texts
from bot.desk.accounts import Operator
from bot.desk.guard import Visit
from bot.desk.lists import Row, read_row


def colleagues(work: Work, who: Operator) -> list[Operator]:
    """Whom a conversation can be handed to: those who are here."""
    here = present(work)
    return [each for each in accounts.all_operators(work) if each.id in here and each.id != who.id]


def add_note(visit: Visit) -> Response:
    """Write a note; a supervisor's whisper is for the holder alone."""
    number, whispers = visit.number("id"), visit.form.get("kind") == NoteKind.WHISPER.value
    with visit.desk.store.write() as work:
        row = _row(work, number)
        if not need_to_know.may_read(work, number, visit.operator):
            return visit.problem(403, texts.NO_REASON_GIVEN)
        if whispers and not visit.operator.is_supervisor:
            return visit.problem(403, texts.NOT_ALLOWED)
        kind = NoteKind.WHISPER if whispers else NoteKind.NOTE
        try:
            notes.add(work, number, visit.operator.id, visit.form.get("note", ""), kind)
        except ValueError:
            return visit.problem(400, texts.NOTE_NEEDS_WORDS)
        record(work, visit.operator.id, kind.value, row.pseudonym)
    return visit.go(f"/conversations/{number}", "noted")


def offer(visit: Visit) -> Response:
    """Ask a colleague to take it over."""
    to = visit.number("to")

    def do(work: Work, number: int) -> None:
        if to not in {each.id for each in colleagues(work, visit.operator)}:
            raise IllegalTransition("nobody of that name is here")
        handover.offer(work, number, visit.operator.id, to)

    return _done(visit, do, "offered")


def accept(visit: Visit) -> Response:
    """Take over what a colleague has offered."""
    return _done(visit, lambda work, number: handover.accept(work, number, visit.operator.id), "taken")


def decline(visit: Visit) -> Response:
    """Leave it with the colleague who has offered it, or take one's own offer back."""
    return _done(visit, lambda work, number: handover.decline(work, number, visit.operator.id), "declined")


def take_over(visit: Visit) -> Response:
    """A supervisor takes it from whoever holds it."""
    return _done(visit, lambda work, number: handover.take_over(work, number, visit.operator.id), "taken")


def _done(visit: Visit, do: Callable[[Work, int], None], note: str) -> Response:
    number = visit.number("id")
    try:
        with visit.desk.store.write() as work:
            do(work, number)
            work.notify()
    except IllegalTransition:
        return visit.problem(409, texts.HANDOVER_OVER)
    return visit.go(f"/conversations/{number}", note)


def _row(work: Work, number: int) -> Row:
    row = read_row(work, number)
    if row is None:
        raise LookupError("erased")
    return row
