"""The page behind a link: whoever was given it sets a password that nobody else has seen."""

from __future__ import annotations

from starlette.responses import Response

from bot.desk import links, texts
from bot.desk.accounts import AccountProblem
from bot.desk.guard import Visit
from bot.desk.pages import INVITATION


def page(visit: Visit) -> Response:
    """The form. Looking at it uses nothing up: a program that follows links to look at them voids none."""
    return _show(visit, str(visit.request.path_params["token"]))


def set_password(visit: Visit) -> Response:
    """Set the password; the link is used up, and every session of the account ends."""
    token, password = visit.form.get("token", ""), visit.form.get("new", "")
    if password != visit.form.get("again", ""):
        return _show(visit, token, 400, problem=texts.TWO_DIFFER)
    try:
        done = links.use(visit.desk.store, token, password)
    except AccountProblem as problem:
        return _show(visit, token, 400, problem=str(problem))
    return visit.go("/login", "password-set") if done else visit.problem(404, texts.LINK_OVER)


def _show(visit: Visit, token: str, status: int = 200, *, problem: str | None = None) -> Response:
    owner = links.owner(visit.desk.store, token)
    if owner is None:
        return visit.problem(404, texts.LINK_OVER)
    return visit.page(INVITATION, status, owner=owner, token=token, problem=problem)
