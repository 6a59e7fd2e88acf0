"""The language that an operator reads: that of the phrasebook, of what was sent from it, and of its answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.desk import interface
from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages

COOKIE = "desk-reads"  # a language's code and nothing else
HALF_A_YEAR = 180 * 24 * 3600  # seconds


def read_language(request: Request) -> str:
    """As they say just now, else as they said before, else the language of the desk, else English."""
    said = request.query_params.get("reads") or request.cookies.get(COOKIE) or interface.chosen(request)
    return said if said in available_languages() else SOURCE_LANGUAGE


def keep(response: Response, language: str, *, secure: bool) -> None:
    """Remember it in this browser."""
    response.set_cookie(COOKIE, language, max_age=HALF_A_YEAR, samesite="strict", secure=secure, httponly=True)
