"""The short answer to a text that is likely about a topic: the way to more of it, and what else may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.replies import again, topics
from bot.replies.phrases import service as say
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

MOST_INSTEAD = 2


def in_short(voice: Voice, topic: str, instead: Sequence[str], times_told: int = 0) -> Reply:
    """The answer in one screen. `instead`: what may be meant instead, the likeliest first. KeyError as topic_reply."""
    if times_told:
        told, call, *_ = again.next_step(voice, topic, times_told).paragraphs
    else:
        told, call = topics.answer(voice, topics.topic_rights(topic)), topics.short_call(voice, topic)
    more = Choice(voice.say(say.MORE_ABOUT_THIS), f"/{topic}")
    return Reply((told, call, voice.say(say.NOT_MEANT)), voice.language, (more, *voice.choices(instead[:MOST_INSTEAD])))


def with_other_meanings(voice: Voice, reply: Reply, instead: Sequence[str]) -> Reply:
    """An alarm that is not sure, with what else may be meant; a person comes already."""
    *picks, _ = voice.choices(instead[:MOST_INSTEAD])
    return replace(reply, paragraphs=(*reply.paragraphs, voice.say(say.NOT_MEANT)), choices=tuple(picks))
