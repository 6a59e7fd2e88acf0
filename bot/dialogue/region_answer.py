"""A text that answers which part of the country somebody is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.interviews.engine import open_in, waits
from bot.dialogue.interviews.kind import INFORM, NOT_UNDERSTOOD
from bot.dialogue.language_and_country import CHANGE_COUNTRY
from bot.dialogue.regions import MOST_BESIDE, WITH_ENDINGS, region_in
from bot.dialogue.story import SLOT, Story
from bot.replies.region import QUESTION

# A name by itself is taken for any topic; with more words it is an answer only where they are about nothing else.
TRIES = NOT_UNDERSTOOD | {INFORM, CHANGE_COUNTRY, "affirm", "deny", "greet", "menu"}


def answer_to_region(slots: Mapping[str, Any], parse: Mapping[str, Any]) -> dict[str, str] | None:
    """The entities of the `inform` that a text amounts to after the part of the country was asked for; None for none.

    `slots`: Rasa's, before the turn. `parse`: of the text by itself, in Rasa's form.
    """
    story, country = Story.read(slots.get(SLOT)), slots.get("country")
    if not story.region_asked or country is None or waits(open_in(slots)):
        return None
    is_try = (parse.get("intent") or {}).get("name") in TRIES
    region = region_in(
        str(parse.get("text") or ""),
        str(country),
        MOST_BESIDE if is_try else 0,
        endings=is_try and slots.get("language") in WITH_ENDINGS,
    )
    return {"question": QUESTION, "answer": region} if region else None
