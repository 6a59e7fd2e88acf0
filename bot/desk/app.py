"""The desk: one table of what can be asked for, by whom."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.conversations.hosts import HostGate
from bot.conversations.scrubber import Scrubber
from bot.conversations.shipping import shipper
from bot.conversations.work import Store
from bot.desk import (
    audit_export,
    calling_back,
    coding,
    conversation,
    entrance,
    files,
    installation,
    invitation,
    management,
    overview,
    own_sessions,
    phrasebook,
    publishing,
    retention,
    search,
    second_step,
    shift,
    statistics,
    together,
    whatsapp_templates,
    worklist,
)
from bot.desk.guard import Access, Desk, Handler, guarded
from bot.desk.headers import Headers
from bot.desk.live import Live
from bot.desk.looking_after import watch_audit, watch_departures
from bot.desk.pages import Pages
from bot.settings import Settings

STATIC = Path(__file__).parent / "static"


class Page(NamedTuple):
    """One row of the table. `passive`: asked for by an open page itself, so it keeps no session alive."""

    method: str
    path: str
    handler: Handler
    access: Access
    passive: bool = False


# Every POST also needs the form token and our own origin, and is refused over 64 kB (guard.py).
PAGES = (
    Page("GET", "/health", worklist.health, Access.ANYONE, passive=True),
    Page("GET", "/login", entrance.login_page, Access.ANYONE),
    Page("POST", "/login", entrance.log_in, Access.ANYONE),
    Page("POST", "/login/code", second_step.log_in, Access.ANYONE),
    Page("GET", "/invitation/{token}", invitation.page, Access.ANYONE),
    Page("POST", "/invitation", invitation.set_password, Access.ANYONE),
    Page("POST", "/interface", entrance.choose_language, Access.ANYONE),
    Page("POST", "/logout", entrance.log_out, Access.ACCOUNT),
    Page("GET", "/account", entrance.account_page, Access.ACCOUNT),
    Page("POST", "/account", entrance.change_password, Access.ACCOUNT),
    Page("GET", "/account/sessions", own_sessions.page, Access.ACCOUNT),
    Page("POST", "/account/sessions/end", own_sessions.end_one, Access.ACCOUNT),
    Page("POST", "/account/sessions/end-others", own_sessions.end_others, Access.ACCOUNT),
    Page("GET", "/account/second-factor", second_step.page, Access.ACCOUNT),
    Page("POST", "/account/second-factor", second_step.begin, Access.ACCOUNT),
    Page("POST", "/account/second-factor/confirm", second_step.confirm, Access.ACCOUNT),
    Page("POST", "/account/second-factor/codes", second_step.new_codes, Access.ACCOUNT),
    Page("POST", "/account/second-factor/remove", second_step.remove, Access.ACCOUNT),
    Page("GET", "/", worklist.list_page, Access.OPERATOR),
    Page("GET", "/lists", worklist.list_fragment, Access.OPERATOR, passive=True),
    Page("GET", "/live", worklist.live, Access.OPERATOR, passive=True),
    Page("GET", "/news", worklist.news, Access.OPERATOR, passive=True),
    Page("POST", "/here", worklist.here, Access.OPERATOR),
    Page("GET", "/pulse", shift.pulse, Access.ACCOUNT, passive=True),
    Page("POST", "/duty", shift.change_duty, Access.OPERATOR),
    Page("POST", "/languages", shift.change_languages, Access.OPERATOR),
    Page("GET", "/search", search.page, Access.OPERATOR),
    Page("POST", "/search", search.search, Access.OPERATOR),
    Page("GET", "/call-backs", calling_back.page, Access.OPERATOR),
    Page("POST", "/call-backs/{id:int}", calling_back.settle, Access.OPERATOR),
    Page("POST", "/next", worklist.take_next, Access.OPERATOR),
    Page("GET", "/conversations/{id:int}", conversation.page, Access.OPERATOR),
    Page("GET", "/conversations/{id:int}/fragment", conversation.fragment, Access.OPERATOR, passive=True),
    Page("POST", "/conversations/{id:int}/open", conversation.give_reason, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/length", conversation.length, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/take", conversation.take, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/send", conversation.send, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/try-now", conversation.try_now, Access.OPERATOR),
    Page("GET", "/conversations/{id:int}/phrasebook", phrasebook.page, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/ready", conversation.send_ready, Access.OPERATOR),
    Page("GET", "/conversations/{id:int}/files/{file:int}", files.show, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/template", whatsapp_templates.send, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/note", together.add_note, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/offer", together.offer, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/accept", together.accept, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/decline", together.decline, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/take-over", together.take_over, Access.SUPERVISOR),
    Page("POST", "/conversations/{id:int}/hand-back", conversation.hand_back, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/put-back", conversation.put_back, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/release", conversation.release, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/urgency", conversation.change_urgency, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/situation", conversation.change_situation, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/erase", conversation.erase, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/coding", coding.save, Access.OPERATOR),
    Page("POST", "/conversations/{id:int}/hold", retention.hold, Access.SUPERVISOR),
    Page("POST", "/conversations/{id:int}/lift", retention.lift, Access.SUPERVISOR),
    Page("GET", "/retention", retention.page, Access.OPERATOR),
    Page("GET", "/operators", management.operators_page, Access.ADMINISTRATOR),
    Page("POST", "/operators", management.add, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/disable", management.disable, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/enable", management.enable, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/role", management.change_role, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/end-sessions", management.end_sessions, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/second-factor", management.reset_second_factor, Access.ADMINISTRATOR),
    Page("POST", "/operators/{id:int}/password", management.reset_password, Access.ADMINISTRATOR),
    Page("GET", "/settings", installation.page, Access.ADMINISTRATOR),
    Page("GET", "/audit", management.audit_page, Access.SUPERVISOR),
    Page("GET", "/audit.csv", audit_export.export, Access.SUPERVISOR),
    Page("GET", "/shift", overview.page, Access.SUPERVISOR),
    Page("GET", "/statistics", statistics.page, Access.NUMBERS),
    Page("GET", "/statistics/picture", statistics.picture, Access.NUMBERS),
    Page("GET", "/statistics/table.csv", statistics.as_csv, Access.NUMBERS),
    Page("GET", "/statistics/table.json", statistics.as_json, Access.NUMBERS),
    Page("GET", "/statistics/gaps", statistics.gaps_page, Access.NUMBERS),
    Page("GET", "/statistics/report", statistics.report_page, Access.NUMBERS),
    Page("GET", "/statistics/published", publishing.page, Access.NUMBERS),
    Page("POST", "/statistics/published", publishing.publish, Access.SUPERVISOR),
    Page("GET", "/statistics/published.csv", publishing.as_csv, Access.NUMBERS),
    Page("GET", "/statistics/published.json", publishing.as_json, Access.NUMBERS),
)


def make_desk(settings: Settings, store: Store) -> ASGIApp:
    """The ASGI app of the desk."""
    pages = Pages(settings.hotline.name)
    live = Live(store, tuple(pages.speakers.values()))
    scrubber = Scrubber(store)
    desk = Desk(settings, store, pages, live, scrubber)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        to = shipper(settings.audit_to) if settings.audit_to else None
        trail = watch_audit(store, to, datetime.timedelta(days=settings.audit_days))
        beside = live.run(), watch_departures(store), trail, scrubber.run(asyncio.Event())
        watching = [asyncio.create_task(each) for each in beside]
        yield
        for task in watching:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    routes: list[BaseRoute] = [
        Route(page.path, guarded(desk, page.handler, page.access, passive=page.passive), methods=[page.method])
        for page in PAGES
    ]
    routes.append(Mount("/static", StaticFiles(directory=STATIC), name="static"))
    return Starlette(
        routes=routes, lifespan=lifespan, middleware=[Middleware(Headers), Middleware(HostGate, settings=settings)]
    )
