"""Money for what happened: where, what and when it was, and whether the police know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dates.when import when_in
from bot.dialogue.interviews import answers
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
from bot.dialogue.regions import MOST_BESIDE, region_in
from bot.knowledge.records import RegionalFund
from bot.knowledge.regions import is_in
from bot.replies.compensation.incident import (
    COUNTRY,
    HARM,
    HARMS,
    HERE,
    NO,
    OTHER_REGION,
    REGION,
    REPORTED,
    SKIPPED,
    STILL_THERE,
    WHEN,
    YES,
    regions_of,
    when_from,
)
from bot.replies.compensation.questions import TOPIC
from bot.replies.known import country_record

# A turn of these topics is an answer, or an attempt at one, where something is asked.
TRIES = NOT_UNDERSTOOD | {INFORM, "affirm", "deny", "greet", "thank"}
HARM_OF_TOPIC = {
    "unpaid_wages": "unpaid_wages",
    "debt_bondage": "unpaid_wages",
    "threats_violence": "injury",
    "medical_help": "injury",
    "sexual_exploitation": "sexual_violence",
    "out_of_scope": "other",
}
HARM_BY_CHANCE = 0.5  # how likely a topic must be where "what happened?" was asked and a text is not understood
YES_OR_NO = frozenset({YES, NO, SKIPPED})


def _read_yes_no(turn: Turn, before: Answers) -> str | None:
    """A no that may be "not" ("no me dejan salir") is none in a text on a topic."""
    return answers.yes_or_no(turn, lambda turn: turn.topic in TRIES)


def _read_here(turn: Turn, before: Answers) -> str | None:
    """Yes, no, or the country by its name."""
    return _read_country(turn, before) if turn.named("country") else _read_yes_no(turn, before)


def _read_country(turn: Turn, before: Answers) -> str | None:
    """The one country named; of two, the other one beside a no ("no, it was in Spain, now I am in Portugal")."""
    named = turn.named("country")
    if len(named) > 1:  # without the no it may be either
        named = answers.others_of(turn) if _read_yes_no(turn, before) == NO else []
    return named[0] if len(named) == 1 else None


def _read_region(turn: Turn, before: Answers) -> str | None:
    """A part of the country by its name or its letters ("CA", "Texas"), or by a town; else one without a known fund."""
    country = str(before.get(COUNTRY))
    funds = regions_of(country_record(country))
    lettered = (str(fund.region) for fund in funds if turn.text.strip().upper() == fund.region[3:])
    region = next(lettered, None) or region_in(turn.text, country, MOST_BESIDE, endings=False)
    if region:
        return _with_fund(region, funds)
    return OTHER_REGION if turn.topic in TRIES | {"change_country"} else None


def _with_fund(region: str, funds: Sequence[RegionalFund]) -> str:
    return region if region in {fund.region for fund in funds} else OTHER_REGION


def _read_harm(turn: Turn, before: Answers) -> str | None:
    """What happened, also in a text that is not sure to be about it: "non pagato", "talab paina"."""
    if turn.topic in HARM_OF_TOPIC:
        return HARM_OF_TOPIC[turn.topic]
    topic = turn.likeliest_topic
    sure = next((one["confidence"] for one in turn.parse.get("intent_ranking") or () if one["name"] == topic), 0.0)
    return HARM_OF_TOPIC.get(topic) if sure >= HARM_BY_CHANCE and topic != "out_of_scope" else None


def _is_time(answer: str) -> bool:
    return when_from(answer) is not None or answer.isdecimal()


QUESTIONS = (
    Question(HERE, YES_OR_NO, _read_here, answers.is_country, elsewhere=True),
    Question(COUNTRY, frozenset({SKIPPED}), _read_country, answers.is_country, elsewhere=True),
    Question(
        REGION, frozenset({SKIPPED, OTHER_REGION}), _read_region, lambda answer: answer[2:3] == "-", elsewhere=True
    ),
    Question(HARM, frozenset({*HARMS, SKIPPED}), _read_harm),
    Question(WHEN, frozenset({SKIPPED}), answers.time, _is_time, unclear=SKIPPED),
    Question(REPORTED, YES_OR_NO, _read_yes_no),
    Question(STILL_THERE, YES_OR_NO, _read_yes_no),
)


def _begin(turn: Turn, before: Answers) -> Answers:
    """What need not be asked: what was answered before, or the country, where the contact has said it."""
    if COUNTRY in before:
        return before
    if turn.country is None or country_record(turn.country) is None:
        return {HERE: SKIPPED}
    return {} if turn.country_guessed else {HERE: YES, **_with_country(turn.country, turn.region, asked=False)}


def _settle(question: str, answer: str, turn: Turn) -> Answers:
    if question == WHEN and when_from(answer) is None:  # a year that was picked
        when = when_in(answer, turn.language, turn.today)
        return {WHEN: str(when) if when else SKIPPED}
    if question not in (HERE, COUNTRY) or answer == NO:
        return {question: answer}
    if answer == SKIPPED:  # without a country there is no part of it to ask about
        return {HERE: SKIPPED, COUNTRY: SKIPPED, REGION: SKIPPED}
    place = turn.country if answer == YES else answer
    is_here = YES if place == turn.country else NO
    region = turn.region if is_here == YES else None
    return {HERE: is_here, **_with_country(place, region, asked=True)} if place else {HERE: SKIPPED}


def _with_country(country: str, region: str | None, *, asked: bool) -> Answers:
    """The country and what follows from it: a part of it is asked about only where parts have funds of their own.

    `region`: where the contact is known to be, which is not asked again. Five questions are the most that are asked:
    where both the country and its part are, whether the contact is still there is not.
    """
    funds = regions_of(country_record(country))
    known = region if region and is_in(region, country) else None
    if not funds:
        return {COUNTRY: country, REGION: known or SKIPPED}
    if known:
        return {COUNTRY: country, REGION: _with_fund(known, funds)}
    return {COUNTRY: country, STILL_THERE: SKIPPED} if asked else {COUNTRY: country}


def _tell(interview: Interview, turn: Turn) -> Told:
    place = _place(interview)
    details: dict[str, Any] = {"answers": interview.answers, "today": turn.today.isoformat()}
    return Told("utter_compensation_result", {**details, "country": place} if place else details)


def _slots(interview: Interview) -> Mapping[str, Any]:
    """Who is still where it happened is there, and no guess is needed any more."""
    place = _place(interview)
    is_there = place is not None and interview.answers.get(STILL_THERE) == YES
    return {"country": place, "country_guessed": False} if is_there else {}


def _details(interview: Interview) -> Mapping[str, Any]:
    return {"place": _place(interview)}


def _place(interview: Interview) -> str | None:
    place = interview.answers.get(COUNTRY)
    return None if place == SKIPPED else place


KIND = Kind(
    TOPIC,
    always(*QUESTIONS),
    _tell,
    _begin,
    _settle,
    slots=_slots,
    ask="utter_ask_compensation",
    details=_details,
    opening=True,
    ends_early=False,
    keeps=True,
    first=BEFORE_ANSWERS | {"menu", "goodbye"},
    tries=TRIES,
)
