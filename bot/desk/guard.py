"""What stands before every page: session, role, size, origin and form token. Handlers see only what passed."""

from __future__ import annotations

import enum
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.conversations import audit
from bot.conversations.scrubber import Scrubber
from bot.conversations.work import Store
from bot.desk import interface, sessions, texts
from bot.desk.accounts import Operator, Role
from bot.desk.live import Live
from bot.desk.sessions import Session
from bot.settings import Settings
from bot.storage.room import no_room

if TYPE_CHECKING:
    from bot.desk.interface import Speaker
    from bot.desk.pages import Pages

logger = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024  # the longest text, urlencoded, is under 50 kB
COOKIE, SECURE_COOKIE = "desk", "__Host-desk"
FORM_COOKIE, SECURE_FORM_COOKIE = "desk-form", "__Host-desk-form"
FORM_FIELD = "form_token"
AUTOMATIC = "auto"  # a page that reloads itself is no sign of anybody being there


class Access(enum.Enum):
    """Who may come."""

    ANYONE = "anyone"
    ACCOUNT = "account"  # also one who has yet to change the password they were given, or to set up a second factor
    OPERATOR = "operator"  # who answers
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    NUMBERS = "numbers"  # the statistics, which name nobody


ALL_SEE = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
OPENS: Mapping[Access, frozenset[Role]] = {
    Access.OPERATOR: ALL_SEE | {Role.OPERATOR},
    Access.SUPERVISOR: ALL_SEE,
    Access.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    Access.NUMBERS: ALL_SEE | {Role.COORDINATOR},
}
LIST, NUMBERS = "/", "/statistics"  # where the desk begins, for who answers and for who reads numbers


@dataclass(frozen=True)
class Desk:
    """What handlers work with."""

    settings: Settings
    store: Store
    pages: Pages
    live: Live
    scrubber: Scrubber


@dataclass(frozen=True)
class Visit:
    """One request that passed."""

    desk: Desk
    request: Request
    session: Session | None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def operator(self) -> Operator:
        """Who it is."""
        if self.session is None:
            raise LookupError("nobody is logged in")
        return self.session.operator

    @property
    def lacks_second_factor(self) -> bool:
        """Whether the hotline wants a second factor of this role, and there is none yet."""
        roles = self.desk.settings.hotline.second_factor
        return self.session is not None and self.session.waits_for_second_factor(roles)

    @property
    def said(self) -> Speaker:
        """Who says what code says, in the language of the page."""
        return self.desk.pages.speaker(self.request)

    @property
    def is_secure(self) -> bool:
        """Whether the browser came by https."""
        return is_secure(self.request)

    def number(self, name: str) -> int:
        """A number of the path or the form; 0 where it is none."""
        raw = str(self.request.path_params.get(name) or self.form.get(name, ""))
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page from a template."""
        return self.desk.pages.answer(self, template, status, **values)

    def problem(self, status: int, words: str) -> Response:
        """A page that says what is wrong."""
        return self.page("message.html", status, words=words)

    def go(self, path: str, note: str | None = None) -> Response:
        """A redirect after something was done; `note` names one of texts.NOTES."""
        return RedirectResponse(f"{path}?note={note}" if note else path, status_code=303)


Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(desk: Desk, handler: Handler, access: Access, *, passive: bool = False) -> Endpoint:
    """The handler behind its guard. `passive`: what the page does by itself, which keeps no session alive."""

    async def endpoint(request: Request) -> Response:
        try:
            return await _pass(desk, handler, access, passive or AUTOMATIC in request.query_params, request)
        except Exception as problem:
            if type(problem) is LookupError:  # not KeyError and the like, which would be faults of ours
                return await _tell(desk, request, 404, texts.NOT_FOUND)
            if reason := no_room(problem):
                logger.error("%s %s: %s", request.method, handler.__name__, reason)
                return await _tell(desk, request, 503, texts.NO_ROOM)
            # its message may hold a name or a text, so only its kind is noted
            logger.error("%s %s: %s", request.method, handler.__name__, type(problem).__name__)
            return await _tell(desk, request, 500, texts.BROKEN)

    return endpoint


async def _pass(desk: Desk, handler: Handler, access: Access, passive: bool, request: Request) -> Response:
    cookie = request.cookies.get(SECURE_COOKIE if is_secure(request) else COOKIE)
    session = None
    if cookie:
        session = await run_in_threadpool(sessions.read_session, desk.store, cookie, touch=not passive)
    if access is not Access.ANYONE and session is None:
        return _to_login(request, passive, was_in=bool(cookie))
    visit = Visit(desk, request, session)
    if session is not None:
        interface.is_of(request, session.interface)
        await run_in_threadpool(_keep_whether_in, desk, session)
    if access not in (Access.ANYONE, Access.ACCOUNT) and visit.operator.must_change:
        return PlainTextResponse("password", status_code=403) if passive else visit.go("/account", "change-first")
    if access not in (Access.ANYONE, Access.ACCOUNT) and visit.lacks_second_factor:
        return PlainTextResponse("code", status_code=403) if passive else visit.go("/account/second-factor")
    if access in OPENS and visit.operator.role not in OPENS[access]:
        if request.url.path == LIST:
            return visit.go(NUMBERS)
        await run_in_threadpool(_count, visit, "refused")
        return visit.problem(403, texts.NOT_ALLOWED)
    if request.method == "POST":
        form = await _form(request)
        if form is None:
            return visit.problem(413, texts.TOO_LARGE)
        bound_to = cookie if session else request.cookies.get(form_cookie_name(request))
        given = form.get(FORM_FIELD, "")
        if not same_origin(request) or not bound_to or not sessions.form_token_fits(desk.store.vault, bound_to, given):
            await run_in_threadpool(_count, visit, "form_refused")
            return visit.problem(403, texts.FORM_TOO_OLD)
        visit = Visit(desk, request, session, form)
    return await run_in_threadpool(handler, visit)


def _keep_whether_in(desk: Desk, session: Session) -> None:
    is_in = session.may_come_in(desk.settings.hotline.second_factor)
    if is_in != session.is_in:
        with desk.store.write() as work:
            sessions.set_in(work, session.token_hash, is_in=is_in)


def _count(visit: Visit, refusal: str) -> None:
    with visit.desk.store.write() as work:
        audit.count(work, visit.session.operator.id if visit.session else None, refusal)


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of an urlencoded form; None when it is too large, or its size is not declared."""
    declared = request.headers.get("content-length", "")
    if not declared.isdigit() or int(declared) > LARGEST_FORM:
        return None
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def _tell(desk: Desk, request: Request, status: int, words: str) -> Response:
    visit = Visit(desk, request, None)
    return await run_in_threadpool(visit.problem, status, words)


def _to_login(request: Request, passive: bool, *, was_in: bool) -> Response:
    if passive and AUTOMATIC not in request.query_params:
        return PlainTextResponse("logged out", status_code=401)
    path = request.url.path
    wanted = path if request.method == "GET" else path.rsplit("/", 1)[0]
    note = "note=idle&" if was_in else ""
    return RedirectResponse(f"/login?{note}next={quote(wanted)}", status_code=303)


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of ours. Old browsers say nothing; then the form token alone counts."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def is_secure(request: Request) -> bool:
    """Whether the browser came by https, to us or to the proxy in front of us."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


def session_cookie_name(request: Request) -> str:
    """The name of the session's cookie."""
    return SECURE_COOKIE if is_secure(request) else COOKIE


def form_cookie_name(request: Request) -> str:
    """The name of the cookie that the login form is bound to."""
    return SECURE_FORM_COOKIE if is_secure(request) else FORM_COOKIE
