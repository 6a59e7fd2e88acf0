"""The call-backs: who is to be reached, when and how; worked off in the conversation, listed by when they are due."""

from __future__ import annotations

import datetime

from starlette.responses import Response

from bot.conversations import call_backs
from bot.conversations.audit import record
from bot.conversations.call_backs import CallBackEnd
from bot.desk import need_to_know, texts
from bot.desk.guard import Visit
from bot.replies.questions import NEITHER
from bot.storage.engine import now

LONGEST_DELAY_MINUTES = 7 * 24 * 60


def page(visit: Visit) -> Response:
    """Those that are open, the earliest due first. Numbers stand in the conversation alone."""
    with visit.desk.store.read() as work:
        wished = [each for each in call_backs.open_ones(work) if each.way != NEITHER]
    return visit.page("call_backs.html", wished=wished, moment=now())


def settle(visit: Visit) -> Response:
    """Say what became of one: `how` is a CallBackEnd, or `later` with `minutes`."""
    number, how = visit.number("id"), visit.form.get("how", "")
    with visit.desk.store.write() as work:
        wish = next((each for each in call_backs.open_ones(work) if each.id == number), None)
        if wish is None:
            raise LookupError("it is worked off")
        if not need_to_know.may_read(work, wish.conversation_id, visit.operator):
            return visit.problem(403, texts.NO_REASON_GIVEN)
        if how == "later":
            minutes = min(max(visit.number("minutes"), 5), LONGEST_DELAY_MINUTES)
            call_backs.put_off(work, number, now() + datetime.timedelta(minutes=minutes))
        elif how in {each.value for each in CallBackEnd}:
            call_backs.end(work, number, CallBackEnd(how), visit.operator.id)
        else:
            return visit.go(f"/conversations/{wish.conversation_id}")
        record(work, visit.operator.id, "call_back", wish.pseudonym, how)
    return visit.go(f"/conversations/{wish.conversation_id}", "changed")
