"""The accounts, which administrators manage, and the audit trail."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy import func, select
from starlette.responses import Response

from bot.conversations.audit import COUNTED, account, record
from bot.conversations.duty import logged_in
from bot.conversations.work import Work
from bot.desk import accounts, answering, links, second_factor
from bot.desk.accounts import AccountProblem, Role
from bot.desk.audit_export import conditions
from bot.desk.guard import Visit
from bot.desk.links import Link
from bot.storage.tables import audit, contact, conversation, operator

LINES_A_PAGE = 100
Made = tuple[str, str, datetime.datetime]  # whose link, its address, and until when it opens
NO_ROLE = "Choose a role."
NOT_CLOSE_ONESELF = "You cannot close your own account."
NOT_OWN_ROLE = "You cannot change your own role."
NOT_OWN_FACTOR = "Change your own second factor on the page My account."
NOT_OWN_PASSWORD = "Change your own password on the page My account."  # noqa: S105  # a text


def operators_page(visit: Visit) -> Response:
    """Every account."""
    return _show(visit)


def add(visit: Visit) -> Response:
    """Add an account, with a link by which its owner sets the password."""
    role = _role(visit)
    if role is None:
        return _show(visit, 400, problem=NO_ROLE)
    try:
        added = accounts.add_operator(
            *(visit.desk.store, visit.form.get("name", ""), accounts.make_password(), role.value),
            handed_out=True,
            by=visit.operator.id,
        )
    except AccountProblem as problem:
        return _show(visit, 400, problem=str(problem))
    with visit.desk.store.write() as work:
        name, link = accounts.by_id(work, added).name, links.make(work, added)
    return _show(visit, made=(name, _address(visit, link), link.until))


def disable(visit: Visit) -> Response:
    """Close an account; whoever waits for it goes back into the queue."""
    number = visit.number("id")
    if number == visit.operator.id:
        return _show(visit, 400, problem=NOT_CLOSE_ONESELF)
    return _log_out(visit, number, lambda work: accounts.disable(work, number), "operator_disabled", "disabled")


def enable(visit: Visit) -> Response:
    """Open an account again."""
    try:
        with visit.desk.store.write() as work:
            accounts.enable(work, visit.number("id"))
            record(work, visit.operator.id, "operator_enabled", account(visit.number("id")))
    except AccountProblem as problem:
        return _show(visit, 400, problem=str(problem))
    return visit.go("/operators", "enabled")


def change_role(visit: Visit) -> Response:
    """Give an account another role. It is logged out, and whoever waits for it goes back into the queue."""
    number, role = visit.number("id"), _role(visit)
    if number == visit.operator.id:
        return _show(visit, 400, problem=NOT_OWN_ROLE)
    if role is None:
        return _show(visit, 400, problem=NO_ROLE)
    return _log_out(
        visit,
        number,
        lambda work: accounts.set_role(work, number, role),
        "role_changed",
        "role-changed",
        detail=role.value,
    )


def end_sessions(visit: Visit) -> Response:
    """Log an account out everywhere; whoever waits for it goes back into the queue."""
    number = visit.number("id")
    return _log_out(
        visit,
        number,
        lambda work: accounts.end_sessions(work, accounts.by_id(work, number).id),
        "sessions_ended",
        "sessions-ended",
    )


def reset_second_factor(visit: Visit) -> Response:
    """Take away the second factor of who has lost it; their sessions end."""
    number = visit.number("id")
    if number == visit.operator.id:
        return _show(visit, 400, problem=NOT_OWN_FACTOR)
    return _log_out(
        visit,
        number,
        lambda work: second_factor.reset(work, accounts.by_id(work, number).id),
        "second_factor_reset",
        "second-factor-reset",
    )


def reset_password(visit: Visit) -> Response:
    """Void an account's password, end its sessions, and show the link by which its owner sets a new one."""
    if visit.number("id") == visit.operator.id:
        return _show(visit, 400, problem=NOT_OWN_PASSWORD)
    try:
        with visit.desk.store.write() as work:
            accounts.reset_password(work, visit.number("id"))
            link = links.make(work, visit.number("id"))
            name = accounts.by_id(work, visit.number("id")).name
            record(work, visit.operator.id, "password_reset", account(visit.number("id")))
    except AccountProblem as problem:
        return _show(visit, 400, problem=str(problem))
    return _show(visit, made=(name, _address(visit, link), link.until))


def audit_page(visit: Visit) -> Response:
    """Who did what, the newest first. `before`: the id of the line above which the page begins.

    What strangers can do as often as they like is a list of its own (`refused`).
    """
    query = visit.request.query_params
    before, refused = query.get("before", ""), query.get("list") == "refused"
    counted = audit.c.action.in_(COUNTED)
    statement = (
        select(audit.c.id, audit.c.at, audit.c.action, audit.c.pseudonym, audit.c.detail, operator.c.name)
        .where(counted if refused else ~counted, *conditions(query))
        .outerjoin(operator, operator.c.id == audit.c.operator_id)
        .order_by(audit.c.id.desc())
        .limit(LINES_A_PAGE)
    )
    if before.isascii() and before.isdigit() and len(before) < 10:
        statement = statement.where(audit.c.id < int(before))
    with visit.desk.store.read() as work:
        lines = work.run(statement).all()
        named = select(conversation.c.id, contact.c.pseudonym).join(contact, contact.c.id == conversation.c.contact_id)
        named = named.where(contact.c.pseudonym.in_({line.pseudonym for line in lines if line.pseudonym}))
        there = {row.pseudonym: row.id for row in work.run(named)}
        everybody = accounts.all_operators(work)
        known = {account(each.id): each.name for each in everybody}
    return visit.page(
        "audit.html",
        lines=lines,
        accounts=known,
        there=there,
        refused=refused,
        counted=COUNTED,
        asked=query,
        people=[(each.id, each.name) for each in everybody],
        more=urlencode([(name, query[name]) for name in ("who", "what", "whom", "day", "list") if query.get(name)]),
        before=lines[-1].id if len(lines) == LINES_A_PAGE else None,
    )


def _log_out(
    visit: Visit, number: int, change: Callable[[Work], object], act: str, note: str, *, detail: str | None = None
) -> Response:
    """A change that logs an account out, recorded as `act`; whoever waits for it goes back into the queue."""
    try:
        with visit.desk.store.write() as work:
            change(work)
            answering.release_all_of(work, number, visit.operator.id)
            record(work, visit.operator.id, act, account(number), detail)
            work.notify()
    except AccountProblem as problem:
        return _show(visit, 400, problem=str(problem))
    return visit.go("/operators", note)


def _address(visit: Visit, link: Link) -> str:
    """The whole address of a link, as it is handed over."""
    scheme, host = "https" if visit.is_secure else "http", visit.request.headers.get("host", "")
    return f"{scheme}://{host}/invitation/{link.token}"


def _role(visit: Visit) -> Role | None:
    try:
        return Role(visit.form.get("role", ""))
    except ValueError:
        return None


def _show(visit: Visit, status: int = 200, *, problem: str | None = None, made: Made | None = None) -> Response:
    with visit.desk.store.read() as work:
        everybody = accounts.all_operators(work)
        here = logged_in(work)
        secured = second_factor.who_have_one(work)
        counts = select(conversation.c.operator_id, func.count().label("number")).group_by(conversation.c.operator_id)
        held = {row.operator_id: row.number for row in work.run(counts)}
    return visit.page(
        *("operators.html", status),
        everybody=everybody,
        roles=Role,
        secured=secured,
        here=here,
        held=held,
        problem=problem,
        made=made,
    )
