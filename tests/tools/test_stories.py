"""What `rasa test core` is asked is what the dialogues say."""

from __future__ import annotations

from ruamel.yaml import YAML

from tools.stories import ACTIONS, FILE, stories


def test_the_file_is_made_of_the_dialogues_as_they_are() -> None:
    assert FILE.read_text("utf-8") == stories(), "run `make stories`"


def test_every_topic_is_told_of() -> None:
    told = YAML(typ="safe").load(stories())["stories"]
    intents = {step["intent"] for story in told for step in story["steps"] if "intent" in step}
    assert intents >= {*ACTIONS} - {"inform"}
