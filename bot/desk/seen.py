"""What a machine made of a contact's text, in an operator's words. It says each time that it is a machine's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot.conversations.messages import Author, Message
from bot.conversations.seen import Reading
from bot.desk import locales, texts
from bot.desk.interface import ENGLISH, Speaker
from bot.i18n import formats
from bot.knowledge.phrasebook import Kind
from bot.replies.phrasebook import rendered

HALF_A_DAY = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Answered:
    """`question` and `answer` in the operator's language; `doubts`: what to look at in the text itself."""

    question: str
    answer: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Gloss:
    """What to know of a text in another language. `words`: by sentence, what its words are about."""

    language: str
    words: list[str]
    places: list[str]
    dates: list[str]
    answered: Answered | None


def gloss_of(message: Message, reads: str, said: Speaker = ENGLISH) -> Gloss | None:
    """What is shown under a contact's text; None where there is nothing to add.

    `reads`: the language that the operator reads sentences in. `said`: that of the page.
    """
    seen = message.seen
    if message.author is not Author.CONTACT or seen is None:
        return None
    is_read = seen.language in (reads, said.language)
    gloss = Gloss(
        language="" if is_read else _language(seen.language, seen.script, said),
        words=[] if is_read else [texts.concepts(each.concepts, said) for each in seen.sentences if each.concepts],
        places=[_place(place.city or "", place.country, reads) for place in seen.places],
        dates=[_days(first, last, reads) for first, last in seen.dates],
        answered=_answered(seen.reading, reads) if seen.reading else None,
    )
    return gloss if any((gloss.language, gloss.words, gloss.places, gloss.dates, gloss.answered)) else None


def _language(language: str | None, script: str | None, said: Speaker) -> str:
    letters = locales.script_name(script, said.language) if script else ""
    if language is None:
        return said.gettext("Language not known, {script} letters").format(script=letters) if letters else ""
    name = said.language_name(language)
    return said.gettext("{language}, {script} letters").format(language=name, script=letters) if letters else name


def _place(city: str, country: str, reads: str) -> str:
    name = formats.country_name(country, reads)
    return f"{city}, {name}" if city else name


def _days(first: str, last: str, reads: str) -> str:
    begins, ends = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    if begins == ends:
        return formats.date(begins, reads)
    is_month = begins.day == 1 and (ends + datetime.timedelta(days=1)).day == 1 and begins.month == ends.month
    if is_month and begins.year == ends.year:
        return formats.month(begins, reads)
    return f"{formats.date(begins, reads)} – {formats.date(ends, reads)}"


def _answered(reading: Reading, reads: str) -> Answered | None:
    """None where the question is none any more."""
    try:
        question = rendered(reading.question, reads)
    except LookupError:
        return None
    doubts = (() if reading.is_sure else (texts.PERHAPS_LATER,)) + (() if reading.is_all else (texts.MORE_WORDS,))
    return Answered(question.text, _said(reading, reads), doubts)


def _said(reading: Reading, reads: str) -> str:
    first, *others = reading.values
    if reading.kind in (Kind.YES_NO, Kind.CHOICES):
        titles = {choice.code: choice.text for choice in rendered(reading.question, reads).choices}
        return "; ".join(titles.get(code, code) for code in reading.values)
    if reading.kind is Kind.TIME and not reading.is_sure:
        moment = datetime.datetime.combine(datetime.date.min, datetime.time.fromisoformat(first))
        return f"{first} / {moment + HALF_A_DAY:%H:%M}"
    if reading.kind is Kind.PLACE:
        return _place(first, others[0], reads)
    if reading.kind is Kind.DATE:
        return _days(first, others[0], reads)
    if reading.kind is Kind.NUMBER and others and first.isdecimal():
        return formats.duration(int(first), others[0], reads)
    return first
