"""Guided dialogues: which question comes next, what a text answers, when the questions are over.

A guide's state is one slot. Nothing here speaks: actions/guides.py asks and tells the result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped]

from bot.dialogue.keywords import IGNORED_AROUND, visible
from bot.replies import questions as q
from bot.replies.catalogues import SOURCE_LANGUAGE, Phrase, spellings
from bot.replies.known import indicators
from bot.replies.letters import fold
from bot.replies.phrases.guides import ENOUGH_WORDS, SKIP_WORDS, WORK_WORDS
from bot.replies.phrases.service import NO, YES

SLOT = "guide"
OFFERED, ASKING, PAUSED = "offered", "asking", "paused"
# A turn of these topics belongs to the questions; every other topic is answered and ends them.
STAY = frozenset({"affirm", "deny", "inform", "stop", "change_language", "change_country"})
# A single word ("skip", "nurse") is often taken for one of these.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
TIMES_ASKED_AGAIN = 1
FIRST_PART = re.compile(r"[,.;:!،，、。]")
# a word with its vowel signs, which \w lacks; of Chinese, which has no spaces, a character
WORD = regex.compile(r"\p{Han}|[[\p{L}\p{M}\p{N}]--\p{Han}]+", regex.V1)
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class State:
    """How far a guide has come. `status`: offered, asking, or paused (the result was told, questions are left).

    `all_questions`: the contact wants those that a first result left out. `unclear`: answers in a row that were not
    understood.
    """

    topic: str
    answers: dict[str, str] = field(default_factory=dict)
    status: str = ASKING
    all_questions: bool = False
    unclear: int = 0

    @classmethod
    def read(cls, value: Any) -> State | None:
        """From the slot; None where no guide is running."""
        return cls(**value) if isinstance(value, Mapping) else None

    def write(self) -> dict[str, Any]:
        """For the slot."""
        return dict(vars(self))

    def answered(self, question: str, answer: str) -> State:
        """With one more answer."""
        return replace(self, answers={**self.answers, question: answer}, unclear=0)


@dataclass(frozen=True)
class Guide:
    """`answer_first`: the topic's answer comes before the questions. `country`: which one a first text may answer."""

    result: str
    questions: Callable[[State], tuple[str, ...]]
    answer_first: bool = False
    country: str | None = None


def question_of(state: State) -> str | None:
    """The question to be asked next, or being asked; None when they are over."""
    return next((name for name in GUIDES[state.topic].questions(state) if name not in state.answers), None)


def progress(state: State) -> tuple[int, int]:
    """Which question is next, counted from 1, and how many there can be at most."""
    every = GUIDES[state.topic].questions(replace(state, all_questions=True))
    return every.index(str(question_of(state))) + 1, len(every)


def questions_left(state: State) -> bool:
    """Whether there are questions that were not asked yet and that it makes sense to go on with."""
    if state.topic != "am_i_trafficked" or state.answers.get(indicators().child_question.id) == q.YES_ANSWER:
        return False
    return question_of(replace(state, all_questions=True)) is not None


def begin(topic: str, message: Mapping[str, Any], here: str | None) -> State:
    """A guide's start. A country named in the first text, other than where the contact is, answers its question."""
    guide = GUIDES[topic]
    named = [country for country in _countries(message) if country != here]
    answers = {guide.country: named[0]} if guide.country and len(named) == 1 else {}
    if topic == "professional_guidance" and (role := _role_in(message)):
        answers = {q.ROLE: role}
    return State(topic, answers, OFFERED if guide.answer_first else ASKING)


def answer_in(question: str, message: Mapping[str, Any], here: str | None = None) -> str | None:
    """What a turn answers to a question, `enough` for the wish to end them all; None when nothing.

    `here`: where the contact is; of two countries named, the other one is meant.
    """
    possible = q.answers_to(question)
    picked = next((str(e["value"]) for e in message.get("entities") or () if e.get("entity") == "answer"), None)
    if picked is not None:
        is_country = question in q.COUNTRY_QUESTIONS and _is_country(picked)
        return picked if is_country or picked in possible | {q.ENOUGH} else None
    countries = _countries(message)
    if question in q.TAKES_A_COUNTRY and countries:
        named = [country for country in countries if country != here] if len(countries) > 1 else countries
        return named[0] if len(named) == 1 else None
    word = _word(str(message.get("text") or ""))
    intent = (message.get("intent") or {}).get("name")
    if word in _words(SKIP_WORDS):
        return q.SKIPPED
    if word in _words(ENOUGH_WORDS) or intent == "stop":
        return q.ENOUGH
    if question == q.ROLE and intent in NOT_UNDERSTOOD | {"professional_guidance"}:
        return _role_in(message) or q.OTHER_ROLE
    said = {"affirm": q.YES_ANSWER, "deny": q.NO_ANSWER}.get(str(intent))
    first = _word(FIRST_PART.split(str(message.get("text") or "").strip(), maxsplit=1)[0])  # "No, it is not"
    said = q.YES_ANSWER if first in _words(YES) else q.NO_ANSWER if first in _words(NO) else said
    return said if said in possible else None


def plain_answer(memory: str | None, text: str) -> str:
    """The text, or the choice that it names word for word ("skip", "no") while a guide asks something.

    So short a text can be taken for any topic ("next" for a goodbye), and a topic would end the questions.
    `memory`: as in bot/dialogue/memory.py.
    """
    state = _state_in(memory)
    question = question_of(state) if state and state.status == ASKING else None
    if question is None or text.startswith("/"):
        return text
    answer = answer_in(question, {"text": text})
    return f'/inform{{"answer": "{answer}"}}' if answer else text


def stays(state: State, message: Mapping[str, Any]) -> bool:
    """Whether a turn belongs to the guide; else the guide is over."""
    intent = (message.get("intent") or {}).get("name")
    if intent in STAY | NOT_UNDERSTOOD:
        return True
    if intent != state.topic:
        return False
    question = question_of(state) if state.status == ASKING else None
    return question in q.TAKES_FREE_TEXT and answer_in(str(question), message) is not None


def asks_for_a_country(state: State | None) -> bool:
    """Whether a country in the next text is an answer, and not where the contact is."""
    return state is not None and state.status == ASKING and question_of(state) in q.TAKES_A_COUNTRY


def says(text: str, words: Phrase) -> bool:
    """Whether a text is one of a phrase's comma-separated words, of any language."""
    return _word(text) in _words(words)


def begins_with(text: str, words: Phrase, language: str) -> bool:
    """Whether a text begins with one of a phrase's comma-separated words in a language ("yes, delete it all")."""
    return spaced(_word(text)).startswith(tuple(_spaced_words(words, frozenset({language}))))


def is_serious(state: State) -> bool:
    """Whether a strong sign was named, or the contact is under 18."""
    known = indicators()
    strong = [known.child_question.id, *(sign.id for sign in known.signs if sign.severity == "high")]
    return any(state.answers.get(name) == q.YES_ANSWER for name in strong)


def slot_in(memory: str | None, name: str) -> Any:
    """The value of a slot. `memory`: as in bot/dialogue/memory.py."""
    if not memory or f'"{name}"' not in memory:
        return None
    slots = [event for event in json.loads(memory) if event.get("event") == "slot" and event.get("name") == name]
    return slots[-1].get("value") if slots else None


def _state_in(memory: str | None) -> State | None:
    return State.read(slot_in(memory, SLOT))


def _signs(state: State) -> tuple[str, ...]:
    """Strong signs and the age first: where they are named, the weaker ones are asked only on wish."""
    known = indicators()
    ordered = sorted(known.signs, key=lambda sign: SEVERITIES.index(sign.severity))
    first = (*(sign.id for sign in ordered if sign.severity == "high"), known.child_question.id)
    if state.answers.get(known.child_question.id) == q.YES_ANSWER and not state.all_questions:
        return ()
    if set(first) <= set(state.answers) and is_serious(state) and not state.all_questions:
        return first
    return (*first, *(sign.id for sign in ordered if sign.severity != "high"))


def _job_offer(state: State) -> tuple[str, ...]:
    return (*(question.id for question in indicators().job_offer), q.JOB_COUNTRY)


def _return_home(state: State) -> tuple[str, ...]:
    return q.SAFE_AT_HOME, q.HOME


def _family(state: State) -> tuple[str, ...]:
    place = state.answers.get(q.FAMILY_PLACE)
    return (q.FAMILY_PLACE, q.FAMILY_COUNTRY) if place == q.ELSEWHERE else (q.FAMILY_PLACE,)


def _professional(state: State) -> tuple[str, ...]:
    return (q.ROLE,)


GUIDES: dict[str, Guide] = {
    "am_i_trafficked": Guide("utter_signs_result", _signs, answer_first=True),
    "job_offer_check": Guide("utter_job_offer_result", _job_offer, answer_first=True, country=q.JOB_COUNTRY),
    "return_home": Guide("utter_return_home_result", _return_home, country=q.HOME),
    "family_safety": Guide("utter_family_safety_result", _family, country=q.FAMILY_PLACE),
    "professional_guidance": Guide("utter_professional_guidance_result", _professional),
}


def _countries(message: Mapping[str, Any]) -> list[str]:
    found = [str(e["value"]) for e in message.get("entities") or () if e.get("entity") == "country"]
    return list(dict.fromkeys(found))


def _role_in(message: Mapping[str, Any]) -> str | None:
    """The kind of work that a text names ("I am a nurse in Leeds"); None for none or several."""
    text = spaced(_word(str(message.get("text") or "")))
    # in the language of the text and in English only: "dai" is a midwife in Urdu and "give me" elsewhere
    spoken = frozenset({str((message.get("language") or {}).get("language") or SOURCE_LANGUAGE), SOURCE_LANGUAGE})
    found = [role for role, words in WORK_WORDS.items() if any(word in text for word in _spaced_words(words, spoken))]
    return found[0] if len(found) == 1 else None


def spaced(text: str) -> str:
    """The words of a text with one space around each; of Chinese, the characters. So whole phrases are found in it."""
    return f" {' '.join(WORD.findall(text))} "


@lru_cache(maxsize=256)
def _spaced_words(phrase: Phrase, languages: frozenset[str]) -> frozenset[str]:
    return frozenset(spaced(_word(word)) for word in spellings(phrase, tuple(sorted(languages))))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code.isupper()


def _word(text: str) -> str:
    plain = visible(text).replace("’", "'").replace("'", "").strip(IGNORED_AROUND)
    return fold(" ".join(plain.split()))


@lru_cache(maxsize=8)
def _words(phrase: Phrase) -> frozenset[str]:
    return frozenset(_word(word) for word in spellings(phrase))
