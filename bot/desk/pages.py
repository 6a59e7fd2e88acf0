"""Makes pages from templates/, everything in them escaped."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.conversations.delivery import is_failing
from bot.conversations.duty import IDLE
from bot.conversations.file_types import SHOWN
from bot.conversations.pseudonyms import name_of
from bot.desk import guard, interface, locales, sessions, texts
from bot.desk.cited import cited
from bot.desk.files import length_of, size_of
from bot.desk.icons import ICONS
from bot.desk.interface import Speaker
from bot.desk.passwords import WHAT_TO_TAKE
from bot.desk.pins import pin_of
from bot.desk.seen import gloss_of
from bot.i18n.filled import translated
from bot.replies.phrasebook import cited as sentence_of
from bot.statistics.codes import spoken
from bot.storage.engine import now
from bot.text.direction import isolate_typed

if TYPE_CHECKING:
    from bot.desk.guard import Visit

TEMPLATES = Path(__file__).parent / "templates"
FORM_COOKIE_BYTES = 32
LOGIN, INVITATION = "login.html", "invitation.html"
MINUTE, HOUR, DAY = 60, 3600, 86400


class Pages:
    """The templates, loaded once for each language of the desk."""

    def __init__(self, hotline_name: str) -> None:
        self.speakers = {code: interface.speaker(code) for code in interface.offered()}
        self._environments = {code: self._make(hotline_name, said) for code, said in self.speakers.items()}

    def _make(self, hotline_name: str, said: Speaker) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(said.translations, newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(
            hotline_name=hotline_name,
            interface=said.language,
            interface_languages=interface.offered(),
            idle_seconds=int(IDLE.total_seconds()),
            icons=ICONS,
            name_of=name_of,
            texts=texts,
            said=said,
            what_to_take=WHAT_TO_TAKE,
            own_name=locales.own_name,
            language_name=said.language_name,
            country_name=said.country_name,
            ages={key: said.gettext(words) for key, words in texts.AGES.items()},
            script_words=texts.for_scripts(said),
            direction=locales.direction,
            names_in=spoken(said.language),
            cited=cited,
            sentence_of=sentence_of,
            gloss_of=partial(gloss_of, said=said),
            pin_of=pin_of,
            size_of=partial(size_of, said=said),
            length_of=length_of,
            shown_types=SHOWN,
            isolate_typed=isolate_typed,
            is_failing=is_failing,
        )
        environment.filters.update(age=partial(age, said=said.gettext), clock=clock, iso=iso)
        environment.filters["number"] = partial(number, language=said.language)
        environment.filters["translated"] = partial(translated, translate=said.gettext)
        return environment

    def speaker(self, request: Request) -> Speaker:
        """Who says it in the language of a page."""
        return self.speakers[interface.chosen(request)]

    def answer(self, visit: Visit, template: str, status: int = 200, **values: object) -> Response:
        """A page for a visit, with its form token and the note that the address names."""
        request = visit.request
        cookie_name = guard.session_cookie_name(request) if visit.session else guard.form_cookie_name(request)
        cookie = request.cookies.get(cookie_name) or secrets.token_urlsafe(FORM_COOKIE_BYTES)
        content = (
            self._environments[interface.chosen(request)]
            .get_template(template)
            .render(
                operator=visit.session.operator if visit.session else None,
                lacks_second_factor=visit.lacks_second_factor,
                my_languages=visit.session.languages if visit.session else "",
                duty=visit.session.duty.value if visit.session else None,
                path=request.url.path,
                form_token=sessions.form_token(visit.desk.store.vault, cookie),
                note=texts.NOTES.get(request.query_params.get("note", "")),
                **values,
            )
        )
        response = HTMLResponse(content, status_code=status)
        if template in (LOGIN, INVITATION) and not visit.session:
            set_cookie(response, cookie_name, cookie, secure=visit.is_secure)
        return response


def set_cookie(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Set a cookie that no script, no other site and (over https) no plain connection sees; gone with the browser."""
    response.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=secure)


def age(moment: datetime.datetime | None, said: Callable[[str], str] = str) -> str:
    """How long ago, in words as short as a list has room for. `said` translates a text."""
    if moment is None:
        return ""
    seconds = max(0, int((now() - moment).total_seconds()))
    if seconds < MINUTE:
        return said(texts.AGES["now"])
    if seconds < HOUR:
        return said(texts.AGES["minutes"]).format(minutes=seconds // MINUTE)
    if seconds < DAY:
        return said(texts.AGES["hours"]).format(hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)
    return said(texts.AGES["days"]).format(days=seconds // DAY, hours=seconds % DAY // HOUR)


def clock(moment: datetime.datetime) -> str:
    """Date and time in UTC; the browser shows its own zone where scripts run."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def number(value: float, language: str) -> str:
    """A number of three digits that count, as the language writes it."""
    return str(format_decimal(float(f"{value:.3g}"), format="#,##0.######", locale=language))


def iso(moment: datetime.datetime) -> str:
    """For the datetime attribute."""
    return moment.isoformat(timespec="seconds")
