"""Am I trafficked? The signs, one by one, and never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Interview, Kind, Question, told_as
from bot.replies.guided import SIGNS_TOPIC, TOPIC_OF_SIGN, too_few_answers
from bot.replies.known import indicators
from bot.replies.questions import YES_ANSWER

HARM_TOPICS = frozenset(TOPIC_OF_SIGN.values()) | {"child_victim", "sexual_exploitation"}
SEVERITIES = ("high", "medium", "low")


def is_serious(interview: Interview) -> bool:
    """Whether a strong sign was named, or the contact is under 18."""
    return any(interview.answers.get(name) == YES_ANSWER for name in _strong())


def _strong() -> tuple[str, ...]:
    known = indicators()
    return (*(sign.id for sign in known.signs if sign.severity == "high"), known.child_question.id)


def _questions(interview: Interview) -> tuple[Question, ...]:
    """Strong signs and the age first: where they are named, the weaker ones are asked only on wish."""
    first, child = _strong(), _is_child(interview)
    weaker = sorted(
        (sign for sign in indicators().signs if sign.severity != "high"),
        key=lambda sign: SEVERITIES.index(sign.severity),
    )
    if child and not interview.every:
        return ()
    if set(first) <= set(interview.answers) and is_serious(interview) and not interview.every:
        return _asked(*first)
    return _asked(*first, *(sign.id for sign in weaker))


def _asked(*names: str) -> tuple[Question, ...]:
    """A no that may be "not" counts only if the text is not likeliest about harm: then its topic is answered."""
    return tuple(answers.yes_no_question(name, lambda turn: turn.likeliest_topic not in HARM_TOPICS) for name in names)


def _is_child(interview: Interview) -> bool:
    return interview.answers.get(indicators().child_question.id) == YES_ANSWER


def _is_left(interview: Interview) -> bool:
    """Questions that were not asked yet, or skipped ones that leave too little told."""
    if _is_child(interview):
        return False
    every = (*_strong(), *(sign.id for sign in indicators().signs))
    return not set(every) <= set(interview.answers) or too_few_answers(SIGNS_TOPIC, interview.answers)


def _slots(interview: Interview) -> Mapping[str, Any]:
    """Strong signs make a later wish for a person urgent."""
    return {"urgent": True} if is_serious(interview) else {}


KIND = Kind(SIGNS_TOPIC, _questions, told_as("utter_signs_result"), answer_first=True, is_left=_is_left, slots=_slots)
