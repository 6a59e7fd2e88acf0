from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import guides
from bot.dialogue.guides import GUIDES, State
from bot.replies import questions as q
from bot.replies.known import indicators


def said(text: str = "", intent: str = "nlu_fallback", **entities: str) -> dict[str, Any]:
    """A turn as Rasa hands it to actions."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"text": text, "intent": {"name": intent}, "entities": found}


def test_a_state_survives_the_slot() -> None:
    state = State("am_i_trafficked", {"child": "no"}, guides.PAUSED, all_questions=True)
    assert State.read(state.write()) == state
    assert State.read({**state.write(), "unclear": 1}) == state  # as an earlier version wrote it
    assert State.read(None) is None


def test_strong_signs_and_the_age_come_first_and_there_are_twelve_questions() -> None:
    state, asked = State("am_i_trafficked"), []
    while (question := guides.question_of(state)) is not None:
        asked.append(question)
        state = state.answered(question, q.NO_ANSWER)
    severity = {sign.id: sign.severity for sign in indicators().signs} | {"child": "high"}
    assert sorted(asked) == sorted(severity)
    assert [severity[name] for name in asked[:6]] == ["high"] * 6
    assert [severity[name] for name in asked[6:]] == ["medium"] * 5 + ["low"]


def test_a_strong_sign_ends_the_questions_after_the_strong_ones() -> None:
    state = State("am_i_trafficked")
    for value in (q.SKIPPED, q.YES_ANSWER, q.NO_ANSWER, q.NO_ANSWER, q.NO_ANSWER, q.NO_ANSWER):
        question = guides.question_of(state)
        assert question is not None
        state = state.answered(question, value)
    assert guides.question_of(state) is None
    assert guides.questions_left(state)
    assert guides.is_serious(state)


def test_a_question_that_the_first_text_answered_does_not_count_as_asked() -> None:
    assert guides.progress(State("return_home", {q.HOME: "RO"})) == (1, 2)


def test_progress_counts_up_to_all_that_can_come() -> None:
    assert guides.progress(State("am_i_trafficked")) == (1, 12)
    assert guides.progress(State("job_offer_check", {"job_offer.1": "yes"})) == (2, 9)
    assert guides.progress(State("professional_guidance")) == (1, 1)


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
        ("child", said("", "inform", answer="yes"), q.YES_ANSWER),
        ("child", said("", "inform", answer="RO"), None),
        ("child", said("he keeps my passport"), None),
        (q.HOME, said("Romania", country="RO"), "RO"),
        (q.HOME, said("", "inform", answer="RO"), "RO"),
        (q.HOME, said("", "inform", answer="yes"), None),
        (q.HOME, said("yes", "affirm"), None),
        (q.HOME, said("skip"), q.SKIPPED),
        (q.FAMILY_PLACE, said("in Nepal", country="NP"), "NP"),
        (q.FAMILY_PLACE, said("", "inform", answer="elsewhere"), q.ELSEWHERE),
        (q.SAFE_AT_HOME, said("", "inform", answer="unknown"), q.UNKNOWN),
        (q.ROLE, said("I work as a nurse."), "health_workers"),
        (q.ROLE, said("border guard"), "police_and_border_officers"),
        (q.ROLE, said("a nurse and a social worker"), q.OTHER_ROLE),
        (q.ROLE, said("Lehrerin", "out_of_scope"), q.OTHER_ROLE),
        (q.ROLE, said("my pay", "unpaid_wages"), None),
        (q.ROLE, said("I teach", "professional_guidance"), q.OTHER_ROLE),
    ],
)
def test_what_a_turn_answers(question: str, message: dict[str, Any], answer: str | None) -> None:
    assert guides.answer_in(question, message, "en", "DE") == answer


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("next", '/inform{"answer": "skip"}'),
        ("i dont know", '/inform{"answer": "skip"}'),
        ("нет", '/inform{"answer": "no"}'),
        ("enough!", '/inform{"answer": "enough"}'),
        ("/menu", "/menu"),
        ("next week he beats me", "next week he beats me"),
    ],
)
def test_a_plain_word_is_an_answer_while_a_guide_asks_and_only_then(text: str, sent: str) -> None:
    def memory(state: State | None) -> dict[str, Any]:
        return {"guide": state.write() if state else None}

    assert guides.plain_answer(memory(State("am_i_trafficked")), text, "en") == sent
    assert guides.plain_answer(memory(State("am_i_trafficked", status=guides.OFFERED)), text, "en") == text
    assert guides.plain_answer(memory(None), text, "en") == text
    assert guides.plain_answer({}, text, "en") == text


def test_of_two_countries_the_other_one_is_meant() -> None:
    message = {**said("from Germany to Romania"), "entities": []}
    message["entities"] = [{"entity": "country", "value": code} for code in ("DE", "RO")]
    assert guides.answer_in(q.HOME, message, "en", "DE") == "RO"
    assert guides.answer_in(q.HOME, message, "en", "FR") is None
    assert guides.begin("return_home", message, "DE").answers == {q.HOME: "RO"}


def test_the_contacts_own_country_answers_no_question_by_itself() -> None:
    assert guides.begin("return_home", said("out of Germany", country="DE"), "DE").answers == {}


def test_the_work_named_in_the_first_text_is_not_asked_for() -> None:
    message = said("I am a midwife, how do I refer somebody?", "professional_guidance")
    assert guides.question_of(guides.begin("professional_guidance", message, "GB")) is None


@pytest.mark.parametrize("topic", sorted(GUIDES))
@pytest.mark.parametrize("intent", ["emergency", "distress", "talk_to_human", "legal_aid", "menu", "delete_my_data"])
def test_another_topic_is_no_part_of_any_guide(topic: str, intent: str) -> None:
    assert not guides.stays(State(topic), said("help", intent), "en")


@pytest.mark.parametrize(
    ("intent", "status"),
    [
        ("legal_aid", guides.INTERRUPTED),
        ("menu", guides.INTERRUPTED),
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
    asking = State("am_i_trafficked", {"child": "no"})
    left = guides.after_another_topic(asking, intent)
    assert (left.status if left else None) == status
    assert left is None or left.answers == asking.answers
    assert guides.after_another_topic(State("am_i_trafficked", status=guides.OFFERED), intent) is None


def memory_of(state: State | None, language: str = "en") -> dict[str, Any]:
    return {"language": language, "guide": state.write() if state else None}


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (said("yes he hit me once", "threats_violence"), '/inform{"answer": "yes"}'),
        (said("no, he will kill me now", "emergency"), "no, he will kill me now"),
        (said("no, I want to die", "distress"), "no, I want to die"),
        (said("no I want a person", "talk_to_human"), "no I want a person"),
        (said("no english please", "change_language"), "no english please"),
        (said("he keeps my passport", "documents_taken"), "he keeps my passport"),
    ],
)
def test_a_yes_with_more_words_is_an_answer_before_its_topic_but_danger_comes_first(
    message: dict[str, Any], sent: str
) -> None:
    assert guides.longer_answer(memory_of(State("am_i_trafficked")), message, "en") == sent


@pytest.mark.parametrize("status", [guides.OFFERED, guides.INTERRUPTED])
@pytest.mark.parametrize(
    ("text", "intent", "begins"),
    [
        ("yes ask me", "nlu_fallback", True),
        ("sure, start", "menu", True),
        ("ok is this allowed", "am_i_trafficked", True),
        ("yes he hit me", "threats_violence", False),
        ("no thanks", "deny", False),
    ],
)
def test_a_yes_in_words_begins_the_questions_or_goes_on_with_them(
    status: str, text: str, intent: str, begins: bool
) -> None:
    memory = memory_of(State("am_i_trafficked", status=status))
    sent = guides.longer_answer(memory, said(text, intent), "en")
    assert sent == (q.START_PAYLOAD if begins else text)


def test_only_where_a_guide_waits_for_yes_or_no_a_text_is_looked_at_first() -> None:
    assert guides.may_be_longer_answer(memory_of(State("am_i_trafficked")), "yes once", "en")
    assert not guides.may_be_longer_answer(memory_of(State("am_i_trafficked")), "he hit me", "en")
    assert not guides.may_be_longer_answer(memory_of(State("am_i_trafficked", status=guides.OVER)), "yes once", "en")
    assert not guides.may_be_longer_answer({}, "yes once", "en")


def test_skipped_questions_can_be_gone_on_with_where_no_sign_was_named() -> None:
    every = dict.fromkeys((*(sign.id for sign in indicators().signs), "child"), q.NO_ANSWER)
    assert not guides.questions_left(State("am_i_trafficked", every))
    skipped = State("am_i_trafficked", {**every, "isolation": q.SKIPPED})
    assert guides.questions_left(skipped)
    assert guides.question_of(guides.with_all_questions(skipped)) == "isolation"
    named = State("am_i_trafficked", {**skipped.answers, "debt_bondage": q.YES_ANSWER})
    assert not guides.questions_left(named)


def test_an_answer_that_sounds_like_the_guides_own_topic_is_an_answer() -> None:
    asked = State("return_home", {q.SAFE_AT_HOME: q.YES_ANSWER})
    assert guides.stays(asked, said("home to Romania", "return_home", country="RO"), "en")
    assert not guides.stays(asked, said("I want to go home", "return_home"), "en")
    assert not guides.stays(asked, said("a lawyer in Romania", "legal_aid", country="RO"), "en")


def test_where_the_family_is_asked_twice_only_when_it_is_elsewhere() -> None:
    here = State("family_safety", {q.FAMILY_PLACE: q.HERE})
    assert guides.question_of(here) is None
    assert guides.question_of(here.answered(q.FAMILY_PLACE, q.ELSEWHERE)) == q.FAMILY_COUNTRY
    assert guides.question_of(here.answered(q.FAMILY_PLACE, "NP")) is None


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
    assert guides._role_in({"text": text, "language": {"language": language}}) == "health_workers"
