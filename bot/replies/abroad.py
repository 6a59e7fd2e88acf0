"""Help in a second country: at home, where the family is, where a job is offered."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n.catalogues import Phrase
from bot.replies import contacts, numbers
from bot.replies.phrases import guides as say
from bot.replies.phrases.service import COUNTRY_NOT_COVERED
from bot.replies.voice import Voice, voice_for


def voice_abroad(voice: Voice, country: str) -> Voice:
    """The voice for another country, with its numbers as they are dialled from where the contact is."""
    here = voice.situation.country
    there = voice_for(replace(voice.situation, country=country, country_guessed=False, phone_country=here))
    return replace(there, cited=voice.cited)


def help_there(voice: Voice, country: str | None, intro: Phrase, topic: str) -> list[str]:
    """A paragraph with the best line of the other country; none where it is not known or the contact is there."""
    if not is_abroad(voice, country):
        return []
    there, name = voice_abroad(voice, str(country)), voice.country(str(country))
    if there.record is None:
        return [voice.say(COUNTRY_NOT_COVERED, country=name)]
    reached = contacts.best_line(there, topic, dialled_from=voice.situation.country)
    contact = reached or contacts.best_line(there, topic)
    head = voice.say(intro, country=name)
    if contact is None:
        return [f"{head} {voice.say(say.NO_LINE_THERE)}"]
    return [" ".join([head, contacts.told(there, contact), *contacts.details(there, contact)])]


def danger_there(voice: Voice, country: str | None) -> list[str]:
    """The emergency numbers that somebody in the other country can dial; none where they are not known."""
    if not is_abroad(voice, country):
        return []
    called = numbers.police_and_ambulance(voice_abroad(voice, str(country)))
    return [voice.say(say.FAMILY_IN_DANGER, numbers=called)] if called else []


def is_abroad(voice: Voice, country: str | None) -> bool:
    """Whether this is a country other than the contact's."""
    return country is not None and country != voice.situation.country
