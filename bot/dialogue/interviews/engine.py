"""The one way through an interview: begin, ask, take an answer, ask once more, step aside, go on, leave, tell.

Nothing here speaks: a turn comes in, a Step says what to do. actions/interviews.py does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.effects import Effect
from bot.dialogue.interviews import answers
from bot.dialogue.interviews.kind import (
    AGAIN,
    ASKING,
    FIRST,
    INFORM,
    INTERRUPTED,
    NOT_UNDERSTOOD,
    OFFERED,
    OPENING,
    OVER,
    PAUSED,
    Interview,
    Kind,
    Question,
    Turn,
    with_all_questions,
)
from bot.dialogue.interviews.registry import KINDS
from bot.dialogue.yes_no import said_in
from bot.replies.questions import ANEW, ENOUGH, LEAVE, MORE, START, YES_ANSWER

SLOT = "interview"
# After these nobody is asked to go on, nor after a no.
ENDS = frozenset({"emergency", "distress", "talk_to_human", "delete_my_data", "goodbye", "deny", "stop"})
# What "yes, ask me" may be taken for after the questions were offered.
BEGINS = NOT_UNDERSTOOD | {"affirm", "menu", "greet", "thank", "about_service"}
# A turn of these is on no topic of its own.
NO_TOPIC = NOT_UNDERSTOOD | {"affirm", "deny", "stop", INFORM}


@dataclass(frozen=True)
class Step:
    """What to do in a turn: say `response` with these `details`, and keep the `interview`.

    `slots`: of Rasa, to be set. `effects`: what else is to happen.
    """

    response: str
    details: Mapping[str, Any]
    interview: Interview | None
    slots: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()


def open_in(slots: Mapping[str, Any]) -> Interview | None:
    """The interview of the conversation, whatever its status. `slots`: Rasa's."""
    interview = Interview.read(slots.get(SLOT))
    return interview if all(each.topic in KINDS for each in _chain(interview)) else None


def waits(interview: Interview | None) -> bool:
    """Whether a question is asked and waits for its answer."""
    return interview is not None and interview.status == ASKING


def is_interrupted(interview: Interview | None) -> bool:
    """Whether a question is open while other topics are answered."""
    return interview is not None and interview.status == INTERRUPTED


def answer_of(
    interview: Interview | None, parse: Mapping[str, Any], language: str, country: str | None = None
) -> dict[str, str] | None:
    """The entities of the `inform` that a text amounts to, whatever its topic; None where it keeps its own.

    "Yes, he hit me once" is an answer and no question about violence. Danger, despair and the wish for a person come
    before any answer. `parse`: of the text by itself, in Rasa's form. `language`, `country`: of the conversation.
    """
    if interview is None:
        return None
    turn = Turn(parse, language, country)
    if interview.status in (OFFERED, INTERRUPTED):
        said = said_in(turn.text, language)
        begins = said is not None and said.answer == YES_ANSWER and turn.topic in BEGINS | {interview.topic}
        return {"interview": START} if begins else None
    answered = _answer_in(interview, turn)
    return {"question": answered[0], "answer": answered[1]} if answered else None


def takes(interview: Interview, turn: Turn) -> bool:
    """Whether a turn belongs to the interview; else another topic is answered."""
    return _take(interview, turn) is not None


def is_elsewhere(interview: Interview | None, turn: Turn) -> bool:
    """Whether a country in the text belongs to an answer, and is not where the contact is."""
    if interview is None or _answer_in(interview, turn) is None:
        return False
    question = KINDS[interview.topic].question_of(interview)
    return question is not None and question.elsewhere


def reply(interview: Interview | None, turn: Turn) -> Step | None:
    """What a turn leads to; None if it does not belong to the interview and its topic has no interview either."""
    step = _take(interview, turn) if interview else None
    if step is None and turn.topic in KINDS:
        return _begin(KINDS[turn.topic], interview, turn)
    return step


def aside(interview: Interview, turn: Turn) -> Interview | None:
    """What is left of an interview in a turn that does not belong to it: an open question stays open.

    With its own topic, and after another language or country, it may go on at once: who answers that decides.
    """
    kind = KINDS[interview.topic]
    if turn.topic == interview.topic:
        return interview
    if turn.topic in ("change_language", "change_country") and (kind.goes_on or turn.named("language")):
        return interview
    if turn.topic not in ENDS | set(KINDS):
        if kind.goes_on and interview.status in (ASKING, INTERRUPTED):
            return replace(interview, status=INTERRUPTED, how=FIRST)
        if interview.status == OVER and turn.topic in NO_TOPIC:
            return interview
    return _put_away(interview)


def interrupted(interview: Interview) -> Interview | None:
    """The interview, its question no longer open because something else is asked now."""
    if interview.status != ASKING:
        return interview
    return replace(interview, status=INTERRUPTED, how=FIRST) if KINDS[interview.topic].goes_on else None


def asked_again(interview: Interview) -> Step:
    """The open question once more, after something else was settled."""
    return _ask(KINDS[interview.topic], interview, FIRST if interview.how == AGAIN else interview.how)


def in_another_country(interview: Interview | None) -> Interview | None:
    """The interview after another country was chosen, without the answers that depend on the country."""
    left = [each for each in _chain(interview) if not KINDS[each.topic].keeps]
    return replace(left[0], before=None) if left else None


def progress(interview: Interview) -> tuple[int, int]:
    """Which question is next, counted from 1, and how many there can be at most."""
    kind = KINDS[interview.topic]
    question, every = kind.question_of(interview), kind.questions(replace(interview, every=True))
    return next(place for place, each in enumerate(every, 1) if question and each.name == question.name), len(every)


def _chain(interview: Interview | None) -> Iterator[Interview]:
    """The interview, and what was left for it."""
    while interview is not None:
        yield interview
        interview = interview.before


def _take(interview: Interview, turn: Turn) -> Step | None:
    """A turn as an answer, or as a wish for the questions as a whole; None for neither."""
    kind, question = KINDS[interview.topic], _open_question(interview)
    if answered := _answer_in(interview, turn):
        return _settle(kind, interview, answered, turn)
    if question and kind.ends_early and turn.topic == "stop":
        return _tell(kind, interview, turn)
    if turn.wish == LEAVE:
        if question and question.left:
            return _settle(kind, interview, (question.name, question.left), turn)
        return _leave(kind, interview)
    if turn.wish == START or (turn.topic == "affirm" and interview.status in (OFFERED, INTERRUPTED)):
        return _ask_or_tell(kind, interview, turn)
    if turn.wish == MORE and kind.is_left(interview):
        return _ask_or_tell(kind, with_all_questions(interview), turn)
    if turn.wish == ANEW:
        return _ask_or_tell(kind, Interview(interview.topic, before=interview.before), turn)
    return _not_answered(kind, interview, question, turn) if question else None


def _not_answered(kind: Kind, interview: Interview, question: Question, turn: Turn) -> Step | None:
    """Asked once more; what is not understood a second time may count as an answer, or else its topic is answered."""
    if kind.is_about(turn):
        return _ask(kind, interview)
    if turn.topic not in kind.tries:
        return None
    if kind.ends_early or interview.how != AGAIN:
        return _ask(kind, interview, AGAIN)
    return _settle(kind, interview, (question.name, question.unclear), turn) if question.unclear else None


def _open_question(interview: Interview) -> Question | None:
    """The question that waits for its answer."""
    return KINDS[interview.topic].question_of(interview) if interview.status == ASKING else None


def _answer_in(interview: Interview, turn: Turn) -> tuple[str, str] | None:
    """The question that a turn answers, and the answer; a choice that was picked may answer an earlier one."""
    kind, question = KINDS[interview.topic], _open_question(interview)
    if question is None:
        return None
    if turn.picked:
        name, answer = turn.picked
        asked = next((each for each in kind.questions(replace(interview, every=True)) if each.name == name), None)
        is_enough = kind.ends_early and answer == ENOUGH
        is_possible = asked and (answer in asked.choices or asked.accepts(answer) or is_enough)
        return turn.picked if is_possible else None
    if turn.topic == INFORM:
        return None
    found = answers.plain(turn, question.choices, enough=kind.ends_early)
    if found is None and turn.topic not in kind.first:
        found = question.read(turn, interview.answers)
    return (question.name, found) if found else None


def _settle(kind: Kind, interview: Interview, answered: tuple[str, str], turn: Turn) -> Step:
    question, answer = answered
    if answer == ENOUGH:
        return _tell(kind, interview, turn)
    return _ask_or_tell(kind, interview.answered(kind.settle(question, answer, turn)), turn)


def _begin(kind: Kind, interview: Interview | None, turn: Turn) -> Step:
    """The first question, or the topic's answer with the questions offered. Open ones are gone on with."""
    chain = list(_chain(interview))
    same = next((each for each in chain if each.topic == kind.topic), None)
    left = next((each for each in chain if each.topic != kind.topic and KINDS[each.topic].keeps), None)
    before = replace(left, status=PAUSED, before=None) if left else None
    goes_on = same is not None and (same.status == INTERRUPTED or kind.keeps)
    is_told = same is not None and same.status == OVER and kind.tells_again
    known = same.answers if same and (goes_on or is_told) else {}
    begun = Interview(kind.topic, dict(kind.begin(turn, known)), before=before)
    if is_told:
        return _tell(kind, begun, turn, told_before=True)
    if kind.answer_first:
        status, details = (INTERRUPTED, {}) if goes_on else (OFFERED, {"offers_questions": True})
        return Step(f"utter_{kind.topic}", details, replace(begun, status=status))
    return _ask_or_tell(kind, begun, turn, OPENING if kind.opening else FIRST)


def _ask_or_tell(kind: Kind, interview: Interview, turn: Turn, how: str = FIRST) -> Step:
    return _ask(kind, interview, how) if kind.question_of(interview) else _tell(kind, interview, turn)


def _ask(kind: Kind, interview: Interview, how: str = FIRST) -> Step:
    number, of = progress(interview)
    question = kind.question_of(interview)
    details = {"question": question.name if question else None, **kind.details(interview)}
    details |= {"number": number, "of": of} if of > 1 else {}
    details |= {how: True} if how != FIRST else {}
    return Step(kind.ask, details, replace(interview, status=ASKING, how=how))


def _tell(kind: Kind, interview: Interview, turn: Turn, *, told_before: bool = False) -> Step:
    """Tell the result; the contact can go on with the questions that are left."""
    told, is_left = kind.tell(interview, turn), kind.is_left(interview)
    details = {**told.details, **_if_so(more_questions=is_left, told_before=told_before)}
    # who wrote "stop" or "cancel" may have meant all messages
    details |= _if_so(how_to_stop=turn.topic == "stop" or turn.wish == LEAVE)
    kept = replace(interview, status=PAUSED if is_left else OVER, how=FIRST)
    after = kept if is_left or kind.tells_again else interview.before
    return Step(told.response, details, after, kind.slots(interview), told.effects)


def _leave(kind: Kind, interview: Interview) -> Step:
    """Leave without a result, because somebody else may be reading; the contact can go on with the questions later."""
    is_left = kind.is_left(interview)
    details = {"topic": kind.topic, **_if_so(more_questions=is_left)}
    after = replace(interview, status=PAUSED, how=FIRST) if is_left else _put_away(interview)
    return Step("utter_questions_left", details, after, kind.slots(interview))


def _put_away(interview: Interview) -> Interview | None:
    """What is left of an interview that is over without a result."""
    if KINDS[interview.topic].keeps:
        return replace(interview, status=PAUSED, how=FIRST)
    return interview.before


def _if_so(**said: bool) -> dict[str, bool]:
    return {name: True for name, is_so in said.items() if is_so}
