"""Shall everything be erased? What is an answer to that, and what happens to whatever else is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.dialogue.effects import Effect, Erase
from bot.dialogue.interviews.engine import answer_of, open_in, waits
from bot.dialogue.interviews.kind import Interview
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.replies.phrases.service import HOW_TO_STOP, KEPT, NO, YES
from bot.replies.questions import LEAVE_PAYLOAD
from tests.small_rasa import Talk

Begin = Callable[..., Talk]

QUESTION = "Shall I delete all your messages"
NOT_UNDERSTOOD = "I did not understand. Please choose one of these."


def effects(talk: Talk) -> list[type[Effect]]:
    assert talk.last is not None
    return [type(effect) for effect in talk.last.effects]


def is_open(talk: Talk) -> bool:
    """Whether the question waits for its answer."""
    interview = open_in(talk.remembered.slots)
    return waits(interview) and interview is not None and interview.topic == "delete_my_data"


async def asked(talk: Talk) -> None:
    await talk.say("/delete_my_data")
    assert talk.text.startswith(QUESTION)
    assert is_open(talk)


@pytest.mark.parametrize("answer", ["/affirm", "yes", "Yes, delete everything", "yes please remove all my messages"])
async def test_yes_in_whatever_words_erases(talk: Begin, answer: str) -> None:
    someone = talk()
    await asked(someone)
    await someone.say(answer)
    assert effects(someone) == [Erase]
    assert not is_open(someone)


@pytest.mark.parametrize("answer", ["yeah hurry, erase it", "Yees delete"])
async def test_a_hurried_yes_erases(talk: Begin, answer: str) -> None:
    someone = talk()
    await asked(someone)
    await someone.say(answer)
    assert effects(someone) == [Erase]


@pytest.mark.parametrize("answer", ["/deny", "no", "No, don't delete my messages", "no wait"])
async def test_no_in_whatever_words_keeps_everything(talk: Begin, answer: str) -> None:
    someone = talk()
    await asked(someone)
    await someone.say(answer)
    assert effects(someone) == []
    assert "Nothing was deleted" in someone.text
    assert not is_open(someone)


async def test_left_by_a_word_such_as_cancel_everything_is_kept_and_how_to_stop_is_said(talk: Begin) -> None:
    someone = talk()
    await asked(someone)
    assert is_open(someone)
    await someone.say(LEAVE_PAYLOAD)
    assert effects(someone) == []
    assert someone.text.startswith(f"{KEPT.source}\n\n")
    assert HOW_TO_STOP.source in someone.text
    assert not is_open(someone)
    await asked(someone)
    await someone.say("no")
    assert HOW_TO_STOP.source not in someone.text


async def test_who_wishes_it_once_more_is_asked_once_more_and_may_then_say_yes(talk: Begin) -> None:
    someone = talk()
    await asked(someone)
    for _ in range(3):
        await someone.say("delete all my messages")
        assert someone.text.startswith(QUESTION)
        assert someone.text.count(QUESTION) == 1
        assert effects(someone) == []
    await someone.say("/delete_my_data")
    assert someone.text.startswith(QUESTION)
    await someone.say("yes")
    assert effects(someone) == [Erase]


async def test_what_is_not_understood_is_asked_again_once_and_then_the_question_is_over(talk: Begin) -> None:
    someone = talk()
    await asked(someone)
    await someone.say("/nlu_fallback")
    assert someone.text.startswith(f"{NOT_UNDERSTOOD} {QUESTION}")
    await someone.say("/nlu_fallback")
    assert QUESTION not in someone.text
    assert not is_open(someone)
    await asked(someone)
    assert NOT_UNDERSTOOD not in someone.text


@pytest.mark.parametrize("topic", ["unpaid_wages", "menu", "greet", "thank", "am_i_trafficked", "compensation", "stop"])
async def test_another_topic_is_answered_alone_and_the_question_is_over(talk: Begin, topic: str) -> None:
    someone = talk()
    await asked(someone)
    await someone.say(f"/{topic}")
    assert QUESTION not in someone.text
    assert not is_open(someone)
    await someone.say("yes")
    assert effects(someone) == []


async def test_danger_comes_before_the_question(talk: Begin) -> None:
    someone = talk()
    await asked(someone)
    await someone.say("/emergency")
    assert someone.handoff is not None
    assert QUESTION not in someone.text
    assert not is_open(someone)


async def test_in_another_language_it_is_asked_again(talk: Begin) -> None:
    someone = talk()
    await asked(someone)
    await someone.say("français")
    assert "Effacer tous vos messages" in someone.text
    assert is_open(someone)
    await someone.say("oui")
    assert effects(someone) == [Erase]


def answer_in(message: dict[str, Any], language: str) -> bool | None:
    """Whether everything may be erased; None for neither yes nor no."""
    meant = answer_of(Interview("delete_my_data"), message, language)
    return meant["answer"] == "yes" if meant else None


def parse(text: str, topic: str) -> dict[str, Any]:
    return {"text": text, "intent": {"name": topic}}


@pytest.mark.parametrize("language", available_languages())
def test_in_every_language_a_wish_that_begins_with_yes_is_a_yes_and_one_with_no_a_no(language: str) -> None:
    yes, no = (catalogue_of(language).say(word).split(",")[0] for word in (YES, NO))
    for topic in ("delete_my_data", "nlu_fallback", "out_of_scope"):
        assert answer_in(parse(f"{no}, xyz", topic), language) is False
        assert answer_in(parse(f"{no} xyz", topic), language) is False
    assert answer_in(parse(f"{yes}, xyz", "delete_my_data"), language) is True
    assert answer_in(parse(f"{yes}, xyz", "nlu_fallback"), language) is None
    assert answer_in(parse("xyz", "delete_my_data"), language) is None
    assert answer_in(parse(f"{yes}, xyz", "unpaid_wages"), language) is None
    assert answer_in(parse(f"{no}, xyz", "unpaid_wages"), language) is None


def ranked(text: str, **sure: float) -> dict[str, Any]:
    """A text that is not understood, with what it may be about."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in sure.items()]
    return {**parse(text, "nlu_fallback"), "intent_ranking": ranking}


@pytest.mark.parametrize(
    ("text", "ranking", "answer"),
    [
        ("yes quick delete", {"delete_my_data": 0.59, "emergency": 0.19}, True),
        ("ok delete them", {"deny": 0.33, "delete_my_data": 0.2}, True),
        ("yes tell me more first", {"about_service": 0.3, "delete_my_data": 0.2}, None),
        ("yes but wait", {"out_of_scope": 0.4, "delete_my_data": 0.1}, None),
        ("yes, no, do not delete", {"delete_my_data": 0.8}, None),
        ("yes but what happens then with what I told you", {"delete_my_data": 0.8}, None),
        ("quick delete", {"delete_my_data": 0.58}, None),
        ("ok delete and then?", {"delete_my_data": 0.8}, None),
        ("nope delete nothing", {"delete_my_data": 0.8}, False),
    ],
)
def test_a_short_yes_that_is_not_understood_erases_only_where_it_is_about_erasing(
    text: str, ranking: dict[str, float], answer: bool | None
) -> None:
    assert answer_in(ranked(text, **ranking), "en") is answer


@pytest.mark.parametrize("text", ["yes if you delete it all what happens?", "yes no do not delete my messages"])
def test_a_question_or_a_yes_beside_a_no_erases_nothing(text: str) -> None:
    assert answer_in(parse(text, "delete_my_data"), "en") is None


def test_a_yes_of_another_language_at_the_beginning_is_none() -> None:
    assert answer_in(parse("no usuń wszystko", "delete_my_data"), "pl") is None  # "well, delete it all"
    assert answer_in(parse("da", "nlu_fallback"), "pl") is True  # nothing but the word is nobody's other word
