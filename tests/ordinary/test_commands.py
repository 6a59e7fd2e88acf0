"""This is an ordinary Rasa project: Rasa's own commands work on it, and none warns of anything in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.ordinary.project import Outcome, Project
from tools.stories import FILE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long("runs Rasa's own commands"),
    pytest.mark.timeout(900),  # the first of them trains
]
TOPICS = ("documents_taken", "unpaid_wages", "legal_aid", "talk_to_human", "menu")
GUIDE = "am_i_trafficked"  # answered by an action


def test_it_trains(project: Project) -> None:
    assert "Your Rasa model is trained" in project.training.output
    assert project.training.complaints == []


def test_its_data_is_valid(project: Project) -> None:
    ended = project.rasa("data", "validate", "--fail-on-warnings")
    assert ended.code == 0, ended.output
    assert "No story structure conflicts found" in ended.output
    assert ended.complaints == []


def test_its_understanding_is_tested(project: Project, tmp_path: Path) -> None:
    sample = [
        {"intent": topic, "examples": "".join(f"- {text}\n" for text in project.texts[topic][:2])} for topic in TOPICS
    ]
    with (tmp_path / "sample.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", "nlu": sample}, file)
    ended = project.rasa("test", "nlu", "--nlu", tmp_path / "sample.yml", "--out", tmp_path / "results", "--no-plot")
    assert ended.code == 0, ended.output
    assert ended.complaints == []
    report = json.loads((tmp_path / "results" / "intent_report.json").read_text("utf-8"))
    assert {topic: report[topic]["support"] for topic in TOPICS} == dict.fromkeys(TOPICS, 2)


def test_its_rules_answer_the_dialogues(project: Project, tmp_path: Path) -> None:
    ended = project.rasa(
        *("test", "core", "--stories", FILE, "--out", tmp_path, "--no-plot", "--fail-on-prediction-errors")
    )
    assert ended.code == 0, ended.output
    assert ended.complaints == []
    counted = json.loads((tmp_path / "story_report.json").read_text("utf-8"))["conversation_accuracy"]
    stories = YAML(typ="safe").load(FILE.read_text("utf-8"))["stories"]
    assert counted["correct"] == counted["total"] == len(stories)


@pytest.mark.parametrize(
    ("line", "complains"),
    [
        ("2026-01-01 10:00:00 WARNING  rasa.validator  - conflict", True),
        ("/x/site-packages/rasa/shared/utils/io.py:100: UserWarning: The intent 'inform' is not used.", True),
        ("/rightsline/bot/nlu/topics.py:1: DeprecationWarning: old", True),
        ("/x/site-packages/keras/utils/data_utils.py:206: DeprecationWarning: invalid escape", False),
        ("2026-01-01 10:00:00 INFO     rasa.validator  - Validating intents...", False),
    ],
)
def test_what_warns_of_the_project_is_told_from_what_warns_of_libraries(line: str, complains: bool) -> None:
    assert bool(Outcome(0, line).complaints) == complains
