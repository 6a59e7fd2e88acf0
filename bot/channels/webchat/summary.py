"""The page to print: the last result of a conversation, alone, at the same address as the chat.

It is the answer to a form whose body holds the session: no address ever opens it, nothing of it is stored by the
browser (bot/web/security.py), and it is shown to nobody but the session's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jinja2 import Template
from starlette.responses import HTMLResponse

from bot.channels.webchat.sessions import Session
from bot.channels.webchat.shown import parts_of
from bot.channels.webchat.static_files import static_path
from bot.channels.webchat.texts import page_texts
from bot.channels.webchat.view import Shown
from bot.i18n import formats
from bot.i18n.catalogues import catalogue_of
from bot.replies.compensation.limits import days_to_act_by
from bot.replies.known import service_name
from bot.replies.phrases.service import ASK_MORE
from bot.replies.reply import PARAGRAPH_BREAK
from bot.replies.today import today_utc
from bot.text.direction import direction_of


def last_to_keep(shown: Sequence[Shown]) -> Shown | None:
    """The last message worth printing."""
    return next((each for each in reversed(shown) if each.to_keep), None)


def summary_page(template: Template, session: Session, message: Shown) -> HTMLResponse:
    """The page, in the language of the message. `session`: for its quick exit."""
    language = message.language or "en"
    ask_more = PARAGRAPH_BREAK + catalogue_of(language).say(ASK_MORE)  # paper answers nothing
    message = replace(message, text=message.text.removesuffix(ask_more))
    page = template.render(
        language=language,
        dir=direction_of(language),
        texts=page_texts(language),
        name=service_name(),
        today=formats.date(today_utc(), language),
        message=message,
        parts=_parts_of(message, language),
        session=session.token,
        static=static_path,
    )
    return HTMLResponse(page)


def _parts_of(message: Shown, language: str) -> Iterator[tuple[str, str | None, bool]]:
    """The text in order, as (words, where they lead to or None, whether they are a day to act by)."""
    for words, href in parts_of(message):
        position = 0
        for day in days_to_act_by(language).finditer(words if href is None else ""):
            yield words[position : day.start()], None, False
            yield day.group(), None, True
            position = day.end()
        yield words[position:], href, False
