"""The questions on money for what happened: one short sentence each, with choices; the first with a number to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.i18n import formats
from bot.knowledge.claims import Harm
from bot.replies import contacts, topics
from bot.replies.budget import fits_first_texts
from bot.replies.compensation.incident import (
    COUNTRY,
    HARM,
    HARMS,
    HERE,
    NO,
    REGION,
    REPORTED,
    SKIPPED,
    STILL_THERE,
    WHEN,
    YES,
)
from bot.replies.phrases import compensation_guide as say
from bot.replies.phrases.guides import DO_NOT_KNOW, SKIP
from bot.replies.phrases.service import MENU_HINT, PERSON_HINT
from bot.replies.phrases.service import NO as NO_WORD
from bot.replies.phrases.service import YES as YES_WORD
from bot.replies.questions import payload
from bot.replies.reply import PARAGRAPH_BREAK, Choice, Reply
from bot.replies.today import today_utc
from bot.replies.voice import Voice

TOPIC = "compensation"
YEARS_OFFERED = 3
EXAMPLE_MONTH = 5  # May: its name is short in most languages

Details = Mapping[str, Any]


def ask(voice: Voice, question: str, **details: Any) -> Reply:
    """A question; KeyError for an unknown one.

    `details`: `opening` (the answer and a number to call come first), `again` (the last text was not understood),
    `place` (ISO code of the country it happened in), `today` (ISO date).
    """
    text = _TEXTS[question](voice, details)
    choices = (*_CHOICES[question](voice, details, question), voice.person())
    before = _opening(voice, text, choices) if details.get("opening") else []
    again = f"{voice.say(say.NOT_UNDERSTOOD)} {text}"
    says_so = details.get("again") and (not voice.is_sms or _fits_with_menu(voice, choices, again))
    paragraphs = (*before, again if says_so else text)
    return Reply(paragraphs, voice.language, choices, asks=paragraphs)


def harm_title(voice: Voice, harm: Harm) -> str:
    """What happened, as it is offered and repeated; discreet on SMS."""
    return voice.say(say.SMS_HARMS.get(harm, say.HARMS[harm]) if voice.is_sms else say.HARMS[harm])


def here_text(voice: Voice, details: Details) -> str:
    """Did it happen here? Or where, if it is not known where here is."""
    country = voice.situation.country
    if country is None or voice.record is None:
        return voice.say(say.ASK_COUNTRY)
    return voice.say(say.CONFIRM_COUNTRY, country=voice.country(country))


def still_there_text(voice: Voice, details: Details) -> str:
    """Are you still there?"""
    place = details.get("place") or voice.situation.country
    return voice.say(say.ASK_STILL_THERE, country=voice.country(str(place))) if place else voice.say(say.ASK_COUNTRY)


def when_text(voice: Voice, details: Details) -> str:
    """When did it last happen? With an example of what is understood where the last text was not."""
    if not details.get("again"):
        return voice.say(say.ASK_WHEN)
    example = formats.month(date(_this_year(details) - 1, EXAMPLE_MONTH, 1), voice.language)
    return f"{voice.say(say.ASK_WHEN)} ({example})"


def _opening(voice: Voice, text: str, choices: Sequence[Choice]) -> list[str]:
    """The answer in short and the number to call; on SMS the number alone where not all would be on the first page.

    Somebody who must write MORE to be asked may never be.
    """
    answer = topics.answer(voice, topics.topic_rights(TOPIC))
    if voice.situation.country is None:
        return [answer]
    if not voice.is_sms:
        return [answer, topics.first_call(voice, TOPIC, line_topic="legal_aid")]
    call = contacts.whom_to_call(voice, "legal_aid").line
    everything = _fits_with_menu(voice, choices, answer, call, text)
    return [call] if not everything and voice.fits(call, text) else [answer, call]


def _fits_with_menu(voice: Voice, choices: Sequence[Choice], *paragraphs: str) -> bool:
    menu = "\n".join(f"{number} = {choice.title}" for number, choice in enumerate(choices[:-1], start=1))
    reserved = PARAGRAPH_BREAK + "\n".join([menu, voice.say(PERSON_HINT), voice.say(MENU_HINT)])
    return fits_first_texts(paragraphs, voice.language, reserved=reserved)


def _yes_no(voice: Voice, details: Details, question: str) -> list[Choice]:
    skip = DO_NOT_KNOW if question == REPORTED else SKIP
    picks = ((YES_WORD, YES), (NO_WORD, NO), (skip, SKIPPED))
    return [Choice(voice.say(word), payload(question, value)) for word, value in picks]


def _harm_choices(voice: Voice, details: Details, question: str) -> list[Choice]:
    picks = [Choice(harm_title(voice, harm), payload(question, harm)) for harm in HARMS]
    return [*picks, *_skip(voice, details, question)]


def _when_choices(voice: Voice, details: Details, question: str) -> list[Choice]:
    years = [str(_this_year(details) - back) for back in range(YEARS_OFFERED)]
    picks = [Choice(year, payload(question, year)) for year in years]
    return [*picks, Choice(voice.say(DO_NOT_KNOW), payload(question, SKIPPED))]


def _this_year(details: Details) -> int:
    return int(str(details.get("today") or today_utc())[:4])


def _skip(voice: Voice, details: Details, question: str) -> list[Choice]:
    return [Choice(voice.say(SKIP), payload(question, SKIPPED))]


_TEXTS: dict[str, Callable[[Voice, Details], str]] = {
    HERE: here_text,
    COUNTRY: lambda voice, details: voice.say(say.ASK_COUNTRY),
    REGION: lambda voice, details: voice.say(say.ASK_REGION),
    HARM: lambda voice, details: voice.say(say.ASK_HARM),
    WHEN: when_text,
    REPORTED: lambda voice, details: voice.say(say.ASK_REPORTED),
    STILL_THERE: still_there_text,
}
_CHOICES: dict[str, Callable[[Voice, Details, str], list[Choice]]] = {
    HERE: _yes_no,
    COUNTRY: _skip,
    REGION: _skip,
    HARM: _harm_choices,
    WHEN: _when_choices,
    REPORTED: _yes_no,
    STILL_THERE: _yes_no,
}
