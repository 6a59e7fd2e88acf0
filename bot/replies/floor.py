"""The floor under danger: a number to call above whatever is said to a text that may tell of danger."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.knowledge.lookup import emergency_numbers
from bot.replies import numbers, talk
from bot.replies.budget import PHONE_NUMBER
from bot.replies.reply import Reply
from bot.replies.situation import Situation
from bot.replies.voice import PERSON_PAYLOAD, Voice, voice_for
from bot.text.punctuation import as_written

FIRST_READ = 2  # paragraphs that stand on the first screen of every channel
PAN_EUROPEAN = "112"
DIGITS = re.compile(r"[0-9]+")


def with_number_above(
    reply: Reply, situation: Situation, *, only_emergency: bool = False, after_first: bool = False
) -> Reply:
    """The reply with whom to call in danger as its first line, unless its beginning has a number to call already.

    `only_emergency`: a help line is not enough. `after_first`: the first paragraph is the yes or no that was asked for.
    """
    voice = voice_for(replace(situation, language=reply.language))
    if situation.is_quiet:
        return _with_silent_way(reply, voice)  # "call" is what they cannot do
    line = as_written(numbers.in_danger(voice))
    if line in reply.paragraphs[1:FIRST_READ] and not after_first:  # a greeting has it second
        return replace(reply, paragraphs=(line, *(each for each in reply.paragraphs if each != line)))
    if any(_has_number(voice, paragraph, only_emergency) for paragraph in reply.paragraphs[:FIRST_READ]):
        return reply
    if line in reply.paragraphs[:FIRST_READ]:  # where no number is known, it says to call one
        return reply
    sources = tuple(dict.fromkeys((*voice.cited, *reply.sources)))
    before = reply.paragraphs[:1] if after_first else ()
    return replace(reply, paragraphs=(*before, line, *reply.paragraphs[len(before) :]), sources=sources)


def _with_silent_way(reply: Reply, voice: Voice) -> Reply:
    """The reply with how to get help without speaking above it, unless it says so itself or a person comes anyway."""
    *by_text, person = map(as_written, talk.without_speaking(voice))
    offers_person = any(choice.payload == PERSON_PAYLOAD for choice in reply.choices)
    lines = [line for line in (*by_text, *([person] if offers_person else [])) if line not in reply.paragraphs]
    return replace(reply, paragraphs=(" ".join(lines), *reply.paragraphs)) if lines else reply


def _has_number(voice: Voice, paragraph: str, only_emergency: bool) -> bool:
    known = emergency_numbers(voice.record)
    emergency = (*known.police, *known.ambulance) if known else (PAN_EUROPEAN,)
    shown = set(DIGITS.findall(paragraph))
    return not shown.isdisjoint(emergency) or (not only_emergency and PHONE_NUMBER.search(paragraph) is not None)
