"""The safety of a family: where it is."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Interview, Kind, Question, told_as
from bot.replies.guided import FAMILY_TOPIC
from bot.replies.questions import ELSEWHERE, FAMILY_COUNTRY, FAMILY_PLACE

PLACE, COUNTRY = (answers.country_question(name, FAMILY_TOPIC) for name in (FAMILY_PLACE, FAMILY_COUNTRY))


def _questions(interview: Interview) -> tuple[Question, ...]:
    return (PLACE, COUNTRY) if interview.answers.get(FAMILY_PLACE) == ELSEWHERE else (PLACE,)


KIND = Kind(
    FAMILY_TOPIC,
    _questions,
    told_as("utter_family_safety_result"),
    answers.with_country(FAMILY_PLACE),
    tells_again=True,
)
