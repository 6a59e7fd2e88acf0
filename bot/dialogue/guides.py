"""Guided dialogues: which question comes next, what a text answers, when the questions are over.

A guide's state is one slot. Nothing here speaks: actions/guides.py asks and tells the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.dialogue.wording import says, spaced_words
from bot.dialogue.yes_no import said_in, yes_or_no_alone
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies import questions as q
from bot.replies.compensation import questions as compensation_questions
from bot.replies.guided import TOPIC_OF_SIGN, counts_signs, too_few_answers
from bot.replies.known import indicators
from bot.replies.phrases.guides import ENOUGH_WORDS, SKIP_WORDS, WORK_WORDS
from bot.text.folding import comparable
from bot.text.words import spaced

SLOT = "guide"
MONEY = compensation_questions.TOPIC  # a form (bot/dialogue/compensation.py): here only while interrupted
OFFERED, ASKING, INTERRUPTED, PAUSED, OVER = "offered", "asking", "interrupted", "paused", "over"
# A turn of these topics belongs to the questions; every other topic is answered first.
STAY = frozenset({"affirm", "deny", "inform", "stop", "change_language", "change_country"})
# A single word ("skip", "nurse") is often taken for one of these.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
# These win over an answer that is said with them ("no, he will kill me now").
BEFORE_ANSWERS = frozenset({"emergency", "distress", "talk_to_human", "delete_my_data", "change_language", "stop"})
# After these nobody is asked to go on.
ENDS = frozenset({"emergency", "distress", "talk_to_human", "delete_my_data", "goodbye"})
# What "yes, ask me" may be taken for after the questions were offered.
BEGINS = NOT_UNDERSTOOD | {"affirm", "menu", "greet", "thank", "about_service"}
HARM_TOPICS = frozenset(TOPIC_OF_SIGN.values()) | {"child_victim", "sexual_exploitation"}
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class State:
    """How far a guide has come.

    `status`: offered; asking; interrupted (another topic was answered, the question is still open); paused (the result
    was told, questions are left); over (the result was told, nothing else was asked since). `all_questions`: the
    contact wants those that a first result left out.
    """

    topic: str
    answers: dict[str, str] = field(default_factory=dict)
    status: str = ASKING
    all_questions: bool = False

    @classmethod
    def read(cls, value: Any) -> State | None:
        """From the slot, also as an earlier version wrote it; None where no guide is running."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: of for name, of in value.items() if name in known}) if isinstance(value, Mapping) else None

    def write(self) -> dict[str, Any]:
        """For the slot."""
        return dict(vars(self))

    def answered(self, question: str, answer: str) -> State:
        """With one more answer."""
        return replace(self, answers={**self.answers, question: answer})


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
    """Whether something is left to go on with: questions not asked yet, or skipped ones that leave too little told."""
    if not counts_signs(state.topic) or state.answers.get(indicators().child_question.id) == q.YES_ANSWER:
        return False
    return question_of(replace(state, all_questions=True)) is not None or too_few_answers(state.topic, state.answers)


def with_all_questions(state: State) -> State:
    """The state in which a guide goes on after its result: what was skipped is asked once more."""
    known = {name: answer for name, answer in state.answers.items() if answer != q.SKIPPED}
    return replace(state, answers=known, status=ASKING, all_questions=True)


def begin(topic: str, message: Mapping[str, Any], here: str | None) -> State:
    """A guide's start. A country named in the first text, other than where the contact is, answers its question."""
    guide = GUIDES[topic]
    named = [country for country in _countries(message) if country != here]
    answers = {guide.country: named[0]} if guide.country and len(named) == 1 else {}
    if topic == "professional_guidance" and (role := _role_in(message)):
        answers = {q.ROLE: role}
    return State(topic, answers, OFFERED if guide.answer_first else ASKING)


def answer_in(question: str, message: Mapping[str, Any], language: str, here: str | None = None) -> str | None:
    """What a turn answers to a question, `enough` for the wish to end them all; None when nothing.

    `language`: of the conversation. `here`: where the contact is; of two countries named, the other one is meant.
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
    text = str(message.get("text") or "")
    if (plain := _plain_answer(question, text, language)) is not None:
        return plain
    intent = (message.get("intent") or {}).get("name")
    if intent == "stop":
        return q.ENOUGH
    if question == q.ROLE and intent in NOT_UNDERSTOOD | {"professional_guidance"}:
        return _role_in(message) or q.OTHER_ROLE
    return _yes_or_no(question, message, language) if q.YES_ANSWER in possible else None


def plain_answer(slots: Mapping[str, Any], text: str, language: str) -> str:
    """The text, or the choice that it names word for word ("skip", "no") while a guide asks something.

    So short a text can be taken for any topic ("next" for a goodbye), and a topic would interrupt the questions.
    `slots`: Rasa's.
    """
    question = _open_question(_state_in(slots))
    if question is None or text.startswith("/"):
        return text
    answer = _plain_answer(question, text, language)
    return _picked(answer) if answer else text


def may_be_longer_answer(slots: Mapping[str, Any], text: str, language: str) -> bool:
    """Whether a text says yes or no with more words, where a guide waits for that: then its topic must be known."""
    state = _state_in(slots)
    waits = state is not None and (state.status in (OFFERED, INTERRUPTED) or _open_question(state) is not None)
    return waits and not text.startswith("/") and said_in(text, language) is not None


def longer_answer(slots: Mapping[str, Any], message: Mapping[str, Any], language: str) -> str:
    """The text of a turn, or the choice that it names with more words than that; asked before Rasa follows its topic.

    "Yes, he hit me once" is an answer and no question about violence. Danger, despair and the wish for a person come
    before any answer. `message`: Rasa's parse.
    """
    text, topic = str(message.get("text") or ""), (message.get("intent") or {}).get("name")
    state = _state_in(slots)
    if state is None or topic in BEFORE_ANSWERS:
        return text
    said = said_in(text, language)
    if state.status in (OFFERED, INTERRUPTED):
        begins = said is not None and said.answer == q.YES_ANSWER and topic in BEGINS | {state.topic}
        return q.START_PAYLOAD if begins else text
    question = _open_question(state)
    if question is None or q.YES_ANSWER not in q.answers_to(question):
        return text
    answer = answer_in(question, message, language)
    return _picked(answer) if answer else text


def stays(state: State, message: Mapping[str, Any], language: str) -> bool:
    """Whether a turn belongs to the guide; else another topic is answered."""
    intent = (message.get("intent") or {}).get("name")
    if intent in STAY | NOT_UNDERSTOOD:
        return True
    if intent != state.topic:
        return False
    if state.status in (INTERRUPTED, OVER):
        return True
    question = _open_question(state)
    return question in q.TAKES_FREE_TEXT and answer_in(str(question), message, language) is not None


def after_another_topic(state: State, topic: str | None) -> State | None:
    """What is left of a guide after another topic was answered: an open question stays open; None for nothing."""
    if state.status not in (ASKING, INTERRUPTED) or topic in ENDS or topic in (*GUIDES, MONEY):
        return None
    return replace(state, status=INTERRUPTED)


def is_interrupted(value: Any) -> bool:
    """Whether the slot holds a guide whose question is open while other topics are answered."""
    state = State.read(value)
    return state is not None and state.status == INTERRUPTED


def asks_for_a_country(state: State | None) -> bool:
    """Whether a country in the next text is an answer, and not where the contact is."""
    return _open_question(state) in q.TAKES_A_COUNTRY


def is_serious(state: State) -> bool:
    """Whether a strong sign was named, or the contact is under 18."""
    known = indicators()
    strong = [known.child_question.id, *(sign.id for sign in known.signs if sign.severity == "high")]
    return any(state.answers.get(name) == q.YES_ANSWER for name in strong)


def _state_in(slots: Mapping[str, Any]) -> State | None:
    return State.read(slots.get(SLOT))


def _open_question(state: State | None) -> str | None:
    """The question that waits for its answer."""
    return question_of(state) if state is not None and state.status == ASKING else None


def _picked(answer: str) -> str:
    return f'/inform{{"answer": "{answer}"}}'


def _plain_answer(question: str, text: str, language: str) -> str | None:
    """What a text answers that consists of nothing but that."""
    if says(text, SKIP_WORDS):
        return q.SKIPPED
    if says(text, ENOUGH_WORDS):
        return q.ENOUGH
    return yes_or_no_alone(text, language) if q.YES_ANSWER in q.answers_to(question) else None


def _yes_or_no(question: str, message: Mapping[str, Any], language: str) -> str | None:
    """Yes, no or skip, by how a text begins or by what it is understood as.

    A false no hides a sign. Where "no" may be "not" ("no me dejan salir", "no pay") it counts for a question about
    harm only if the text is not likeliest about harm: otherwise its topic is answered, or it is asked again.
    """
    said = said_in(str(message.get("text") or ""), language)
    if said is None:
        return {"affirm": q.YES_ANSWER, "deny": q.NO_ANSWER}.get(_intent(message))
    known = indicators()
    about_harm = question in {known.child_question.id, *(sign.id for sign in known.signs)}
    if about_harm and not said.is_sure(language) and likeliest_topic(message) in HARM_TOPICS:
        return None
    return said.answer


def likeliest_topic(message: Mapping[str, Any]) -> str:
    """What a turn is understood as, or what it is likeliest about where that is not sure."""
    ranking = message.get("intent_ranking") or ()
    return str(ranking[0]["name"]) if _intent(message) == "nlu_fallback" and ranking else _intent(message)


def _intent(message: Mapping[str, Any]) -> str:
    return str((message.get("intent") or {}).get("name"))


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
    text = spaced(comparable(str(message.get("text") or "")))
    # in the language of the text and in English only: "dai" is a midwife in Urdu and "give me" elsewhere
    spoken = (str((message.get("language") or {}).get("language") or SOURCE_LANGUAGE), SOURCE_LANGUAGE)
    found = [role for role, words in WORK_WORDS.items() if any(word in text for word in spaced_words(words, *spoken))]
    return found[0] if len(found) == 1 else None


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code.isupper()
