"""The floor under danger: a number to call above whatever is said to a text that may tell of danger."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.lookup import emergency_numbers
from bot.replies import numbers
from bot.replies.budget import PHONE_NUMBER
from bot.replies.reply import Reply
from bot.replies.situation import Situation
from bot.replies.voice import Voice, voice_for
from bot.text.punctuation import as_written

FIRST_READ = 2  # paragraphs that stand on the first screen of every channel
PAN_EUROPEAN = "112"


def with_number_above(reply: Reply, situation: Situation) -> Reply:
    """The reply with whom to call in danger as its first line, unless its beginning has a number to call already."""
    if situation.is_quiet:
        return reply  # "call" is what they cannot do; bot/replies/talk.py has said what they can
    voice = voice_for(replace(situation, language=reply.language))
    if any(_has_number(voice, paragraph) for paragraph in reply.paragraphs[:FIRST_READ]):
        return reply
    line = as_written(numbers.in_danger(voice))
    if line in reply.paragraphs[:FIRST_READ]:  # where no number is known, it says to call one
        return reply
    sources = tuple(dict.fromkeys((*voice.cited, *reply.sources)))
    return replace(reply, paragraphs=(line, *reply.paragraphs), sources=sources)


def _has_number(voice: Voice, paragraph: str) -> bool:
    known = emergency_numbers(voice.record)
    emergency = (*known.police, *known.ambulance) if known else (PAN_EUROPEAN,)
    return PHONE_NUMBER.search(paragraph) is not None or any(number in paragraph for number in emergency)
