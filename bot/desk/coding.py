"""What an operator knows of a conversation for the statistics: ten seconds of choices, none of them needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.conversations import counting, holder
from bot.conversations.holder import IllegalTransition
from bot.conversations.work import Work
from bot.desk import texts
from bot.desk.guard import Visit
from bot.statistics.codes import Dimension, StatisticsProblem, codebook

OUTCOME, OUTCOMES = "outcome", ("answered_by_person", "referred", "emergency_services", "called_back")
TICKED = "yes"


@dataclass(frozen=True)
class Coding:
    """The choices, and what is chosen. `outcomes`: the codes of `outcome` that only a person can know."""

    dimensions: tuple[Dimension, ...]
    outcome: Dimension
    outcomes: tuple[str, ...]
    chosen: Mapping[str, tuple[str, ...]]


def coding_of(work: Work, conversation_id: int) -> Coding | None:
    """What can be filled in of a conversation; None where it is not to be counted any more."""
    if not counting.is_to_be_counted(work, conversation_id):
        return None
    book = codebook()
    asked = tuple(each for each in book.dimensions if each.asked)
    return Coding(asked, book[OUTCOME], OUTCOMES, counting.filled_in(work, conversation_id))


def save(visit: Visit) -> Response:
    """Keep what was chosen, with the conversation; its holder can."""
    number = visit.number("id")
    try:
        codes = _chosen(visit.form)
        with visit.desk.store.write() as work:
            holder.require_operator(work, number, visit.operator.id)
            kept = counting.fill_in(work, number, codes)
    except StatisticsProblem as problem:
        return visit.problem(400, str(problem))
    except IllegalTransition:
        return visit.problem(409, texts.NOT_YOURS)
    return visit.go(f"/conversations/{number}", "coded" if kept else "not-counted")


def _chosen(form: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The codes of a form: a field a dimension, or one for each code. Raises StatisticsProblem for what is none."""
    book, found = codebook(), {}
    for name in (*(each.id for each in book.dimensions if each.asked), OUTCOME):
        several = [field.partition(".")[2] for field, value in form.items() if value == TICKED and _is_of(field, name)]
        codes = tuple(book.checked(name, code) for code in (*several, form.get(name, "")) if code)
        if codes:
            found[name] = codes
    return found


def _is_of(field: str, name: str) -> bool:
    return field.startswith(f"{name}.")
