"""What the forms have in common."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.interfaces import ACTION_LISTEN_NAME


def answered_by_another_action(tracker: Tracker, form: str) -> bool:
    """Whether something was done in this turn already, the form itself left out."""
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") != form:
            return bool(event.get("name") != ACTION_LISTEN_NAME)
    return False


def language_changed(tracker: Tracker) -> bool:
    """Whether this turn asks for another language by its name; an open question is then asked again in it."""
    named = next(tracker.get_latest_entity_values("language"), None)
    return named is not None and (tracker.latest_message.get("intent") or {}).get("name") == "change_language"
