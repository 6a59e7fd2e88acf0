"""Read an answer from a text or from the choice that was picked. All interviews share these; None: it gives none."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from bot.dates.when import when_in
from bot.dialogue.interviews.kind import NOT_UNDERSTOOD, Answers, Question, Turn
from bot.dialogue.wording import says, spaced_words
from bot.dialogue.yes_no import said_in, yes_or_no_alone
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.phrases.guides import ENOUGH_WORDS, SKIP_WORDS, WORK_WORDS
from bot.replies.questions import ENOUGH, NO_ANSWER, OTHER_ROLE, SKIPPED, YES_ANSWER, answers_to
from bot.text.folding import comparable
from bot.text.words import spaced

# A country in a text of these may be an answer; every other topic is answered first.
MAY_NAME_A_COUNTRY = NOT_UNDERSTOOD | {"affirm", "deny", "change_country"}


def plain(turn: Turn, choices: Container[str], *, enough: bool) -> str | None:
    """What a text answers that consists of nothing but a word for that.

    So short a text can be taken for any topic ("next" for a goodbye), despair among them. `choices`: what can be
    answered; `enough`: so can the wish to end the questions.
    """
    if SKIPPED in choices and says(turn.text, SKIP_WORDS):
        return SKIPPED
    if enough and says(turn.text, ENOUGH_WORDS):
        return ENOUGH
    return yes_or_no_alone(turn.text, turn.language) if YES_ANSWER in choices else None


def yes_or_no(turn: Turn, is_no: Callable[[Turn], bool]) -> str | None:
    """Yes, no or skip, by how a text begins or by what it is understood as.

    A false no hides what happened. Where "no" may be "not" ("no me dejan salir", "no pay") it counts if `is_no` says
    so of the text.
    """
    said = said_in(turn.text, turn.language)
    if said is None:
        return {"affirm": YES_ANSWER, "deny": NO_ANSWER}.get(turn.topic)
    return said.answer if said.answer != NO_ANSWER or said.is_sure(turn.language) or is_no(turn) else None


def yes_no_question(name: str, is_no: Callable[[Turn], bool] = lambda turn: True) -> Question:
    """A question for yes or no. `is_no`: as in `yes_or_no`."""
    return Question(name, answers_to(name), lambda turn, before: yes_or_no(turn, is_no), elsewhere=True)


def country_question(name: str, topic: str) -> Question:
    """A question for a country other than where the contact is. `topic`: of the interview."""
    return Question(name, answers_to(name), lambda turn, before: country(turn, topic), is_country, elsewhere=True)


def with_country(question: str) -> Callable[[Turn, Answers], Answers]:
    """Begins with the answer to `question`, where the first text names one country beside where the contact is."""

    def begin(turn: Turn, before: Answers) -> Answers:
        named = others_of(turn)
        return {**before, question: named[0]} if len(named) == 1 else before

    return begin


def country(turn: Turn, topic: str) -> str | None:
    """The one country that a text names, as an ISO 3166-1 code; of several, the one where the contact is not.

    `topic`: of the interview; a text on another one, such as a lawyer in Romania, is no answer.
    """
    named = turn.named("country")
    if turn.topic not in MAY_NAME_A_COUNTRY | {topic}:
        return None
    if len(named) > 1:
        named = others_of(turn)
    return named[0] if len(named) == 1 else None


def others_of(turn: Turn) -> list[str]:
    """The countries that a text names beside where the contact is."""
    return [code for code in turn.named("country") if code != turn.country]


def is_country(answer: str) -> bool:
    """Whether an answer is an ISO 3166-1 code."""
    return len(answer) == 2 and answer.isalpha() and answer.isupper()


def role(turn: Turn, answers: Answers) -> str | None:
    """The kind of work that a text names; another one where it names none or several."""
    if turn.topic not in NOT_UNDERSTOOD | {"professional_guidance"}:
        return None
    return role_named(turn.parse) or OTHER_ROLE


def role_named(parse: Any) -> str | None:
    """The kind of work that a text names ("I am a nurse in Leeds"); None for none or several."""
    text = spaced(comparable(str(parse.get("text") or "")))
    # in the language of the text and in English only: "dai" is a midwife in Urdu and "give me" elsewhere
    spoken = (str((parse.get("language") or {}).get("language") or SOURCE_LANGUAGE), SOURCE_LANGUAGE)
    found = [work for work, words in WORK_WORDS.items() if any(word in text for word in spaced_words(words, *spoken))]
    return found[0] if len(found) == 1 else None


def time(turn: Turn, answers: Answers) -> str | None:
    """When something was, as the text of a bot.knowledge.deadlines.When.

    What would need a guess ("last summer") is not computed.
    """
    when = when_in(turn.text, turn.language, turn.today)
    return str(when) if when else None
