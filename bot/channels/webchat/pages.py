"""The chat page: one address, `/chat`, whatever happens; with JavaScript a live page, without it plain forms."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.webchat import events
from bot.channels.webchat.events import LONGEST_TEXT, Malformed, TooLong
from bot.channels.webchat.languages import (
    countries,
    country_choices,
    country_label,
    language_choices,
    language_label,
    languages,
    page_language,
    wanted_languages,
)
from bot.channels.webchat.notices import Notices
from bot.channels.webchat.origins import form_is_from_here
from bot.channels.webchat.sessions import Session
from bot.channels.webchat.shown import parts_of
from bot.channels.webchat.static_files import FOLDER, MODULES, serve_static, static_path
from bot.channels.webchat.summary import last_to_keep, summary_page
from bot.channels.webchat.talks import Heard, Talks
from bot.channels.webchat.texts import language_pack, page_texts, widget_labels
from bot.channels.webchat.view import Shown, Talk
from bot.conversations.contract import Intake
from bot.conversations.households import Whence
from bot.conversations.messages import Author
from bot.settings import Settings
from bot.text.direction import direction_of

PATH = "/chat"
WIDGET_PATH = "/widget.js"
COOKIE = "chat"
VISITOR_COOKIE = "chat-visitor"
# RFC 6265bis: a browser takes it from this host alone, over TLS. Else whoever has a neighbouring name, or the network
# between, could put their own session under a visitor's, and read what that visitor writes.
OF_THIS_HOST = "__Host-"
ANSWER_WAIT_SECONDS = 4.0  # so that a page without JavaScript mostly comes back with the answer
ANSWER_LOOK_SECONDS = 0.15
REMEMBERED_FORMS = 10_000
MOST_FIELDS = 10


@dataclass(frozen=True)
class Visit:
    """Who asks for the page, and in which language it is shown. `visitor`: who has no session is known by it."""

    session: Session | None
    visitor: str | None
    talk: Talk | None
    wanted: tuple[str, ...]
    language: str
    whence: Whence | None

    @property
    def holder(self) -> str | None:
        """Whom forms are made for."""
        return self.session.id if self.session else self.visitor


class Pages:
    """The pages of the web chat."""

    def __init__(self, settings: Settings, talks: Talks, intake: Intake) -> None:
        self._settings, self._talks, self._intake = settings, talks, intake
        self._secure = (settings.public_url or "").startswith("https://")
        self._issued: OrderedDict[str, Session] = OrderedDict()
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._page, self._left = environment.get_template("chat.html"), environment.get_template("left.html")
        self._summary = environment.get_template("summary.html")
        self._notices = Notices(settings.hotline, environment.get_template("notice.html"), PATH)
        self._widget = (FOLDER / "widget.js").read_text(encoding="utf-8")

    def routes(self) -> Sequence[BaseRoute]:
        """Paths, methods and what answers them; all open to anybody, POST only to our own page."""
        return (
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.post, methods=["POST"]),
            Route(f"{PATH}/texts/{{language}}", self.texts, methods=["GET"]),
            Route(WIDGET_PATH, self.widget, methods=["GET"]),
            Route("/static/{name:path}", serve_static, methods=["GET"]),
            *self._notices.routes(),
        )

    async def show(self, request: Request) -> Response:
        """The page; with the conversation in it for a visitor who came by the form."""
        return await self._render(await self._visit(request))

    async def texts(self, request: Request) -> Response:
        """The page's words in one language."""
        language = request.path_params["language"]
        if language not in languages():
            return PlainTextResponse("not found", status_code=404)
        return JSONResponse(language_pack(language))

    async def widget(self, request: Request) -> Response:
        """The script that a hotline's own site embeds."""
        script = self._widget.replace("__LABELS__", json.dumps(widget_labels()))
        embedded = {"Cross-Origin-Resource-Policy": "cross-origin"} if self._settings.embedding_origins else {}
        return Response(script, media_type="text/javascript", headers=embedded)

    async def post(self, request: Request) -> Response:
        """A form of the page: a text, a choice, a picker, the quick exit, the page to print; at one address."""
        if not form_is_from_here(request.headers, self._settings):
            await self._intake.count("webchat_foreign_form")
            return PlainTextResponse("this form is not ours", status_code=403)
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            visit = await self._visit(request)
            if "leave" in form:
                return await self._leave(visit, form)
            if "summary" in form:
                return await self._show_summary(visit, form)
            return await self._take(visit, form)

    async def _take(self, visit: Visit, form: FormData) -> Response:
        text = _text(form, "text")
        if not self._is_ours(form, visit):
            await self._intake.count("webchat_foreign_form")
            return await self._render(visit, 403, note="send_again", draft=text)
        session = visit.session or self._session_for(_text(form, "form_token"))
        try:
            heard = await self._hear(visit, session, form)
        except TooLong:
            return await self._render(visit, 413, note="too_long", draft=text)
        except Malformed:
            await self._intake.count("webchat_malformed_form")
            return await self._render(visit, 400, note="send_again", draft=text)
        if heard is None:
            return RedirectResponse(PATH, status_code=303)
        if heard.error:
            return await self._render(visit, 429, note="too_fast", draft=text)
        await self._wait_for_answer(session, visit.talk)
        response = self._remember(RedirectResponse(PATH, status_code=303), session)
        return response if visit.visitor is None else self._forget(response, VISITOR_COOKIE)

    async def _hear(self, visit: Visit, session: Session, form: FormData) -> Heard | None:
        """Hand in what the form holds; None where it holds nothing."""
        message_id = _text(form, "message_id")
        for picker in ("language", "country"):
            if value := _text(form, picker):
                wish = {picker: value, "client_message_id": f"{message_id}-{picker}"}
                what = events.picked(wish, languages(), countries())
                name = language_label(value) if picker == "language" else country_label(value, visit.language)
                return await self._talks.choose(self._intake, session, what, name, visit.wanted, visit.whence)
        choice, text = _text(form, "choice"), _text(form, "text")
        if not choice and not text.strip():
            return None
        said = {"message": "" if choice else text, "choice": choice or None, "client_message_id": message_id}
        return await self._talks.say(self._intake, session, events.uttered(said), visit.wanted, visit.whence)

    async def _leave(self, visit: Visit, form: FormData) -> Response:
        """End the session and go to the neutral page. `session`: the live page's own token, in its last beacon."""
        for session in (visit.session, await self._talks.session_of(_text(form, "session") or None)):
            if session is not None:
                await self._talks.leave(self._intake, session)
        # A refresh and no redirect: form-action would stop a redirect to another site, and a refresh leaves no history.
        address = self._settings.hotline.exit_page
        response = HTMLResponse(self._left.render(address=address), headers={"Refresh": f"0; url={address}"})
        return self._forget(self._forget(response, COOKIE), VISITOR_COOKIE)

    async def _show_summary(self, visit: Visit, form: FormData) -> Response:
        """The page to print, for the session of the cookie or of the live page's own token; else the chat."""
        session = await self._talks.session_of(_text(form, "session") or None)
        if session is None and self._is_ours(form, visit):
            session = visit.session
        talk = await self._talks.talk(session.id) if session else None
        message = last_to_keep(await self._talks.news(talk, 0)) if talk else None
        if session is None or message is None:
            return RedirectResponse(PATH, status_code=303)
        return summary_page(self._summary, session, message)

    async def _visit(self, request: Request) -> Visit:
        session = await self._talks.session_of(request.cookies.get(self._name(COOKIE)))
        talk = await self._talks.talk(session.id) if session else None
        wanted = wanted_languages(request.headers.get("accept-language", ""))
        known = (talk.language, *wanted) if talk and talk.language else wanted
        visitor = request.cookies.get(self._name(VISITOR_COOKIE))
        visitor = visitor if self._talks.sessions.is_visitor(visitor) else None
        whence = self._talks.households.of(request.scope)
        return Visit(session, visitor, talk, wanted, page_language(known), whence)

    def _is_ours(self, form: FormData, visit: Visit) -> bool:
        return self._talks.sessions.form_is_ours(_text(form, "form_token"), visit.holder, _text(form, "message_id"))

    async def _render(self, visit: Visit, status: int = 200, *, note: str = "", draft: str = "") -> Response:
        texts = page_texts(visit.language)
        shown = await self._talks.news(visit.talk, 0) if visit.talk else []
        holder, message_id = visit.holder or self._talks.sessions.new_visitor(), events.new_message_id()
        page = self._page.render(
            language=visit.language,
            dir=direction_of(visit.language),
            texts=texts,
            note=texts[note].format(limit=LONGEST_TEXT) if note else "",
            draft=draft,
            messages=shown,
            parts_of=parts_of,
            offering=_offering(shown),
            holder=visit.talk.holder if visit.talk else "bot",
            country=visit.talk.country if visit.talk else None,
            languages=language_choices((visit.language, *visit.wanted)),
            countries=country_choices(visit.language),
            form_token=self._talks.sessions.form_token(holder, message_id),
            message_id=message_id,
            static=static_path,
            modules=MODULES,
            notices=self._notices.of(visit.language),
            for_script=self._for_script(visit, texts),
        )
        response = HTMLResponse(page, status_code=status)
        return self._remember(response, visit.session) if visit.session else self._set(response, VISITOR_COOKIE, holder)

    def _for_script(self, visit: Visit, texts: dict[str, str]) -> dict[str, Any]:
        return {
            "language": visit.language,
            "texts": texts,
            "exit": self._settings.hotline.exit_page,
            "limit": LONGEST_TEXT,
            "session": visit.session.token if visit.session else None,
        }

    async def _wait_for_answer(self, session: Session, before: Talk | None) -> None:
        """Until somebody has answered, a human holds the conversation, or it takes too long."""
        deadline = asyncio.get_running_loop().time() + ANSWER_WAIT_SECONDS
        seen = (before.epoch, before.last_sequence) if before else ("", 0)
        while asyncio.get_running_loop().time() < deadline:
            talk = await self._talks.talk(session.id)
            if talk is not None:
                after = seen[1] if talk.epoch == seen[0] else 0
                answered = any(each.author is not Author.CONTACT for each in await self._talks.news(talk, after))
                if answered or talk.holder != "bot":
                    return
            await asyncio.sleep(ANSWER_LOOK_SECONDS)

    def _session_for(self, form_token: str) -> Session:
        """A new session; the same one for a form that is posted twice before the first answer is there.

        `form_token`: checked to be this visitor's own, so nobody else is given the same session.
        """
        session = self._issued.get(form_token) or self._talks.sessions.issue()
        self._issued[form_token] = session
        while len(self._issued) > REMEMBERED_FORMS:
            self._issued.popitem(last=False)
        return session

    def _remember(self, response: Response, session: Session) -> Response:
        """The signed session in a cookie that ends with the browser; no script reads it, no other site sends it."""
        return self._set(response, COOKIE, session.token)

    def _forget(self, response: Response, name: str) -> Response:
        response.delete_cookie(self._name(name), secure=self._secure, httponly=True, samesite="strict")
        return response

    def _set(self, response: Response, name: str, value: str) -> Response:
        response.set_cookie(self._name(name), value, secure=self._secure, httponly=True, samesite="strict")
        return response

    def _name(self, cookie: str) -> str:
        return OF_THIS_HOST + cookie if self._secure else cookie


def _offering(shown: Sequence[Shown]) -> int | None:
    """The sequence number of the message whose choices stand: the bot's last one, if it has choices."""
    last = next((each for each in reversed(shown) if each.author is Author.BOT), None)
    return last.sequence if last and last.choices else None


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return events.storable(value) if isinstance(value, str) else ""
