"""Shall everything be erased? Nothing brings back what is erased."""

from __future__ import annotations

from bot.dialogue.effects import Erase
from bot.dialogue.interviews.kind import (
    BEFORE_ANSWERS,
    INFORM,
    NOT_UNDERSTOOD,
    Answers,
    Interview,
    Kind,
    Question,
    Told,
    Turn,
    always,
)
from bot.dialogue.yes_no import names_no, said_in
from bot.replies.questions import ERASE, NO_ANSWER, YES_ANSWER

TOPIC = "delete_my_data"
QUESTION_MARKS = frozenset("?؟？")
MOST_WORDS = 5  # of a yes that is not understood
LEAST_LIKELY = 0.15  # that it is about erasing
# These say nothing of what a text is about.
SAY_NOTHING = NOT_UNDERSTOOD | {INFORM, "affirm", "deny", "greet", "thank"}


def _read(turn: Turn, before: Answers) -> str | None:
    """Whether everything may be erased; None if the text says neither yes nor no.

    "Yes, delete it all" is a yes, but so is not every text that begins so. A question is none ("si borran todo, ¿qué
    pasa?"), nor a text that also names a "no". What is not understood is a yes if it is short and likelier about
    erasing than about anything else. A text that begins with no, and is about nothing else, is a no.
    """
    said = said_in(turn.text, turn.language)
    if turn.topic == "deny":
        return NO_ANSWER
    if said is not None and said.answer == NO_ANSWER and turn.topic in NOT_UNDERSTOOD | {TOPIC}:
        return NO_ANSWER
    if turn.topic == "affirm":
        return YES_ANSWER
    if (
        said is None
        or said.answer != YES_ANSWER
        or names_no(turn.text, turn.language)
        or QUESTION_MARKS & set(turn.text)
    ):
        return None
    short = said.words <= MOST_WORDS and _is_about(turn)
    return YES_ANSWER if turn.topic == TOPIC or short else None


def _is_about(turn: Turn) -> bool:
    """Whether a turn that is not understood is likelier about erasing than about anything else."""
    about = [topic for topic in turn.parse.get("intent_ranking") or () if topic["name"] not in SAY_NOTHING]
    likeliest = bool(about) and about[0]["name"] == TOPIC and float(about[0]["confidence"]) >= LEAST_LIKELY
    return turn.topic in NOT_UNDERSTOOD and likeliest


def _tell(interview: Interview, turn: Turn) -> Told:
    if interview.answers[ERASE] == YES_ANSWER:
        return Told("utter_deleted", effects=(Erase(),))
    return Told("utter_kept")


KIND = Kind(
    TOPIC,
    always(Question(ERASE, frozenset({YES_ANSWER, NO_ANSWER}), _read, left=NO_ANSWER)),
    _tell,
    ask="utter_ask_delete_confirmed",
    ends_early=False,
    goes_on=False,
    first=BEFORE_ANSWERS - {TOPIC},
    is_about=_is_about,
)
