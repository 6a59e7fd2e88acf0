"""The language that the desk itself speaks: from its own catalogues, as the operator's browser has chosen it.

A language is offered when the head of `locales/desk/<language>/LC_MESSAGES/desk.po` says `X-Ready: yes`. English is the
source and needs no file.
"""

from __future__ import annotations

import gettext
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.languages import wanted_languages
from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES, SOURCE_LANGUAGE, compiled, is_ready, po_files

COOKIE = "desk-language"  # no secret: a code of two letters
LASTS_SECONDS = 365 * 86400


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """ISO 639 codes of the languages that the desk can be read in, English first."""
    ready = (code for code, po in po_files(DESK_LOCALES, DESK_DOMAIN).items() if is_ready(po))
    return (SOURCE_LANGUAGE, *ready)


def translations(language: str) -> gettext.NullTranslations:
    """What the desk says in a language; English for a text that has no translation."""
    po = po_files(DESK_LOCALES, DESK_DOMAIN).get(language)
    if po is None:
        return gettext.NullTranslations()
    with compiled(po).open("rb") as file:
        return gettext.GNUTranslations(file)


def chosen(request: Request) -> str:
    """The language of a page: what the browser was told to keep, else what it asks for, else English."""
    asked = wanted_languages(request.headers.get("accept-language", ""))
    kept = request.cookies.get(COOKIE, "")
    return next((code for code in (kept, *asked) if code in offered()), SOURCE_LANGUAGE)


def keep(response: Response, language: str, *, secure: bool) -> None:
    """Let the browser ask for this language from now on; one that is not offered changes nothing."""
    if language in offered():
        response.set_cookie(
            *(COOKIE, language, LASTS_SECONDS), path="/", httponly=True, samesite="strict", secure=secure
        )
