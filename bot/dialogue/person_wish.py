"""The wish for a person that stands beside something else in a longer text, whose topic alone would be answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.nlu.parse_keys import PEAKS

WISH = "talk_to_human"
SURE = 0.95  # in one passage: docs/understanding.md
# Who writes of these is helped first, gets a person anyway, or is asked whether everything shall be erased.
WITHOUT_WISH = frozenset({"emergency", "distress", WISH, "delete_my_data", "stop"})


def is_wished_for(parse: Mapping[str, Any]) -> bool:
    """Whether a passage of a longer text asks for a person, while the whole is about something else.

    `parse`: Rasa's.
    """
    topic = (parse.get("intent") or {}).get("name")
    return topic not in WITHOUT_WISH and float((parse.get(PEAKS) or {}).get(WISH, 0.0)) >= SURE
