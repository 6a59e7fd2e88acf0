"""Shall everything be erased? What a text answers to that. Nothing here speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.guides import NOT_UNDERSTOOD
from bot.dialogue.leaving import leaves
from bot.dialogue.yes_no import names_no, said_in, yes_or_no_alone
from bot.replies.questions import NO_ANSWER, YES_ANSWER

FORM, ANSWER, AGAIN = "delete_form", "delete_confirmed", "delete_asked_again"
TOPIC = "delete_my_data"
QUESTION_MARKS = frozenset("?؟？")
MOST_WORDS = 5  # of a yes that is not understood
LEAST_LIKELY = 0.15  # that it is about erasing
# These say nothing of what a text is about.
ANSWERS = frozenset({"affirm", "deny", "inform", "greet", "thank", *NOT_UNDERSTOOD})


def answer_in(message: Mapping[str, Any], language: str) -> bool | None:
    """Whether everything may be erased, by a turn after the question; None where it says neither yes nor no.

    `message`: Rasa's parse. `language`: of the conversation. "Yes, delete it all" is a yes, but so is not every text
    that begins so: nothing brings back what is erased. A question is none ("si borran todo, ¿qué pasa?"), nor a text
    that also names a "no". What is not understood is a yes if it is short and likelier about erasing than about
    anything else. A text that begins with no, and is about nothing else, is a no; so is a wish to leave the question.
    """
    text, topic = str(message.get("text") or ""), (message.get("intent") or {}).get("name")
    said, alone = said_in(text, language), yes_or_no_alone(text, language)
    begins_no = said is not None and said.answer == NO_ANSWER and topic in NOT_UNDERSTOOD | {TOPIC}
    if topic == "deny" or alone == NO_ANSWER or begins_no or leaves(message):
        return False
    if topic == "affirm" or alone == YES_ANSWER:
        return True
    if said is None or said.answer != YES_ANSWER or names_no(text, language) or QUESTION_MARKS & set(text):
        return None
    short = said.words <= MOST_WORDS and is_likeliest(message)
    return True if topic == TOPIC or (topic in NOT_UNDERSTOOD and short) else None


def is_likeliest(message: Mapping[str, Any]) -> bool:
    """Whether a turn is likelier about erasing than about anything else."""
    about = [topic for topic in message.get("intent_ranking") or () if topic["name"] not in ANSWERS]
    return bool(about) and about[0]["name"] == TOPIC and float(about[0]["confidence"]) >= LEAST_LIKELY
