"""When the part of the country may be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.interviews.kind import ASKING, INTERRUPTED, OFFERED, OVER, Interview
from bot.dialogue.region_question import topic_to_ask_for
from bot.dialogue.story import SLOT, Story
from bot.replies.situation import Situation

HERE = Situation("en", "GB")


def asked(
    intent: str = "shelter", *, story: Story | None = None, situation: Situation = HERE, **slots: Any
) -> str | None:
    parse = {"text": "text", "intent": {"name": intent, "confidence": 1.0}}
    return topic_to_ask_for(parse, {SLOT: (story or Story()).write(), **slots}, situation)


def test_after_the_answer_on_a_topic() -> None:
    assert asked() == "shelter"
    assert asked("change_country", topic="legal_aid") == "legal_aid"


@pytest.mark.parametrize("topic", ["threats_violence", "medical_help", "emergency", "compensation", "greet", "inform"])
def test_not_in_danger_nor_where_other_questions_come_nor_without_an_answer(topic: str) -> None:
    assert asked(topic) is None


@pytest.mark.parametrize(
    "story",
    [Story(region_asked=True), Story(is_in_danger=True), Story(is_quiet=True)],
    ids=["asked", "danger", "quiet"],
)
def test_not_twice_and_not_of_who_told_of_danger_or_cannot_speak(story: Story) -> None:
    assert asked(story=story) is None


@pytest.mark.parametrize(("status", "topic"), [(ASKING, None), (INTERRUPTED, None), (OFFERED, None), (OVER, "shelter")])
def test_not_beside_another_open_question(status: str, topic: str | None) -> None:
    assert asked(interview=Interview("return_home", status=status).write()) == topic


def test_not_where_the_topic_is_not_sure() -> None:
    assert asked(situation=Situation("en", "GB", instead=("legal_aid",))) is None
