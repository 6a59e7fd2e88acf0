"""The page on which conversations are looked for. What is asked is posted: no address of a page holds a word."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.responses import Response

from bot.conversations.audit import record
from bot.desk import texts
from bot.desk.card import countries_by_name, known_countries
from bot.desk.finding import MOST_TEXTS, Found, State, Wanted, beginning, find
from bot.desk.guard import Visit
from bot.i18n.catalogues import available_languages
from bot.text.folding import without_accents

CHANNELS = tuple(name for name in texts.CHANNELS if name != "whatsapp")  # which stands in the encrypted address alone
LANGUAGE = re.compile(r"[a-z]{2,3}")
LONGEST_WORD = 100
DAY = datetime.timedelta(days=1)
Read = TypeVar("Read")


def page(visit: Visit) -> Response:
    """The form alone."""
    return _show(visit)


def search(visit: Visit) -> Response:
    """What fits. That somebody looked for it is in the audit trail, never what for."""
    form = visit.form
    if form.get("name", "").strip() and beginning(form["name"]) is None:
        return _show(visit, problem=texts.NO_SUCH_NAME)
    wanted, before = wanted_in(form), _read(_moment, form.get("before", ""))
    with visit.desk.store.read() as work:
        found = find(work, visit.operator, wanted, before)
    with visit.desk.store.write() as work:
        number = len(found.open_rows) + len(found.closed)
        record(work, visit.operator.id, "search_word" if wanted.word else "search", None, str(number))
    return _show(visit, found=found, wanted=wanted)


def wanted_in(form: Mapping[str, str]) -> Wanted:
    """What a form asks for; what cannot be read is not asked."""
    language, channel, country = (form.get(name, "") for name in ("language", "channel", "country"))
    word = form.get("word", "").strip()[:LONGEST_WORD]
    return Wanted(
        language=language if LANGUAGE.fullmatch(language) else None,
        country=country if country in known_countries() else None,
        channel=channel if channel in CHANNELS else None,
        state=_read(State, form.get("state", "")),
        mine="mine" in form,
        urgent="urgent" in form,
        undelivered="undelivered" in form,
        since=_read(_midnight, form.get("since", "")),
        until=_read(_midnight_after, form.get("until", "")),
        name=beginning(form.get("name", "")),
        word=word if without_accents(word).strip() else "",
    )


def _midnight(text: str) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(), datetime.timezone.utc)


def _midnight_after(text: str) -> datetime.datetime:
    return _midnight(text) + DAY


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc)


def _read(how: Callable[[str], Read], text: str) -> Read | None:
    try:
        return how(text)
    except (ValueError, OverflowError):
        return None


def _show(
    visit: Visit, *, found: Found | None = None, wanted: Wanted | None = None, problem: str | None = None
) -> Response:
    return visit.page(
        *("search.html", 400 if problem else 200),
        found=found,
        wanted=wanted,
        asked=visit.form,
        problem=problem,
        languages=sorted(available_languages(), key=visit.said.language_name),
        countries=countries_by_name(visit.said),
        channels=CHANNELS,
        most_texts=MOST_TEXTS,
    )
