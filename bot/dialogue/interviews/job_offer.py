"""Is this job offer safe? What to check, and never that it is."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Answers, Interview, Kind, Question, Turn, told_as
from bot.replies.guided import JOB_TOPIC, too_few_answers
from bot.replies.known import indicators
from bot.replies.questions import JOB_COUNTRY, answers_to


def _questions(interview: Interview) -> tuple[Question, ...]:
    signs = (Question(sign.id, answers_to(sign.id), _read, elsewhere=True) for sign in indicators().job_offer)
    return (*signs, Question(JOB_COUNTRY, answers_to(JOB_COUNTRY), _read_country, answers.is_country, elsewhere=True))


def _read(turn: Turn, before: Answers) -> str | None:
    return answers.yes_or_no(turn, lambda turn: True)


def _read_country(turn: Turn, before: Answers) -> str | None:
    return answers.country(turn, JOB_TOPIC)


def _begin(turn: Turn, before: Answers) -> Answers:
    """A country named in the first text, other than where the contact is, is that of the job."""
    named = answers.others_of(turn)
    return {**before, JOB_COUNTRY: named[0]} if len(named) == 1 else before


def _is_left(interview: Interview) -> bool:
    """Questions that were not asked yet, or skipped ones that leave too little told."""
    return KIND.question_of(interview) is not None or too_few_answers(JOB_TOPIC, interview.answers)


KIND = Kind(JOB_TOPIC, _questions, told_as("utter_job_offer_result"), _begin, answer_first=True, is_left=_is_left)
