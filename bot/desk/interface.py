"""The language that the desk itself speaks, from its own catalogues.

Who is logged in reads it in the language of their account. Before that, and where an account has chosen none, what this
browser keeps decides, then what it asks for. A choice is kept with both. An account that has chosen none takes what the
browser keeps when it logs in.

A language is offered when the head of `locales/desk/<language>/LC_MESSAGES/desk.po` says `X-Ready: yes`. English is the
source and needs no file.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.languages import wanted_languages
from bot.conversations.work import Work
from bot.desk import locales
from bot.i18n.catalogues import (
    DESK_DOMAIN,
    DESK_LOCALES,
    SOURCE_LANGUAGE,
    Phrase,
    catalogue_to_understand,
    compiled,
    is_ready,
    po_files,
)
from bot.storage.tables import operator

COOKIE = "desk-language"  # no secret: a code of two letters
LASTS_SECONDS = 365 * 86400


@dataclass(frozen=True)
class Speaker:
    """What the desk says from code in one language; English where there is no translation."""

    language: str = SOURCE_LANGUAGE
    translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, repr=False)

    def gettext(self, words: str) -> str:
        """A text of the desk's catalogues."""
        return self.translations.gettext(words) if words else ""  # gettext has the head of its file there

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A text in the form that goes with a number."""
        return self.translations.ngettext(one, many, number)

    def pgettext(self, context: str, words: str) -> str:
        """A text that says different things in different places."""
        return self.translations.pgettext(context, words)

    def phrase(self, phrase: Phrase) -> str:
        """A text of the contacts' catalogues, such as a topic's title."""
        return catalogue_to_understand(self.language).say(phrase)

    def language_name(self, code: str) -> str:
        """The name of a language."""
        return locales.name_of_language(code, self.language)

    def country_name(self, code: str) -> str:
        """The name of a country (ISO 3166-1)."""
        return locales.country_name(code, self.language)


ENGLISH = Speaker()


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


def speaker(language: str) -> Speaker:
    """Who says it in a language."""
    return Speaker(language, translations(language))


def is_of(request: Request, language: str) -> None:
    """Say in which language the account of who asks reads the desk; empty where it has chosen none."""
    request.state.interface = language


def chosen(request: Request) -> str:
    """The language of a page: the account's, else what the browser keeps, else what it asks for, else English."""
    own, kept = getattr(request.state, "interface", ""), request.cookies.get(COOKIE, "")
    asked = wanted_languages(request.headers.get("accept-language", ""))
    return next((code for code in (own, kept, *asked) if code in offered()), SOURCE_LANGUAGE)


def keep_of(work: Work, operator_id: int, language: str) -> None:
    """Keep a language with an account; one that is not offered changes nothing."""
    if language in offered():
        work.run(operator.update().where(operator.c.id == operator_id).values(interface=language))


def take_along(work: Work, operator_id: int, request: Request) -> None:
    """Keep with an account that has chosen no language what its browser keeps."""
    kept = request.cookies.get(COOKIE, "")
    if kept in offered():
        has_none = (operator.c.id == operator_id) & (operator.c.interface == "")
        work.run(operator.update().where(has_none).values(interface=kept))


def keep(response: Response, language: str, *, secure: bool) -> None:
    """Let the browser ask for this language from now on; one that is not offered changes nothing."""
    if language in offered():
        response.set_cookie(
            *(COOKIE, language, LASTS_SECONDS), path="/", httponly=True, samesite="strict", secure=secure
        )
