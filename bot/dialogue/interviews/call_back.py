"""When nobody reads: is it safe to be called or written to, when, and at which number?

No text begins it: it is offered where somebody asks for a person and nobody is on duty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.dialogue.effects import KeepCallBack
from bot.dialogue.interviews.kind import NOT_UNDERSTOOD, OFFERED, Answers, Interview, Kind, Question, Told, Turn
from bot.replies.questions import (
    CALL,
    CALL_BACK_NUMBER,
    CALL_BACK_SAFE,
    CALL_BACK_TIME,
    NEITHER,
    THIS_NUMBER,
    answers_to,
)

TOPIC = "call_back"
NUMBER = re.compile(r"\+?\d[\d ().\-/]{5,22}\d")
LEAST_DIGITS, MOST_DIGITS = 7, 15  # ITU-T E.164: 15 at most
LONGEST_TIME = 60
# A time or a number alone is often taken for a topic that it is not.
MAY_BE_A_TIME = NOT_UNDERSTOOD | {"affirm", "inform"}


def offered() -> Interview:
    """The questions, as they stand until the contact picks them."""
    return Interview(TOPIC, status=OFFERED)


def number_in(text: str) -> str | None:
    """The one phone number of a text, with its digits and plus alone; None for none or several."""
    found = NUMBER.findall(text)
    digits = re.sub(r"[^\d+]", "", found[0]) if len(found) == 1 else ""
    return digits if LEAST_DIGITS <= len(digits.lstrip("+")) <= MOST_DIGITS else None


def _questions(interview: Interview) -> Sequence[Question]:
    safe = Question(CALL_BACK_SAFE, answers_to(CALL_BACK_SAFE), lambda turn, before: None)
    time = Question(CALL_BACK_TIME, answers_to(CALL_BACK_TIME), _time)
    number = Question(
        CALL_BACK_NUMBER,
        answers_to(CALL_BACK_NUMBER),
        lambda turn, before: number_in(turn.text),
        lambda answer: number_in(answer) == answer,
    )
    said = interview.answers.get(CALL_BACK_SAFE)
    if said == NEITHER:
        return (safe,)
    return (safe, time, number) if said == CALL or interview.every else (safe, time)


def _time(turn: Turn, answers: Answers) -> str | None:
    text = " ".join(turn.text.split())
    return text if text and len(text) <= LONGEST_TIME and turn.topic in MAY_BE_A_TIME else None


def _tell(interview: Interview, turn: Turn) -> Told:
    answers = interview.answers
    way, number = answers.get(CALL_BACK_SAFE, NEITHER), answers.get(CALL_BACK_NUMBER, "")
    effect = KeepCallBack(way, answers.get(CALL_BACK_TIME, ""), "" if number == THIS_NUMBER else number)
    return Told("utter_call_back_result", {"answers": answers}, (effect,))


def _is_left(interview: Interview) -> bool:
    return KIND.question_of(interview) is not None


KIND = Kind(TOPIC, _questions, _tell, is_left=_is_left, ends_early=False)
