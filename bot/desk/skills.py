"""Which languages operators answer in, and whom a waiting conversation rings first."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from bot.conversations.duty import on_duty
from bot.conversations.work import Work
from bot.desk.lists import Row
from bot.storage.engine import now
from bot.storage.tables import operator

RING_ALL_AFTER = datetime.timedelta(minutes=2)
CODE = re.compile(r"\b[a-z]{2,3}\b")
MOST = 20


def set_languages(work: Work, operator_id: int, text: str) -> None:
    """Keep the languages of a text ("en, fr ru"), ISO 639; what is no code is left out."""
    codes = list(dict.fromkeys(CODE.findall(text.lower())))[:MOST]
    work.run(operator.update().where(operator.c.id == operator_id).values(languages=" ".join(codes)))


def languages_of(work: Work) -> dict[int, frozenset[str]]:
    """The languages of each account that names any."""
    rows = work.run(select(operator.c.id, operator.c.languages).where(operator.c.languages != ""))
    return {row.id: frozenset(row.languages.split()) for row in rows}


def ringing(work: Work) -> dict[int, frozenset[str]]:
    """The languages of those who are on duty, by operator."""
    spoken = languages_of(work)
    return {operator_id: spoken.get(operator_id, frozenset()) for operator_id in on_duty(work)}


def rung_first(queue: Iterable[Row], there: Mapping[int, frozenset[str]]) -> dict[int, list[int]]:
    """Whom each conversation rings, by its id; one that rings everybody is left out.

    Urgent ones ring everybody at once; others ring those who speak the language for RING_ALL_AFTER, if any is there.
    """
    moment, found = now(), {}
    for row in queue:
        speakers = sorted(who for who, languages in there.items() if row.language in languages)
        is_new = row.waiting_since is not None and moment - row.waiting_since < RING_ALL_AFTER
        if speakers and is_new and not row.urgent:
            found[row.id] = speakers
    return found
