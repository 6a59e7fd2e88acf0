"""The dialogues of people in trouble are whole, and none of their texts is trained on."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.settings import PROJECT_ROOT
from tests.conversations import situations
from tests.conversations.dialogues import folded

INTENTS = frozenset(YAML(typ="safe").load((PROJECT_ROOT / "domain.yml").read_text("utf-8"))["intents"])


@pytest.mark.parametrize("language", situations.languages())
def test_a_languages_dialogues_are_whole_and_unseen(language: str) -> None:
    written = situations.read_situations(language, INTENTS)
    trained = (PROJECT_ROOT / "data" / "nlu" / f"{language}.yml").read_text("utf-8").splitlines()
    seen = {folded(line.strip().removeprefix("- ")) for line in trained if line.startswith("      - ")}
    long_enough = [step.contact for one in written for step in one.steps if len(folded(step.contact)) > 15]
    assert [text for text in long_enough if folded(text) in seen] == []
