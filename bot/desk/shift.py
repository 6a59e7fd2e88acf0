"""One's own shift: on duty, on a pause or off; that the browser lives; and which languages one answers in."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from bot.conversations import duty
from bot.conversations.audit import record
from bot.conversations.duty import Duty
from bot.desk import answering, skills
from bot.desk.guard import Visit


def pulse(visit: Visit) -> Response:
    """An open page says that its browser runs; it keeps no session from ending."""
    if visit.session is not None:
        with visit.desk.store.write(relaxed=True) as work:
            duty.pulse(work, visit.session.token_hash)
    return PlainTextResponse("")


def change_duty(visit: Visit) -> Response:
    """Say whether one is on duty. Who goes off leaves nobody waiting: what they held is in the queue again."""
    try:
        wanted = Duty(visit.form.get("duty", ""))
    except ValueError:
        return visit.go("/")
    with visit.desk.store.write() as work:
        duty.set_duty(work, visit.operator.id, wanted)
        record(work, visit.operator.id, f"duty_{wanted.value}", None)
        if wanted is Duty.OFF:
            answering.release_all_of(work, visit.operator.id, visit.operator.id)
        work.notify()
    return visit.go("/", f"duty-{wanted.value}")


def change_languages(visit: Visit) -> Response:
    """Say in which languages one answers."""
    with visit.desk.store.write() as work:
        skills.set_languages(work, visit.operator.id, visit.form.get("languages", ""))
        work.notify()
    return visit.go("/account", "changed")
