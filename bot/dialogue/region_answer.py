"""A text that answers which part of the country somebody is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.interviews.engine import open_in, waits
from bot.dialogue.interviews.kind import INFORM, NOT_UNDERSTOOD
from bot.dialogue.language_and_country import CHANGE_COUNTRY
from bot.dialogue.regions import MOST_BESIDE, WITH_ENDINGS, region_in
from bot.dialogue.story import SLOT, Story
from bot.dialogue.wording import says
from bot.replies.phrases.guides import SKIP_WORDS
from bot.replies.questions import SKIPPED
from bot.replies.region import QUESTION

# A name by itself is taken for any topic; with more words it is an answer only where they are about nothing else.
TRIES = NOT_UNDERSTOOD | {INFORM, CHANGE_COUNTRY, "affirm", "deny", "greet", "menu"}


def answer_to_region(slots: Mapping[str, Any], parse: Mapping[str, Any]) -> dict[str, str] | None:
    """The entities of the `inform` that a text amounts to which tells the part of the country; None for none.

    After it was asked for, and unasked where a text says only where its writer is. A town that is also one of another
    country is one of this country where they have said that they are in it. `slots`: Rasa's, before the turn. `parse`:
    of the text by itself, in Rasa's form.
    """
    country, topic = slots.get("country"), (parse.get("intent") or {}).get("name")
    named = {entity["value"] for entity in parse.get("entities") or () if entity.get("entity") == "country"}
    if country is None or waits(open_in(slots)) or (named - {country} and slots.get("country_guessed")):
        return None
    story, text = Story.read(slots.get(SLOT)), str(parse.get("text") or "")
    if not story.region_asked and (named or topic != CHANGE_COUNTRY):
        return None
    if story.asks_region and says(text, SKIP_WORDS):
        return {"question": QUESTION, "answer": SKIPPED}
    is_try = topic in TRIES
    region = region_in(
        text,
        str(country),
        MOST_BESIDE if is_try else 0,
        endings=is_try and slots.get("language") in WITH_ENDINGS,
    )
    return {"question": QUESTION, "answer": region} if region else None
