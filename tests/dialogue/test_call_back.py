"""How somebody may be reached later: is it safe, when, at which number."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.effects import KeepCallBack
from bot.dialogue.interviews import call_back
from bot.dialogue.interviews.engine import Step, reply
from bot.dialogue.interviews.kind import Interview, Turn
from bot.replies.compose import compose
from bot.replies.situation import SMS, TELEGRAM, Situation


def turn(text: str = "", intent: str = "nlu_fallback", **entities: str) -> Turn:
    parse: dict[str, Any] = {"text": text, "intent": {"name": intent}}
    parse["entities"] = [{"entity": name, "value": value} for name, value in entities.items()]
    return Turn(parse, "en", "GB")


def picked(interview: Interview | None, question: str, answer: str) -> Step:
    step = reply(interview, turn("/inform", "inform", question=question, answer=answer))
    assert step is not None
    return step


def begun() -> Step:
    step = reply(call_back.offered(), turn("/inform", "inform", interview="start"))
    assert step is not None
    return step


def test_whether_it_is_safe_comes_first_then_when_then_the_number() -> None:
    step = begun()
    assert step.details["question"] == "call_back.safe"
    step = picked(step.interview, "call_back.safe", "call")
    assert step.details["question"] == "call_back.time"
    step = picked(step.interview, "call_back.time", "evening")
    assert step.details["question"] == "call_back.number"
    done = reply(step.interview, turn("my number is +44 7700 900123"))
    assert done is not None
    assert done.response == "utter_call_back_result"
    assert done.effects == (KeepCallBack("call", "evening", "+447700900123"),)


def test_who_may_only_be_written_to_is_asked_for_no_number() -> None:
    step = picked(begun().interview, "call_back.safe", "write")
    done = picked(step.interview, "call_back.time", "any")
    assert done.effects == (KeepCallBack("write", "any", ""),)


def test_where_neither_is_safe_nothing_else_is_asked() -> None:
    done = picked(begun().interview, "call_back.safe", "neither")
    assert done.effects == (KeepCallBack("neither", "", ""),)
    said = compose(done.response, Situation("en", "GB"), **done.details)
    assert "will not call you" in said.text


def test_a_time_in_their_own_words_is_kept_as_they_said_it() -> None:
    step = picked(begun().interview, "call_back.safe", "write")
    done = reply(step.interview, turn("sunday after  8 pm"))
    assert done is not None
    assert done.effects == (KeepCallBack("write", "sunday after 8 pm", ""),)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07700 900123", "07700900123"),
        ("+44 (0)7700-900123", "+4407700900123"),
        ("call 999", None),
        ("07700 900123 or 07700 900124", None),
        ("no", None),
        ("1234567890123456789", None),
    ],
)
def test_a_number_is_one_phone_number(text: str, number: str | None) -> None:
    assert call_back.number_in(text) == number


@pytest.mark.parametrize(("channel", "offers"), [(SMS, True), (TELEGRAM, False)])
def test_the_number_they_write_from_is_offered_where_there_is_one(channel: str, offers: bool) -> None:
    asked = compose("utter_ask_question", Situation("en", "GB", channel=channel), question="call_back.number")
    assert ("This number" in [choice.title for choice in asked.choices]) is offers
