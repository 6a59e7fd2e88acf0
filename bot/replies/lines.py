"""What people ask about the help line that they were just given, answered from its record and in one screen."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from bot.i18n import formats
from bot.i18n.time_zones import only_time_zone
from bot.knowledge.codes import PassedTo
from bot.knowledge.hours import in_language, is_open_at
from bot.knowledge.lookup import speaks_itself
from bot.knowledge.records import HelpContact
from bot.replies import contacts
from bot.replies.phrases import contacts as told
from bot.replies.phrases import talk
from bot.replies.reply import Reply
from bot.replies.voice import Voice

# The questions, as intents.
QUESTIONS_ABOUT = frozenset(
    {
        *("line_cost", "line_hours", "line_language", "line_place"),
        *("line_questions", "line_tells", "line_duration"),
    }
)
IF_FREE, IF_CHARGED = "if_free", "if_charged"  # what a question of cost asks, where yes or no answers it
OFFICES: tuple[PassedTo, ...] = ("police", "immigration_authority")


def about_line(
    voice: Voice,
    question: str,
    topic: str = "",
    now: datetime.datetime | None = None,
    *,
    named: str | None = None,
    cost: str | None = None,
) -> Reply:
    """The answer to a question about the line that was given with the answer on `topic`, or else the best for anybody.

    `now`: the moment of the question, with its time zone. `named`: the language that it names, ISO 639. `cost`:
    IF_FREE or IF_CHARGED, where yes or no answers it. KeyError for what is none of QUESTIONS_ABOUT.
    """
    moment = now or datetime.datetime.now(datetime.timezone.utc)

    def paragraphs(line: HelpContact) -> tuple[str, ...]:
        about = voice.say(talk.ABOUT_LINE, line=contacts.line(voice, line))
        return " ".join(_said(voice, line, question, moment, named, cost)), about

    return _of_line(voice, topic, paragraphs)


def in_short(voice: Voice, topic: str = "") -> Reply:
    """The line and its number alone, with whom they tell before it; for who wants an answer about it shorter."""

    def paragraphs(line: HelpContact) -> tuple[str, ...]:
        warned = contacts.before_the_number(voice, line)
        return (f"{voice.say(talk.IN_SHORT)} {contacts.line(voice, line, [warned] if warned else [])}",)

    return _of_line(voice, topic, paragraphs)


def _of_line(voice: Voice, topic: str, paragraphs: Callable[[HelpContact], tuple[str, ...]]) -> Reply:
    line = contacts.best_line(voice, topic)
    if line is None:
        return Reply((voice.say(talk.NONE_YET),), voice.language, voice.choices(()))
    return Reply(paragraphs(line), voice.language, voice.choices((topic,) if topic else ()))


def _said(
    voice: Voice, line: HelpContact, question: str, now: datetime.datetime, named: str | None, cost: str | None
) -> list[str]:
    match question:
        case "line_cost":
            return _cost(voice, line, cost)
        case "line_hours":
            return _hours(voice, line, now)
        case "line_language":
            return _language(voice, line, named or voice.language)
        case "line_place":
            return _place(voice, line)
        case "line_questions":
            return [voice.say(talk.THEY_ASK)]
        case "line_tells":
            return _tells(voice, line)
        case "line_duration":
            return [voice.say(talk.HOW_LONG)]
    raise KeyError(question)


def _cost(voice: Voice, line: HelpContact, asked: str | None) -> list[str]:
    """Yes or no first, where the text asks one of them and the record knows it."""
    told, is_free = contacts.cost(voice, line), contacts.is_free(voice, line)
    if asked is None or is_free is None:
        return told or [voice.say(talk.ASK_FIRST)]
    return [voice.say(talk.YES if is_free == (asked == IF_FREE) else talk.NO), *told]


def _hours(voice: Voice, line: HelpContact, now: datetime.datetime) -> list[str]:
    if line.hours is None:
        return [voice.say(talk.ASK_FIRST)]
    if line.hours.always:
        return [voice.say(talk.OPEN_NOW), voice.say(told.DAY_AND_NIGHT)]
    zone = only_time_zone(voice.record.country) if voice.record else None
    hours = in_language(line.hours, voice.language)
    opened = voice.say(told.OPEN, hours=formats.opening_hours(hours, voice.language))
    if zone is None:
        return [opened]
    is_open = is_open_at(hours, now.astimezone(zone))
    return [voice.say(talk.OPEN_NOW if is_open else talk.CLOSED_NOW), opened]


def _language(voice: Voice, line: HelpContact, wanted: str) -> list[str]:
    """Whether they speak the language that is asked for: the named one, or else the contact's own."""
    interpreters = voice.say_all([told.INTERPRETERS] if line.interpreters else [])
    if speaks_itself(line, wanted):
        if wanted == voice.language:
            return [voice.say(talk.SPEAKS), *interpreters]
        name = formats.language_name(wanted, voice.language)
        return [voice.say(talk.YES), voice.say(told.LANGUAGES, languages=name), *interpreters]
    if interpreters:
        return interpreters
    if not line.languages:
        return [voice.say(talk.ASK_FIRST)]
    return [voice.say(talk.NO), *contacts.languages(voice, line)]


def _place(voice: Voice, line: HelpContact) -> list[str]:
    if line.place:
        return [voice.say(told.PLACE, place=voice.foreign(line.place)), voice.say(talk.NO_ADDRESS)]
    return [voice.say(talk.NO_ADDRESS)]


def _tells(voice: Voice, line: HelpContact) -> list[str]:
    """Yes or no first, where that is known; nothing is promised that the record does not say of both offices."""
    answers = {line.passes_on_to(office) for office in OFFICES}
    warned, discretion = contacts.before_the_number(voice, line), contacts.discretion(voice, line)
    if "yes" in answers:
        return [voice.say(talk.YES), *([warned] if warned else []), *discretion]
    if answers == {"no"}:
        return [voice.say(talk.NO), *discretion]
    return [*discretion, voice.say(talk.ASK_FIRST)]
