"""Templates that WhatsApp takes after its 24 hours: seen with their blanks filled in, then sent."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from bot.conversations import audit, holder, outbox
from bot.conversations.contract import Template
from bot.conversations.work import Store
from bot.desk import answering, conversation
from bot.desk.accounts import Operator
from bot.desk.answering import NotFilled
from bot.desk.guard import Visit
from bot.desk.lists import read_row
from bot.hotline import BLANK, WhatsAppTemplate

LONGEST_VALUE = 120  # characters that fill one blank
FIELD = "blank_"  # a blank's field in the form, with its number


def send(visit: Visit) -> Response:
    """Send the template that the form names, once. Raises LookupError where the hotline has none of this name."""
    number, name = visit.number("id"), visit.form.get("template", "")
    chosen = next((each for each in visit.desk.settings.hotline.whatsapp_templates if each.name == name), None)
    if chosen is None:
        raise LookupError(name)
    values = {blank: _tidied(visit.form.get(f"{FIELD}{blank}", "")) for blank in chosen.blanks}

    def do() -> str:
        new = send_template(visit.desk.store, number, visit.operator, chosen, values, visit.number("after"))
        return "template-sent" if new else "template-sent-already"

    return conversation.done(visit, number, do)


def send_template(
    store: Store, conversation_id: int, who: Operator, chosen: WhatsAppTemplate, values: Mapping[str, str], after: int
) -> bool:
    """Send a template with its blanks filled; False when it was sent already. `after`: as for `answering.send`.

    Raises NotFilled where a blank is empty, Refused, IllegalTransition (not theirs), or LookupError (erased, or the
    contact is not on WhatsApp).
    """
    if not all(values.get(blank) for blank in chosen.blanks):
        raise NotFilled(chosen.name)
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        row = read_row(work, conversation_id)
        if row is None or not row.is_whatsapp:
            raise LookupError("not on WhatsApp")
        text = BLANK.sub(lambda found: values[found[1]], chosen.text)
        new = answering.new_text(work, conversation_id, who, text, chosen.language, after)
        if new is None:
            return False
        outbox.add(work, conversation_id, new, template=Template(chosen.content_sid, dict(values)))
        audit.record(work, who.id, "send_template", row.pseudonym)
    return True


def _tidied(value: str) -> str:
    """One line: WhatsApp refuses line ends and runs of spaces in what fills a blank."""
    return " ".join(answering.tidy(value).split())[:LONGEST_VALUE]
