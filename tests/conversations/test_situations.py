"""The dialogues of people in trouble: none of their texts is trained on, and what they get is judged step by step."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.privacy.encryption import Vault
from bot.settings import PROJECT_ROOT
from bot.worker import turns
from tests.conversations import situations
from tests.conversations.dialogues import Dialogue, folded
from tests.conversations.judged import Played
from tests.conversations.situations import Situation
from tests.conversations.stage import Stage
from tests.databases import new_sqlite
from tests.training_texts import trained_texts

INTENTS = frozenset(YAML(typ="safe").load((PROJECT_ROOT / "domain.yml").read_text("utf-8"))["intents"])


@pytest.mark.parametrize("language", situations.languages())
def test_a_languages_dialogues_are_whole_and_unseen(language: str) -> None:
    written = situations.read_situations(language, INTENTS)
    seen = set(map(folded, trained_texts(language)))
    long_enough = [step.contact for one in written for step in one.steps if len(folded(step.contact)) > 15]
    assert [text for text in long_enough if folded(text) in seen] == []


# In each language at least so many of the steps that ask it; a floor under what is reached, which
# docs/understanding.md says. The dialogues were written before the code, and nothing is tuned to one of them.
FLOORS = {"number": 0.85, "country": 0.7, "helped": 0.7, "not_wrong": 0.8}


@pytest.mark.parametrize("language", situations.languages())
async def test_people_in_trouble_are_helped_on_the_first_screen(
    language: str, assistant: Assistant, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # between two texts of a dialogue minutes pass
    monkeypatch.setattr(turns, "ACKNOWLEDGED_EVERY", datetime.timedelta(0))
    monkeypatch.setattr(turns, "DANGER_ACKNOWLEDGED_EVERY", datetime.timedelta(0))
    monkeypatch.setattr(turns, "TOLD_AGAIN_AFTER", datetime.timedelta(0))
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for place, situation in enumerate(situations.read_situations(language, INTENTS)):
        for question, answer in await played(
            situation, assistant, Store(new_sqlite(tmp_path / f"{place}.db"), vault), tmp_path
        ):
            asked[question] += 1
            met[question] += answer
    short = {name: f"{met[name]} of {asked[name]}" for name, floor in FLOORS.items() if met[name] < floor * asked[name]}
    assert not short


async def played(situation: Situation, assistant: Assistant, store: Store, var: Path) -> list[tuple[str, bool]]:
    """What became of each question to each step."""
    scene = Dialogue(situation.name, situation.language, situation.channel, situation.hint, ())
    stage, judged = Stage(scene, assistant, store, var), Played(situation)
    try:
        verdicts = [judged.judge(step, await stage.write(step.contact)) for step in situation.steps]
    finally:
        await stage.close()
        store.close()
    return [(name, answer) for verdict in verdicts for name, answer in verdict.items() if answer is not None]
