"""The whole product at once: every answer, for every country, in every language that has a catalogue, on every channel.

Each promise is a function that yields what breaks it. All of them are held to each reply as it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from bot.conversations.offers import with_tokens
from bot.dialogue.interviews import compensation
from bot.dialogue.interviews.registry import KINDS
from bot.hotline import TELLING
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.knowledge.rights import rules_for
from bot.replies import parts
from bot.replies import questions as q
from bot.replies.budget import fits_first_texts, up_to_the_number
from bot.replies.citations import look_up
from bot.replies.compensation.incident import COUNTRY
from bot.replies.compensation.result import TELEGRAM_TEXT
from bot.replies.compose import CHOICES, COUNTRY_TOPICS, RESPONSES, compose
from bot.replies.known import indicators, rights
from bot.replies.reply import Reply
from bot.replies.situation import SMS, TELEGRAM, WEBCHAT, Situation
from bot.replies.text_messages import MAX_SEGMENTS, pages, pages_of, wording_of
from bot.text.gsm7 import segments
from bot.text.gsm7_folding import fold_to_gsm7
from tests.replies.compensation.golden import HURT_AND_GONE, SKIPPED, UNPAID
from tests.replies.words import ADDRESS, COUNTRIES, avoid, foreign_numbers, names_of, warns_of_danger

SHOWN_PROBLEMS = 10
PHONE_FROM_ABROAD = "MA"
MOST_TEXTS = 6  # of a result on money, in English
TOO_LATE = re.compile(
    r"too late|no longer (possible|apply)|expired|trop tard|zu spät|demasiado tarde|troppo tardi|поздно"
)

RESULT_ON_MONEY = "utter_compensation_result"
SAYS_WHAT_WAS_ASKED = frozenset({"utter_debt_bondage", "utter_sexual_exploitation", "utter_law"})
# A person comes already, or nothing more may be written, or it is a yes or no about deleting.
WITHOUT_A_PERSON = frozenset(
    {
        "utter_emergency",
        "utter_distress",
        "utter_human_comes",
        "utter_human_left",
        "utter_place_kept",
        "utter_file_not_kept",
        "utter_file_kept",
        "utter_some_files_kept",
        "utter_conversation_ends",
        "utter_apology",
        "utter_stop",
        "utter_deleted",
        "utter_ask_delete_confirmed",
        "utter_too_many_messages",
        "utter_no_more",
        "utter_not_counted",
        "utter_counted_before",
        "utter_computer_again",
        "utter_stored",
        "utter_stored_on_duty",
        "utter_wrong_number",  # they want nothing
        "utter_no_thanks",
    }
)
# They ask, confirm or list choices, and state nothing that was read somewhere.
WITHOUT_SOURCES = re.compile(
    r"utter_(menu|greet|thank|goodbye|stop|affirm|deny|out_of_scope|choices|default|about_service|apology|human_comes|human_left|place_kept|file_not_kept|file_kept|some_files_kept|conversation_ends|"
    r"distress|emergency|deleted|kept|ask_\w+|choose_\w+|language_\w+|country_\w+|media|location|empty|edited|"
    r"old_choice|no_more|not_counted|counted_before|no_such_choice|too_many_messages|safe_word_\w+|"
    r"computer_again|questions_left|unknown_language|stored|stored_on_duty|cry_for_help|cannot_talk|wrong_number|"
    r"no_thanks|are_you_\w+|can_they_find_me|how_you_got_my_number)$"
)


@dataclass(frozen=True)
class Told:
    """One reply, and what it was made from. `other`: the second country it may speak of."""

    name: str
    situation: Situation
    reply: Reply
    other: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.details} {self.situation}"


def everything(language: str) -> Iterator[Told]:
    """Every reply of a language.

    What Telegram is told as the web chat is, in the first country, is made for the web chat alone in the others.
    """
    of_telegram: set[str] = set()
    for place, country in enumerate([*COUNTRIES, None]):
        other = COUNTRIES[(place + 1) % len(COUNTRIES)]
        web, telegram, sms = (
            Situation(language, country, phone_country=country, channel=channel) for channel in (WEBCHAT, TELEGRAM, SMS)
        )
        for name, told_of, details in asked(country, other):
            on_the_web = compose(name, web, **details)
            yield Told(name, web, on_the_web, told_of, details)
            yield Told(name, sms, compose(name, sms, **details), told_of, details)
            if place == 0 or country is None or name in of_telegram:
                on_telegram = compose(name, telegram, **details)
                yield Told(name, telegram, on_telegram, told_of, details)
                if on_telegram != on_the_web:
                    of_telegram.add(name)
        for phone in (PHONE_FROM_ABROAD, None) if country else ():
            elsewhere = Situation(language, country, phone_country=phone, channel=SMS)
            for name in (f"utter_{topic}" for topic in COUNTRY_TOPICS):
                yield Told(name, elsewhere, compose(name, elsewhere))


def asked(country: str | None, other: str) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """The responses with the second country that they may speak of, and what they are told."""
    for name in sorted({*RESPONSES, CHOICES}):
        yield name, None, {"topics": ["shelter"]}
    for name, details in guided(country, other):
        yield name, other, details


def guided(country: str | None, other: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the guided dialogues ask and tell."""
    for topic, kind in KINDS.items():
        if kind.answer_first:
            yield f"utter_{topic}", {"offers_questions": True}
    for question in all_questions():
        yield "utter_ask_question", {"question": question, "number": 12, "of": 12}
    signs = [sign.id for sign in indicators().signs]
    for named in ([], [signs[0]], ["debt_bondage"], ["physical_and_sexual_violence"], ["child"], signs):
        yield "utter_signs_result", {"answers": dict.fromkeys(named, "yes"), "more_questions": len(named) == 1}
    badly = {question.id: question.sign_when for question in indicators().job_offer}
    for answers in ({}, badly, {**badly, q.JOB_COUNTRY: other}, {q.JOB_COUNTRY: "NP"}):
        yield "utter_job_offer_result", {"answers": answers}
    for safe in ("yes", "no", "unknown"):
        yield "utter_return_home_result", {"answers": {q.SAFE_AT_HOME: safe, q.HOME: other}}
    for place in ({}, {q.FAMILY_PLACE: "here"}, {q.FAMILY_PLACE: "elsewhere", q.FAMILY_COUNTRY: other}):
        yield "utter_family_safety_result", {"answers": place}
    for role in (*(role.id for role in indicators().professionals), "other"):
        yield "utter_professional_guidance_result", {"answers": {q.ROLE: role}}
    for asked in compensation.QUESTIONS:
        yield "utter_ask_compensation", {"question": asked.name, "opening": True, "place": country}
    for about in rights().topics:
        yield "utter_questions_left", {"topic": about.topic}
        if rules_for(rights(), about.topic, country):
            yield "utter_law", {"topic": about.topic}
    yield "utter_ask_delete_confirmed", {"again": False}
    yield "utter_ask_delete_confirmed", {"again": True}
    for answered in (UNPAID, HURT_AND_GONE, SKIPPED):
        where = {COUNTRY: country} if country else {COUNTRY: "skip"}
        yield "utter_compensation_result", {"answers": {**where, **answered}, "today": "2026-11-24"}


def all_questions() -> list[str]:
    """Every question of a guide."""
    known = indicators()
    return [*q.OWN_QUESTIONS, *(one.id for one in (*known.signs, known.child_question, *known.job_offer))]


def it_is_whole(told: Told) -> Iterator[str]:
    """It is in the language asked for, with paragraphs that are neither empty nor ragged."""
    if told.reply.language != told.situation.language:
        yield f"is in {told.reply.language}"
    if not told.reply.paragraphs:
        yield "says nothing"
    for text in told.reply.paragraphs:
        if text.strip() != text or not text or "\n\n" in text or re.search(r"\{\w*\}", text):
            yield f"is ragged: {text[:60]!r}"


def it_names_only_numbers_of_its_countries(told: Told) -> Iterator[str]:
    """No number is another country's."""
    yield from (f"names {found}" for found in foreign_numbers(told.reply.text, told.situation.country, told.other))


def it_carries_its_sources(told: Told) -> Iterator[str]:
    """Where it was read is known, and every such name leads to a page that was read."""
    if not told.reply.sources and not WITHOUT_SOURCES.match(told.name):
        yield "has no source"
    yield from (f"source {name} leads nowhere" for name in told.reply.sources if not leads_somewhere(name))


def its_sources_are_of_its_countries(told: Told) -> Iterator[str]:
    """No source is another country's record."""
    places = {name.partition(":")[0] for name in told.reply.sources} - {"rights", "signs"}
    if strange := places - {told.situation.country, told.other}:
        yield f"rests on the records of {strange}"


def its_first_text_message_holds_answer_and_number(told: Told) -> Iterator[str]:
    """On SMS the answer and the number to call stand together in three segments; a long result is cut before it."""
    topic = told.name.removeprefix("utter_")
    if told.situation.channel != SMS or not (topic in COUNTRY_TOPICS or topic.endswith("_result")):
        return
    answer, call = told.reply.paragraphs[0], up_to_the_number(told.reply.paragraphs[1])
    if not call or fits_first_texts((answer, call), told.reply.language):
        return
    may_cut_the_answer = topic not in COUNTRY_TOPICS or warns_of_danger(call, told.reply.language)
    if not may_cut_the_answer or call not in sent(told.reply)[0]:
        yield f"is too long: {answer} {call}"


def a_question_is_one_text_message(told: Told) -> Iterator[str]:
    """A question and all that can be picked fit into three segments, and need no MORE."""
    if told.situation.channel == SMS and told.name == "utter_ask_question":
        texts = sent(told.reply)
        if len(texts) != 1:
            yield f"takes {len(texts)} texts: {texts[0]}"


def an_answer_takes_six_pages_at_most(told: Told) -> Iterator[str]:
    """On SMS the rest of a long answer is a choice of its own. What fills few segments surely fits, and is not cut."""
    if told.situation.channel != SMS or told.name.removeprefix("utter_") not in COUNTRY_TOPICS:
        return
    is_long = segments(fold_to_gsm7(told.reply.text, told.reply.language)).count > parts.SURELY_FIT
    if is_long and (taken := len(sent(told.reply))) > parts.MOST_PAGES:
        yield f"takes {taken} pages"


def it_offers_a_person(told: Told) -> Iterator[str]:
    """A person is the last choice of every answer."""
    payloads = [choice.payload for choice in told.reply.choices]
    if told.name not in WITHOUT_A_PERSON and payloads[-1:] != ["/talk_to_human"]:
        yield "does not end with a person"


def it_says_what_can_be_done_now(told: Told) -> Iterator[str]:
    """An answer on a topic has one of the topic's steps."""
    topic = told.name.removeprefix("utter_")
    if topic not in COUNTRY_TOPICS:
        return
    if not any(step in told.reply.text for step in steps_of(topic, told.reply.language)):
        yield "has nothing to do now"


def it_adds_no_stigma(told: Told) -> Iterator[str]:
    """No word to avoid, but in the names that authorities and funds give themselves."""
    if told.situation.channel != SMS:
        return
    text = told.reply.text
    if not avoid(told.reply.language).search(text):
        return
    for name in sorted(names_of(told.situation.country) | names_of(told.other), key=len, reverse=True):
        text = text.replace(name, "")
    if found := avoid(told.reply.language).search(ADDRESS.sub("", text)):
        yield f"says {found.group()}"


def its_first_page_tells_nothing_to_a_reader_over_the_shoulder(told: Told) -> Iterator[str]:
    """On SMS, unless the contact has just asked for it by name."""
    if told.situation.channel != SMS or told.reply.language != "en" or told.name in SAYS_WHAT_WAS_ASKED:
        return
    if found := TELLING.search(" ".join(told.reply.paragraphs[:2])):
        yield f"says {found.group()}"


def a_result_on_money_is_never_too_late(told: Told) -> Iterator[str]:
    """A usual last day that is over is told as such, and never that nothing can be done."""
    if told.name == RESULT_ON_MONEY and (found := TOO_LATE.search(told.reply.text)):
        yield f"says {found.group()}"


def a_result_on_money_is_one_message_on_telegram(told: Told) -> Iterator[str]:
    """It is not cut there."""
    if told.name == RESULT_ON_MONEY and told.situation.channel == TELEGRAM and len(told.reply.text) > TELEGRAM_TEXT:
        yield f"has {len(told.reply.text)} characters"


def a_result_on_money_is_cut_well_into_text_messages(told: Told) -> Iterator[str]:
    """Each is at most three segments, and the number to call is in the first where the hint has room beside it."""
    if told.name != RESULT_ON_MONEY or told.situation.channel != SMS:
        return
    reply, wording = told.reply, wording_of(told.reply.language)
    texts = pages(reply.paragraphs, (), wording, reply.language)
    if any(segments(text).count > MAX_SEGMENTS for text in texts):
        yield "has a text message that is too long"
    number = re.search(r"\d{3}", reply.paragraphs[1])
    fits = fits_first_texts(reply.paragraphs[:2], reply.language, reserved=f"\n{wording.more} 1/9")
    if number and fits and number.group() not in texts[0]:
        yield f"has its number behind the first text message: {texts[0]}"
    if reply.language == "en" and len(texts) > MOST_TEXTS:
        yield f"takes {len(texts)} texts"


PROMISES: tuple[Callable[[Told], Iterator[str]], ...] = (
    it_is_whole,
    it_names_only_numbers_of_its_countries,
    it_carries_its_sources,
    its_sources_are_of_its_countries,
    its_first_text_message_holds_answer_and_number,
    a_question_is_one_text_message,
    an_answer_takes_six_pages_at_most,
    it_offers_a_person,
    it_says_what_can_be_done_now,
    it_adds_no_stigma,
    its_first_page_tells_nothing_to_a_reader_over_the_shoulder,
    a_result_on_money_is_never_too_late,
    a_result_on_money_is_one_message_on_telegram,
    a_result_on_money_is_cut_well_into_text_messages,
)


@pytest.mark.slow
@pytest.mark.parametrize("language", available_languages())
def test_every_answer_for_every_country_and_channel_keeps_every_promise(language: str) -> None:
    broken: dict[str, list[str]] = {}
    for told in everything(language):
        for promise in PROMISES:
            for problem in promise(told):
                broken.setdefault(promise.__name__, []).append(f"{told}: {problem}")
    assert not broken, {name: [len(found), *found[:SHOWN_PROBLEMS]] for name, found in broken.items()}


def sent(reply: Reply) -> list[str]:
    """The text messages of a reply: the first, then what MORE brings."""
    return pages_of(reply, with_tokens(reply.choices))


SHELTER = Situation("en", "DE", phone_country="DE", channel=SMS)
BREAKERS: list[tuple[Callable[[Told], Iterator[str]], str, dict[str, Any]]] = [
    (it_is_whole, "utter_shelter", {"language": "fr"}),
    (it_is_whole, "utter_shelter", {"paragraphs": ("Call {number}", "x")}),
    (it_names_only_numbers_of_its_countries, "utter_shelter", {"paragraphs": ("a", "Call 08000 121 700.")}),
    (it_carries_its_sources, "utter_shelter", {"sources": ()}),
    (it_carries_its_sources, "utter_shelter", {"sources": ("DE:contacts.nobody",)}),
    (its_sources_are_of_its_countries, "utter_shelter", {"sources": ("GB:emergency",)}),
    (its_first_text_message_holds_answer_and_number, "utter_shelter", {"paragraphs": ("a" * 450, "Call 116 006 now.")}),
    (a_question_is_one_text_message, "utter_ask_question", {"paragraphs": ("Is it so? " * 50,)}),
    (an_answer_takes_six_pages_at_most, "utter_shelter", {"paragraphs": ("Go there. " * 400,)}),
    (it_offers_a_person, "utter_shelter", {"choices": ()}),
    (it_says_what_can_be_done_now, "utter_shelter", {"paragraphs": ("a", "b")}),
    (it_adds_no_stigma, "utter_shelter", {"paragraphs": ("You are a victim.", "b")}),
    (its_first_page_tells_nothing_to_a_reader_over_the_shoulder, "utter_shelter", {"paragraphs": ("Sex.", "b")}),
    (a_result_on_money_is_never_too_late, RESULT_ON_MONEY, {"paragraphs": ("It is too late.", "b")}),
    (a_result_on_money_is_one_message_on_telegram, RESULT_ON_MONEY, {"paragraphs": ("a" * 5000, "b")}),
    (a_result_on_money_is_cut_well_into_text_messages, RESULT_ON_MONEY, {"paragraphs": ("a b " * 900, "b")}),
]
DETAILS: dict[str, dict[str, Any]] = {
    "utter_ask_question": {"question": "child"},
    RESULT_ON_MONEY: {"answers": {COUNTRY: "DE", **UNPAID}, "today": "2026-11-24"},
}


def test_every_promise_can_be_broken() -> None:
    assert {promise for promise, _, _ in BREAKERS} == set(PROMISES)
    for promise, name, change in BREAKERS:
        situation = replace(SHELTER, channel=TELEGRAM) if promise.__name__.endswith("telegram") else SHELTER
        good = Told(name, situation, compose(name, situation, **DETAILS.get(name, {})))
        assert list(promise(good)) == [], promise.__name__
        assert list(promise(replace(good, reply=replace(good.reply, **change)))), promise.__name__


@cache
def leads_somewhere(name: str) -> bool:
    """Whether a source's name stands for something that was read."""
    found = look_up(name)
    return found is not None and bool(found.sources)


@cache
def steps_of(topic: str, language: str) -> tuple[str, ...]:
    """The steps of a topic, in a language."""
    about = rights().about(topic)
    return tuple(catalogue_of(language).text(step.id, step.text) for step in about.steps) if about else ()
