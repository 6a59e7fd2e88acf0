"""The engine of interviews: which question comes next, what a text answers, when they are over."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.interviews import ActionInterview
from bot.dialogue.effects import Stop, as_message
from bot.dialogue.interviews import answers, engine, signs
from bot.dialogue.interviews.kind import (
    ASKING,
    INTERRUPTED,
    OFFERED,
    OVER,
    PAUSED,
    Answers,
    Interview,
    Kind,
    Question,
    Turn,
    told_as,
    with_all_questions,
)
from bot.dialogue.interviews.registry import KINDS
from bot.replies import questions as q
from bot.replies.known import indicators

GUIDES = ("am_i_trafficked", "family_safety", "job_offer_check", "professional_guidance", "return_home")


def said(text: str = "", intent: str = "nlu_fallback", **entities: str) -> dict[str, Any]:
    """A turn as Rasa hands it to actions."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"text": text, "intent": {"name": intent}, "entities": found}


def turn(message: dict[str, Any], language: str = "en", country: str | None = "DE", guessed: bool = False) -> Turn:
    return Turn(message, language, country, guessed)


def asked(interview: Interview) -> str | None:
    """The question that is asked next."""
    question = KINDS[interview.topic].question_of(interview)
    return question.name if question else None


def asking(question: str) -> Interview:
    """An interview in which a question is asked, and what comes before it was answered."""
    for kind in KINDS.values():
        for place in ({}, {q.FAMILY_PLACE: q.ELSEWHERE}):
            every = [each.name for each in kind.questions(Interview(kind.topic, place, every=True))]
            if question in every:
                before = dict.fromkeys(every[: every.index(question)], q.SKIPPED)
                return Interview(kind.topic, {**before, **(place if question == q.FAMILY_COUNTRY else {})})
    raise KeyError(question)


def answer_in(question: str, message: dict[str, Any], language: str = "en", country: str | None = "DE") -> str | None:
    """What a turn answers to a question."""
    interview = asking(question)
    assert asked(interview) == question
    if message["intent"]["name"] == "stop":
        step = engine.reply(interview, turn(message, language, country))
        return q.ENOUGH if step and step.response.endswith("_result") else None
    found = engine._answer_in(interview, turn(message, language, country))
    return found[1] if found else None


def test_an_interview_survives_the_slot() -> None:
    before = Interview("compensation", {"compensation.harm": "injury"}, PAUSED)
    interview = Interview("am_i_trafficked", {"child": "no"}, PAUSED, every=True, before=before)
    assert engine.open_in({engine.SLOT: interview.write()}) == interview
    later = {**interview.write(), "unclear": 1}  # as another version wrote it
    assert engine.open_in({engine.SLOT: later}) == interview


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "asking",
        {"status": ASKING},
        {"topic": "gone"},
        {"topic": "return_home", "status": "new"},
        {"topic": "return_home", "answers": []},
        {"topic": "return_home", "before": {"topic": "gone"}},
    ],
)
def test_what_cannot_be_read_is_forgotten(stored: Any) -> None:
    assert engine.open_in({engine.SLOT: stored}) is None


@pytest.mark.long("starts Python, to see what is imported")
def test_the_engine_is_loaded_without_rasa() -> None:
    loaded = "import bot.dialogue.interviews.engine, sys; print({'rasa', 'rasa_sdk'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_strong_signs_and_the_age_come_first_and_there_are_twelve_questions() -> None:
    interview, found = Interview("am_i_trafficked"), []
    while (question := asked(interview)) is not None:
        found.append(question)
        interview = interview.answered({question: q.NO_ANSWER})
    severity = {sign.id: sign.severity for sign in indicators().signs} | {"child": "high"}
    assert sorted(found) == sorted(severity)
    assert [severity[name] for name in found[:6]] == ["high"] * 6
    assert [severity[name] for name in found[6:]] == ["medium"] * 5 + ["low"]


def test_a_strong_sign_ends_the_questions_after_the_strong_ones() -> None:
    state = Interview("am_i_trafficked")
    for value in (q.SKIPPED, q.YES_ANSWER, q.NO_ANSWER, q.NO_ANSWER, q.NO_ANSWER, q.NO_ANSWER):
        state = state.answered({str(asked(state)): value})
    assert asked(state) is None
    assert KINDS[state.topic].is_left(state)
    assert signs.is_serious(state)


def test_a_question_that_the_first_text_answered_does_not_count_as_asked() -> None:
    assert engine.progress(Interview("return_home", {q.HOME: "RO"})) == (1, 2)


def test_progress_counts_up_to_all_that_can_come() -> None:
    assert engine.progress(Interview("am_i_trafficked")) == (1, 12)
    assert engine.progress(Interview("job_offer_check", {"job_offer.1": "yes"})) == (2, 9)
    assert engine.progress(Interview("professional_guidance")) == (1, 1)


@pytest.mark.parametrize(
    ("question", "message", "answer"),
    [
        ("child", said("whatever", "affirm"), q.YES_ANSWER),
        ("child", said("whatever", "deny"), q.NO_ANSWER),
        ("child", said("Да"), q.YES_ANSWER),
        ("child", said("¡Sí!"), q.YES_ANSWER),
        ("child", said("non."), q.NO_ANSWER),
        ("child", said("No, I am 30"), q.NO_ANSWER),
        ("child", said("no money"), q.NO_ANSWER),
        ("withholding_of_wages", said("no pay", "unpaid_wages"), None),
        ("withholding_of_wages", said("no, they pay me", "unpaid_wages"), q.NO_ANSWER),
        ("child", said("yes he hit me once", "threats_violence"), q.YES_ANSWER),
        ("child", said("Yeeees I am"), q.YES_ANSWER),
        ("child", said("police no"), q.NO_ANSWER),
        ("child", said("I really do not want to say yes"), None),
        ("child", said("I don't know if that counts"), q.SKIPPED),
        ("child", said("next week he beats me"), None),
        ("child", said("I don’t know"), q.SKIPPED),
        ("child", said("That is all."), q.ENOUGH),
        ("child", said("", "stop"), q.ENOUGH),
        ("child", said("", "inform", question="child", answer="yes"), q.YES_ANSWER),
        ("child", said("", "inform", question="child", answer="RO"), None),
        ("child", said("", "inform", answer="yes"), None),
        ("child", said("", "inform", question=q.SAFE_AT_HOME, answer="yes"), None),
        ("child", said("he keeps my passport"), None),
        (q.HOME, said("Romania", country="RO"), "RO"),
        (q.HOME, said("", "inform", question=q.HOME, answer="RO"), "RO"),
        (q.HOME, said("", "inform", question=q.HOME, answer="yes"), None),
        (q.HOME, said("yes", "affirm"), None),
        (q.HOME, said("skip"), q.SKIPPED),
        (q.FAMILY_PLACE, said("in Nepal", country="NP"), "NP"),
        (q.FAMILY_PLACE, said("", "inform", question=q.FAMILY_PLACE, answer="elsewhere"), q.ELSEWHERE),
        (q.SAFE_AT_HOME, said("", "inform", question=q.SAFE_AT_HOME, answer="unknown"), q.UNKNOWN),
        (q.ROLE, said("I work as a nurse."), "health_workers"),
        (q.ROLE, said("border guard"), "police_and_border_officers"),
        (q.ROLE, said("a nurse and a social worker"), q.OTHER_ROLE),
        (q.ROLE, said("Lehrerin", "out_of_scope"), q.OTHER_ROLE),
        (q.ROLE, said("my pay", "unpaid_wages"), None),
        (q.ROLE, said("I teach", "professional_guidance"), q.OTHER_ROLE),
    ],
)
def test_what_a_turn_answers(question: str, message: dict[str, Any], answer: str | None) -> None:
    assert answer_in(question, message) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("next", q.SKIPPED),
        ("i dont know", q.SKIPPED),
        ("нет", q.NO_ANSWER),
        ("enough!", q.ENOUGH),
        ("/menu", None),
        ("next week he beats me", None),
    ],
)
@pytest.mark.parametrize("topic", ["goodbye", "distress"])
def test_a_plain_word_is_an_answer_while_something_is_asked_and_only_then(
    text: str, answer: str | None, topic: str
) -> None:
    first, parse = asked(Interview("am_i_trafficked")), said(text, topic)
    meant = {"question": first, "answer": answer} if answer else None
    assert engine.answer_of(Interview("am_i_trafficked"), parse, "en") == meant
    assert engine.answer_of(Interview("am_i_trafficked", status=OFFERED), parse, "en") is None
    assert engine.answer_of(None, parse, "en") is None


def begun(topic: str, message: dict[str, Any]) -> Interview:
    """The interview after its topic was asked about."""
    step = engine.reply(None, turn({**message, "intent": {"name": topic}}))
    assert step is not None
    assert step.interview is not None
    return step.interview


def test_of_two_countries_the_other_one_is_meant() -> None:
    message = {**said("from Germany to Romania"), "entities": []}
    message["entities"] = [{"entity": "country", "value": code} for code in ("DE", "RO")]
    assert answer_in(q.HOME, message, country="DE") == "RO"
    assert answer_in(q.HOME, message, country="FR") is None
    assert begun("return_home", message).answers == {q.HOME: "RO"}


def test_the_contacts_own_country_answers_no_question_by_itself() -> None:
    assert begun("return_home", said("out of Germany", country="DE")).answers == {}


def test_the_work_named_in_the_first_text_is_not_asked_for() -> None:
    message = said("I am a midwife, how do I refer somebody?", "professional_guidance")
    assert begun("professional_guidance", message).status == OVER


@pytest.mark.parametrize("topic", GUIDES)
@pytest.mark.parametrize("intent", ["emergency", "distress", "talk_to_human", "legal_aid", "menu", "delete_my_data"])
def test_another_topic_is_no_part_of_any_guide(topic: str, intent: str) -> None:
    assert not engine.takes(Interview(topic), turn(said("help", intent)))


@pytest.mark.parametrize(
    ("intent", "status"),
    [
        ("legal_aid", INTERRUPTED),
        ("menu", INTERRUPTED),
        ("emergency", None),
        ("distress", None),
        ("talk_to_human", None),
        ("delete_my_data", None),
        ("goodbye", None),
        ("return_home", None),  # a guide of its own
        ("compensation", None),
    ],
)
def test_an_open_question_stays_open_after_another_topic_but_not_after_danger(intent: str, status: str | None) -> None:
    interview, other = Interview("am_i_trafficked", {"child": "no"}), turn(said("", intent))
    left = engine.aside(interview, other)
    assert (left.status if left else None) == status
    assert left is None or left.answers == interview.answers
    assert engine.aside(Interview("am_i_trafficked", status=OFFERED), other) is None


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (said("yes he hit me once", "threats_violence"), "yes"),
        (said("no, he will kill me now", "emergency"), None),
        (said("no, I want to die", "distress"), None),
        (said("no I want a person", "talk_to_human"), None),
        (said("no english please", "change_language"), None),
        (said("he keeps my passport", "documents_taken"), None),
    ],
)
def test_a_yes_with_more_words_is_an_answer_before_its_topic_but_danger_comes_first(
    message: dict[str, Any], answer: str | None
) -> None:
    meant = engine.answer_of(Interview("am_i_trafficked"), message, "en")
    assert (meant or {}).get("answer") == answer


@pytest.mark.parametrize("topic", ["am_i_trafficked", "compensation"])
@pytest.mark.parametrize("status", [OFFERED, INTERRUPTED])
@pytest.mark.parametrize(
    ("text", "intent", "begins"),
    [
        ("yes ask me", "nlu_fallback", True),
        ("sure, start", "menu", True),
        ("ok is this allowed", "", True),
        ("yes he hit me", "threats_violence", False),
        ("no thanks", "deny", False),
    ],
)
def test_a_yes_in_words_begins_the_questions_or_goes_on_with_them(
    topic: str, status: str, text: str, intent: str, begins: bool
) -> None:
    meant = engine.answer_of(Interview(topic, status=status), said(text, intent or topic), "en")
    assert meant == ({"interview": q.START} if begins else None)


@pytest.mark.parametrize("status", [PAUSED, OVER])
def test_where_nothing_is_asked_a_yes_keeps_its_topic(status: str) -> None:
    assert engine.answer_of(Interview("am_i_trafficked", status=status), said("yes once"), "en") is None


def test_skipped_questions_can_be_gone_on_with_where_no_sign_was_named() -> None:
    every = dict.fromkeys((*(sign.id for sign in indicators().signs), "child"), q.NO_ANSWER)
    is_left = KINDS["am_i_trafficked"].is_left
    assert not is_left(Interview("am_i_trafficked", every))
    skipped = Interview("am_i_trafficked", {**every, "isolation": q.SKIPPED})
    assert is_left(skipped)
    assert asked(with_all_questions(skipped)) == "isolation"
    assert not is_left(skipped.answered({"debt_bondage": q.YES_ANSWER}))


def test_an_answer_that_sounds_like_the_guides_own_topic_is_an_answer() -> None:
    interview = Interview("return_home", {q.SAFE_AT_HOME: q.YES_ANSWER})
    assert engine.takes(interview, turn(said("home to Romania", "return_home", country="RO")))
    assert not engine.takes(interview, turn(said("I want to go home", "return_home")))
    assert not engine.takes(interview, turn(said("a lawyer in Romania", "legal_aid", country="RO")))


def test_where_the_family_is_asked_twice_only_when_it_is_elsewhere() -> None:
    here = Interview("family_safety", {q.FAMILY_PLACE: q.HERE})
    assert asked(here) is None
    assert asked(here.answered({q.FAMILY_PLACE: q.ELSEWHERE})) == q.FAMILY_COUNTRY
    assert asked(here.answered({q.FAMILY_PLACE: "NP"})) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am a nurse, should I call the police"),
        ("hi", "मैं डॉक्टर हूँ"),
        ("bn", "আমি ডাক্তার"),
        ("ne", "म डाक्टर हुँ"),
        ("zh", "我是护士"),
        ("pl", "jestem pielęgniarką"),
        ("ar", "انا طبيب"),
    ],
)
def test_work_is_recognised_in_every_script_and_only_by_the_words_of_its_language(language: str, text: str) -> None:
    assert answers.role_named({"text": text, "language": {"language": language}}) == "health_workers"


def play(interview: Interview | None, *, slots: dict[str, Any] | None = None, **message: Any) -> Played:
    """One turn through the action, as Rasa runs it."""
    latest = {"text": "", "entities": [], "intent": {"name": "nlu_fallback"}, **message}
    known = {"language": "en", "country": "DE", engine.SLOT: interview.write() if interview else None, **(slots or {})}
    tracker, dispatcher = (
        Tracker("someone", known, latest, [], False, None, {}, "action_listen"),
        CollectingDispatcher(),
    )
    events = {event["name"]: event["value"] for event in ActionInterview().run(dispatcher, tracker, {})}
    said = [message for message in dispatcher.messages if message["response"]]
    effects = [message["custom"] for message in dispatcher.messages if message["custom"]]
    return Played(said, engine.open_in({**known, **events}), effects)


@dataclass(frozen=True)
class Played:
    """What came of a turn."""

    said: list[dict[str, Any]]
    interview: Interview | None
    effects: list[dict[str, Any]]


MEAL = "meal"


def _size(turn: Turn, before: Answers) -> str | None:
    return next((size for size in ("small", "large") if size in turn.text.split()), None)


def _meal_questions(interview: Interview) -> list[Question]:
    drink = Question("meal.drink", frozenset({q.YES_ANSWER, q.NO_ANSWER}), _yes_no)
    size = Question("meal.size", frozenset({"small", "large", q.SKIPPED}), _size)
    which = [Question("meal.which", frozenset({q.SKIPPED}), lambda turn, before: turn.text or None)]
    return [drink, size, *(which if interview.answers.get("meal.drink") == q.YES_ANSWER else [])]


def _yes_no(turn: Turn, before: Answers) -> str | None:
    return answers.yes_or_no(turn, lambda turn: True)


@pytest.fixture
def meal(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind of interview that stands nowhere but here."""
    kind = Kind(MEAL, _meal_questions, told_as("utter_meal_result"), ask="utter_ask_meal", ends_early=False)
    monkeypatch.setitem(KINDS, MEAL, kind)
    return kind


def inform(**entities: str) -> dict[str, Any]:
    """A turn with something picked, or read as an answer."""
    return said("", "inform", **entities)


def test_a_new_kind_of_interview_is_asked_answered_and_told(meal: Kind) -> None:
    begun = play(None, intent={"name": MEAL})
    assert begun.said[0]["response"] == "utter_ask_meal"
    assert begun.said[0]["question"] == "meal.drink"
    assert (begun.said[0]["number"], begun.said[0]["of"]) == (1, 2)
    parse = said("yes, with the meal", "legal_aid")
    meant = engine.answer_of(begun.interview, parse, "en")
    assert meant == {"question": "meal.drink", "answer": "yes"}
    second = play(begun.interview, **inform(**meant))
    assert (second.said[0]["question"], second.said[0]["of"]) == ("meal.size", 3)
    third = play(second.interview, **inform(question="meal.size", answer="large"))
    assert third.said[0]["question"] == "meal.which"
    told = play(third.interview, text="tea", intent={"name": "nlu_fallback"})
    assert told.said[0]["response"] == "utter_meal_result"
    assert told.said[0]["answers"] == {"meal.drink": "yes", "meal.size": "large", "meal.which": "tea"}
    assert told.interview is None


def test_a_new_kind_asks_once_more_steps_aside_and_goes_on(meal: Kind) -> None:
    second = Interview(MEAL, {"meal.drink": q.NO_ANSWER})
    again = play(second, text="mmh")
    assert (again.said[0]["question"], again.said[0]["again"]) == ("meal.size", True)
    assert again.interview is not None
    assert not engine.takes(again.interview, turn(said("mmh")))
    left = engine.aside(again.interview, turn(said("mmh")))
    assert engine.is_interrupted(left)
    went_on = play(left, intent={"name": "affirm"})
    assert went_on.said[0]["question"] == "meal.size"
    assert "again" not in went_on.said[0]
    assert engine.waits(went_on.interview)


def test_an_old_choice_of_a_new_kind_answers_its_own_question_and_an_unknown_one_none(meal: Kind) -> None:
    second = Interview(MEAL, {"meal.drink": q.NO_ANSWER})
    changed = play(second, **inform(question="meal.drink", answer="yes"))
    assert changed.interview is not None
    assert changed.interview.answers == {"meal.drink": "yes"}
    assert changed.said[0]["question"] == "meal.size"
    other = play(second, **inform(question="child", answer="yes"))
    assert other.interview is not None
    assert other.interview.answers == second.answers
    assert other.said[0]["again"] is True


def test_a_new_kind_is_left_by_cancel(meal: Kind) -> None:
    left = play(Interview(MEAL), **inform(interview=q.LEAVE))
    assert (left.said[0]["response"], left.said[0]["topic"]) == ("utter_questions_left", MEAL)
    assert left.interview is None


def test_what_was_answered_on_money_waits_while_other_questions_are_asked() -> None:
    money = Interview("compensation", {"compensation.here": "yes", "compensation.country": "DE"}, PAUSED)
    other = play(money, intent={"name": "return_home"})
    assert other.interview is not None
    assert other.interview.topic == "return_home"
    left = engine.aside(other.interview, turn(said("", "emergency")))
    assert left == money
    again = play(other.interview, intent={"name": "compensation"})
    assert again.interview is not None
    assert again.interview.answers == money.answers
    assert again.interview.before is None


def test_after_another_country_no_answer_on_money_stays() -> None:
    money = Interview("compensation", {"compensation.country": "DE"}, PAUSED)
    assert engine.in_another_country(money) is None
    home = Interview("return_home", {q.SAFE_AT_HOME: "yes"}, before=money)
    assert engine.in_another_country(home) == Interview("return_home", {q.SAFE_AT_HOME: "yes"})


@pytest.mark.parametrize(
    ("interview", "message", "elsewhere"),
    [
        (Interview("return_home", {q.SAFE_AT_HOME: "yes"}), said("Romania", "change_country", country="RO"), True),
        (Interview("job_offer_check"), said("yes, in Romania", "job_offer_check", country="RO"), True),
        (Interview("job_offer_check"), said("I am in Romania", "change_country", country="RO"), False),
        (Interview("compensation"), said("no, in Romania", "deny", country="RO"), True),
        (Interview("professional_guidance"), said("a nurse in Romania", country="RO"), False),
        (Interview("compensation"), said("help me, I am in Romania", "emergency", country="RO"), False),
        (None, said("Romania", "change_country", country="RO"), False),
    ],
)
def test_a_country_in_an_answer_is_where_the_contact_is_only_beside_some_answers(
    interview: Interview | None, message: dict[str, Any], elsewhere: bool
) -> None:
    assert engine.is_elsewhere(interview, turn(message)) is elsewhere


def test_who_writes_stop_where_nothing_is_asked_gets_no_more_messages() -> None:
    stopped = play(None, intent={"name": "stop"})
    assert stopped.said[0]["response"] == "utter_stop"
    assert stopped.effects == [as_message(Stop())]
