"""Going home: whether it is safe there comes before everything."""

from __future__ import annotations

from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import Kind, always, told_as
from bot.replies.guided import HOME_TOPIC
from bot.replies.questions import HOME, SAFE_AT_HOME

KIND = Kind(
    HOME_TOPIC,
    always(answers.yes_no_question(SAFE_AT_HOME), answers.country_question(HOME, HOME_TOPIC)),
    told_as("utter_return_home_result"),
    answers.with_country(HOME),
    tells_again=True,
)
