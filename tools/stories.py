"""Writes tests/test_stories.yml, the dialogues of tests/conversations as `rasa test core` reads them: `make stories`.

A story goes as far as Rasa alone does: it ends where something else than a text arrives, and where the dialogue leaves
open what a text is understood as. The command takes what a text means from the story, so of dialogues that differ in
their words alone one is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.settings import PROJECT_ROOT
from tests.conversations.dialogues import LANGUAGES, Dialogue, Step, read_dialogues

FILE = PROJECT_ROOT / "tests" / "test_stories.yml"
HEADER = "# Made by `make stories` from tests/conversations/.\n"
INTERVIEW = "action_interview"
ACTIONS = {
    "emergency": "action_emergency",
    "distress": "action_distress",
    "talk_to_human": "action_human",
    "nlu_fallback": "action_choices",
    "change_language": "action_language",
    "change_country": "action_country",
    "child_victim": "action_child_victim",
    **dict.fromkeys(("affirm", "deny", "inform", "stop", "out_of_scope"), INTERVIEW),
    **dict.fromkeys(("am_i_trafficked", "family_safety", "job_offer_check"), INTERVIEW),
    **dict.fromkeys(("professional_guidance", "return_home", "compensation", "delete_my_data"), INTERVIEW),
}


def main() -> None:
    """Write the file."""
    FILE.write_text(stories(), "utf-8")


def stories() -> str:
    """The stories of all dialogues, in Rasa's YAML; English first."""
    told: dict[str, dict[str, Any]] = {}
    for language in sorted(LANGUAGES, key=lambda language: (language != SOURCE_LANGUAGE, language)):
        for dialogue in read_dialogues(language):
            if steps := list(_steps_of(dialogue)):
                meant = str([{**step, "user": None} for step in steps])
                told.setdefault(meant, {"story": f"{language}, {dialogue.name}", "steps": steps})
    yaml, text = YAML(), StringIO()
    yaml.width = 1000  # a text is a line
    yaml.dump({"version": "3.1", "stories": list(told.values())}, text)
    return HEADER + text.getvalue()


def _steps_of(dialogue: Dialogue) -> Iterator[dict[str, Any]]:
    for step in dialogue.steps:
        said = step.contact or step.pick
        intent = _intent_of(step)
        if said is None or intent is None:
            return
        yield {"user": said, "intent": intent}
        yield {"action": ACTIONS.get(intent, f"utter_{intent}")}


def _intent_of(step: Step) -> str | None:
    return step.pick.lstrip("/").partition("{")[0] if step.pick else step.topic


if __name__ == "__main__":
    main()
