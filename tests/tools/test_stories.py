"""What `rasa test core` is asked is what the dialogues say."""

from __future__ import annotations

from ruamel.yaml import YAML

from tools.stories import ACTIONS, FILE, FORMS, stories


def test_the_file_is_made_of_the_dialogues_as_they_are() -> None:
    assert FILE.read_text("utf-8") == stories(), "run `make stories`"


def test_every_topic_is_told_of() -> None:
    told = YAML(typ="safe").load(stories())["stories"]
    intents = {step["intent"] for story in told for step in story["steps"] if "intent" in step}
    assert intents >= {*ACTIONS, *FORMS} - {"inform"}


def test_a_story_ends_where_a_form_begins() -> None:
    for story in YAML(typ="safe").load(stories())["stories"]:
        loops = [place for place, step in enumerate(story["steps"]) if "active_loop" in step]
        assert loops in ([], [len(story["steps"]) - 1]), story["story"]
