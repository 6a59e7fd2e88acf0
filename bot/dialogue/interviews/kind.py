"""What every interview consists of: its state, a turn of the conversation, its questions, and how one kind differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from bot.dialogue.effects import Effect
from bot.replies.questions import SKIPPED
from bot.replies.today import today_utc

OFFERED, ASKING, INTERRUPTED, PAUSED, OVER = "offered", "asking", "interrupted", "paused", "over"
STATUSES = frozenset({OFFERED, ASKING, INTERRUPTED, PAUSED, OVER})
FIRST, AGAIN, OPENING = "first", "again", "opening"

INFORM = "inform"  # the intent of whatever is picked, or read as an answer
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})  # a single word ("skip", "nurse") is often taken for one
# These win over an answer that is said with them ("no, he will kill me now").
BEFORE_ANSWERS = frozenset({"emergency", "distress", "talk_to_human", "delete_my_data", "change_language", "stop"})

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Interview:
    """How far the questions have come.

    `status`: offered; asking; interrupted (another topic was answered, the question is still open); paused (left, or
    the result was told, and it can be gone on with); over (the result was told, nothing else was asked since). `how`
    the question is asked: first; again, since the last text was no answer; or with the topic's opening before it.
    `every`: the contact wants the questions that a first result left out. `before`: an interview left for this one.
    """

    topic: str
    answers: dict[str, str] = field(default_factory=dict)
    status: str = ASKING
    how: str = FIRST
    every: bool = False
    before: Interview | None = None

    @classmethod
    def read(cls, value: Any) -> Interview | None:
        """From the slot, also as an earlier version wrote it; None for what is no interview."""
        if not isinstance(value, Mapping) or not isinstance(value.get("topic"), str):
            return None
        known = {each.name: value[each.name] for each in fields(cls) if each.name in value}
        found = cls(**{**known, "before": cls.read(known.get("before"))})
        return found if found.status in STATUSES and isinstance(found.answers, dict) else None

    def write(self) -> dict[str, Any]:
        """For the slot."""
        return asdict(self)

    def answered(self, answers: Answers) -> Interview:
        """With more answers; the next question is asked for the first time."""
        return replace(self, answers={**self.answers, **answers}, status=ASKING, how=FIRST)


@dataclass(frozen=True)
class Turn:
    """What a contact wrote or picked.

    `parse`: Rasa's. `language`: of the conversation. `country`: where the contact is thought to be, as an ISO 3166-1
    code; `country_guessed`: they have not said so. `region`: the part of it, ISO 3166-2, None when not known.
    """

    parse: Mapping[str, Any]
    language: str
    country: str | None = None
    country_guessed: bool = False
    today: date = field(default_factory=today_utc)
    region: str | None = None

    @property
    def topic(self) -> str:
        """What it is understood as."""
        return str((self.parse.get("intent") or {}).get("name"))

    @property
    def likeliest_topic(self) -> str:
        """What it is understood as, or what it is likeliest about where that is not sure."""
        ranking = self.parse.get("intent_ranking") or ()
        return str(ranking[0]["name"]) if self.topic == "nlu_fallback" and ranking else self.topic

    @property
    def text(self) -> str:
        """As it was written; empty for what was picked."""
        text = str(self.parse.get("text") or "")
        return "" if text.startswith("/") else text

    @property
    def picked(self) -> tuple[str, str] | None:
        """The question and the answer to it, where they are known already."""
        question, answer = self.named("question"), self.named("answer")
        return (question[0], answer[0]) if question and answer else None

    @property
    def wish(self) -> str | None:
        """What was picked for the questions as a whole: start, more, again or leave."""
        return next(iter(self.named("interview")), None)

    def named(self, entity: str) -> list[str]:
        """The values of an entity, each once."""
        found = [str(e["value"]) for e in self.parse.get("entities") or () if e.get("entity") == entity]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Question:
    """One question.

    `choices`: the answers that are offered. `read`: the answer in a text, by what was answered before. `accepts`: which
    other answers there are. `elsewhere`: a country in the answer is not where the contact is. `unclear`: the answer
    that a text counts as when it is not understood a second time. `left`: the answer that leaving the question is.
    """

    name: str
    choices: frozenset[str]
    read: Callable[[Turn, Answers], str | None]
    accepts: Callable[[str], bool] = lambda answer: False
    elsewhere: bool = False
    unclear: str | None = None
    left: str | None = None


@dataclass(frozen=True)
class Told:
    """The result: the name of a response, what it is told, and what else follows."""

    response: str
    details: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()


def told_as(response: str) -> Callable[[Interview, Turn], Told]:
    """A result that says all by the answers."""
    return lambda interview, turn: Told(response, {"answers": interview.answers})


def always(*questions: Question) -> Callable[[Interview], Sequence[Question]]:
    """Questions that are asked whatever was answered."""
    return lambda interview: questions


def settled(question: str, answer: str, turn: Turn) -> Answers:
    """An answer from which nothing else follows."""
    return {question: answer}


@dataclass(frozen=True)
class Kind:
    """One kind of interview, by its topic. What is not given is as in most kinds.

    `questions`: all that may come, in their order. `tell`: the result. `begin`: what need not be asked, by the first
    text and what was answered before an interruption. `settle`: what follows from an answer. `is_left`: whether after a
    result there is something to go on with. `slots`: what follows for Rasa's slots when it is told or left. `ask`: the
    response that asks, with `details`. `answer_first`: the topic's answer comes before the questions, which are
    offered. `opening`: the topic's short answer is given with the question. `ends_early`: "that is all" ends it with
    what is known; so what is not understood is asked again as often as it happens, else once. `goes_on`: it can be gone
    on with after another topic. `keeps`: answers stay when it is left, until the result or another country.
    `tells_again`: asked about right after its result, that is told once more. `first`: topics that win over an answer.
    `tries`: topics of texts that may be an attempt at one. `is_about`: whether a text is about its topic.
    """

    topic: str
    questions: Callable[[Interview], Sequence[Question]]
    tell: Callable[[Interview, Turn], Told]
    begin: Callable[[Turn, Answers], Answers] = lambda turn, before: before
    settle: Callable[[str, str, Turn], Answers] = settled
    is_left: Callable[[Interview], bool] = lambda interview: False
    slots: Callable[[Interview], Mapping[str, Any]] = lambda interview: {}
    ask: str = "utter_ask_question"
    details: Callable[[Interview], Mapping[str, Any]] = lambda interview: {}
    answer_first: bool = False
    opening: bool = False
    ends_early: bool = True
    goes_on: bool = True
    keeps: bool = False
    tells_again: bool = False
    first: frozenset[str] = BEFORE_ANSWERS
    tries: frozenset[str] = NOT_UNDERSTOOD | {INFORM}
    is_about: Callable[[Turn], bool] = lambda turn: False

    def question_of(self, interview: Interview) -> Question | None:
        """The question to be asked next, or being asked; None when they are over."""
        return next((each for each in self.questions(interview) if each.name not in interview.answers), None)


def with_all_questions(interview: Interview) -> Interview:
    """The interview as it goes on after a result: what was skipped is asked once more."""
    known = {name: answer for name, answer in interview.answers.items() if answer != SKIPPED}
    return replace(interview, answers=known, status=ASKING, how=FIRST, every=True)
