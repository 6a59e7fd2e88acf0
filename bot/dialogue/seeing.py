"""What is noted of a contact's text for the operator: its language, concepts, places and dates, and what it answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.seen import Seen, SeenPlace, SeenSentence
from bot.dates.when import when_in
from bot.dialogue.asked import places_in, reading_of
from bot.dialogue.language_and_country import SURE_OF_LANGUAGE
from bot.dialogue.named_language import language_of
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.phrasebook import Rendered
from bot.text.letters import script_of

MOST_SENTENCES = 20  # of one message; a longer one is read in its own words


def seen_in(
    text: str,
    parse: Mapping[str, Any],
    sentences: Sequence[tuple[str, Sequence[str]]],
    asked: Rendered | None,
    present: str | None,
    today: datetime.date,
) -> Seen:
    """What a text shows.

    `parse`: of the text by itself, in Rasa's form. `sentences`: each with its concepts. `asked`: the question of the
    phrasebook that is open, as it was asked. `present`: the contact's language. `today`: in UTC.
    """
    evidence = dict(parse.get("language") or {})
    places = places_in(parse)
    likely = [code for code in (asked.language if asked else None, present, _sure(evidence)) if code]
    when = when_in(text, likely[-1] if likely else SOURCE_LANGUAGE, today)
    return Seen(
        language=language_of(text, evidence),
        script=script_of(text),
        sentences=tuple(SeenSentence(said, tuple(concepts)) for said, concepts in sentences[:MOST_SENTENCES]),
        places=tuple(dict.fromkeys(SeenPlace(place.name, place.country) for place in places)),
        dates=((when.earliest.isoformat(), (when.latest or today).isoformat()),) if when else (),
        reading=reading_of(text, asked, likely, places, today) if asked else None,
    )


def _sure(evidence: Mapping[str, Any]) -> str | None:
    is_sure = evidence.get("substantial") and float(evidence.get("confidence", 0.0)) >= SURE_OF_LANGUAGE
    return str(evidence["language"]) if is_sure else None
