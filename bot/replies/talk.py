"""Answers of one screen to what people ask or say about us and about the conversation itself."""

from __future__ import annotations

from bot.knowledge.lookup import texted_emergency_number
from bot.replies import contacts, numbers, topics
from bot.replies.menus import MAIN_TOPICS
from bot.replies.phrases import talk
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

# What a cry for help may be about: danger first.
MAY_BE = ("emergency", "threats_violence", "cannot_leave", "unpaid_wages", "documents_taken")


def robot(voice: Voice) -> Reply:
    """A computer; how to get a person."""
    return _said(voice, voice.say(talk.ROBOT))


def police(voice: Voice) -> Reply:
    """We are not the police."""
    return _said(voice, voice.say(talk.POLICE))


def find(voice: Voice) -> Reply:
    """Nobody finds them through us; the phone itself can be read."""
    return _said(voice, voice.say(talk.FIND))


def number(voice: Voice) -> Reply:
    """How we have their number, if we have it."""
    return _said(voice, voice.say(talk.NUMBER_SMS if voice.is_sms else talk.NUMBER_CHAT))


def wrong_number(voice: Voice) -> Reply:
    """One line, and nothing to choose."""
    return Reply((voice.say(talk.WRONG_NUMBER),), voice.language)


def no_thanks(voice: Voice) -> Reply:
    """One line, and nothing to choose."""
    return Reply((voice.say(talk.NO_THANKS),), voice.language)


def explain(voice: Voice, topic: str | None = None) -> Reply:
    """What was said last, in short: its first paragraph and whom to call; what we do, where nothing was said yet."""
    if topic is None:
        offered = voice.choices(MAIN_TOPICS[:3] if voice.is_sms else MAIN_TOPICS)
        return Reply((voice.say(talk.WHAT_I_DO),), voice.language, offered)
    about = topics.topic_rights(topic)
    call = contacts.whom_to_call(voice, topic).line
    return Reply(
        (f"{voice.say(talk.IN_SHORT)} {topics.answer(voice, about)}", call), voice.language, voice.choices(about.next)
    )


def cannot_talk(voice: Voice) -> Reply:
    """Never "call": how to get help without a voice."""
    paragraphs = (voice.say(talk.DO_NOT_CALL), *without_speaking(voice))
    return Reply(paragraphs, voice.language, voice.choices(()))


def without_speaking(voice: Voice) -> list[str]:
    """The number that takes text messages in danger, where one is known, and how to get a person in writing."""
    texted = texted_emergency_number(voice.record)
    by_text = [voice.say(talk.EMERGENCY_BY_TEXT, number=voice.foreign(texted))] if texted else []
    return [*by_text, voice.say(talk.PERSON_IN_WRITING)]


def cry(voice: Voice) -> Reply:
    """Somebody is here, whom to call in danger, and what is it about."""
    here = f"{voice.say(talk.HERE)} {numbers.in_danger(voice)}"
    asks = (voice.say(talk.WHAT_HAPPENS),)
    return Reply((here, *asks), voice.language, voice.choices(MAY_BE[:3] if voice.is_sms else MAY_BE), asks=asks)


def _said(voice: Voice, sentence: str) -> Reply:
    return Reply((sentence,), voice.language, (Choice(voice.title("about_service"), "/about_service"), voice.person()))
