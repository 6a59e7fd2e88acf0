"""The safety of a family: where it is."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Answers, Interview, Kind, Question, Turn, told_as
from bot.replies.guided import FAMILY_TOPIC
from bot.replies.questions import ELSEWHERE, FAMILY_COUNTRY, FAMILY_PLACE, answers_to


def _read(turn: Turn, before: Answers) -> str | None:
    return answers.country(turn, FAMILY_TOPIC)


PLACE, COUNTRY = (
    Question(name, answers_to(name), _read, answers.is_country, elsewhere=True)
    for name in (FAMILY_PLACE, FAMILY_COUNTRY)
)


def _questions(interview: Interview) -> tuple[Question, ...]:
    return (PLACE, COUNTRY) if interview.answers.get(FAMILY_PLACE) == ELSEWHERE else (PLACE,)


def _begin(turn: Turn, before: Answers) -> Answers:
    """A country named in the first text, other than where the contact is, is where the family is."""
    named = answers.others_of(turn)
    return {**before, FAMILY_PLACE: named[0]} if len(named) == 1 else before


KIND = Kind(FAMILY_TOPIC, _questions, told_as("utter_family_safety_result"), _begin, tells_again=True)
