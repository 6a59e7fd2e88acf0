"""Going home: whether it is safe there comes before everything."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Answers, Interview, Kind, Question, Turn, told_as
from bot.replies.guided import HOME_TOPIC
from bot.replies.questions import HOME, SAFE_AT_HOME, answers_to


def _read_safe(turn: Turn, before: Answers) -> str | None:
    return answers.yes_or_no(turn, lambda turn: True)


def _read_home(turn: Turn, before: Answers) -> str | None:
    return answers.country(turn, HOME_TOPIC)


QUESTIONS = (
    Question(SAFE_AT_HOME, answers_to(SAFE_AT_HOME), _read_safe, elsewhere=True),
    Question(HOME, answers_to(HOME), _read_home, answers.is_country, elsewhere=True),
)


def _questions(interview: Interview) -> tuple[Question, ...]:
    return QUESTIONS


def _begin(turn: Turn, before: Answers) -> Answers:
    """A country named in the first text, other than where the contact is, is home."""
    named = answers.others_of(turn)
    return {**before, HOME: named[0]} if len(named) == 1 else before


KIND = Kind(HOME_TOPIC, _questions, told_as("utter_return_home_result"), _begin, tells_again=True)
