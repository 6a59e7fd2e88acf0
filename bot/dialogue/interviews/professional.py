"""What somebody who meets victims at work can do: by the kind of work."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Answers, Kind, Question, Turn, always, told_as
from bot.replies.questions import ROLE, answers_to


def _begin(turn: Turn, before: Answers) -> Answers:
    role = answers.role_named(turn.parse)
    return {ROLE: role} if role else before


KIND = Kind(
    "professional_guidance",
    always(Question(ROLE, answers_to(ROLE), answers.role)),
    told_as("utter_professional_guidance_result"),
    _begin,
    tells_again=True,
)
