"""Is this job offer safe? What to check, and never that it is."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Interview, Kind, always, told_as
from bot.replies.guided import JOB_TOPIC, too_few_answers
from bot.replies.known import indicators
from bot.replies.questions import JOB_COUNTRY


def _is_left(interview: Interview) -> bool:
    """Questions that were not asked yet, or skipped ones that leave too little told."""
    return KIND.question_of(interview) is not None or too_few_answers(JOB_TOPIC, interview.answers)


KIND = Kind(
    JOB_TOPIC,
    always(
        *(answers.yes_no_question(sign.id) for sign in indicators().job_offer),
        answers.country_question(JOB_COUNTRY, JOB_TOPIC),
    ),
    told_as("utter_job_offer_result"),
    answers.with_country(JOB_COUNTRY),
    answer_first=True,
    is_left=_is_left,
)
