"""Reads a long answer by text message to its end, as a contact does who asks for more each time."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import parts
from bot.replies.compose import compose
from bot.replies.reply import Reply
from bot.replies.situation import Situation


def next_part(reply: Reply) -> tuple[str, int] | None:
    """The topic and the paragraph that the choice of more leads to; None where nothing is left."""
    answers = [choice.payload.removeprefix('/inform{"answer": "').removesuffix('"}') for choice in reply.choices]
    return next((rest for answer in answers if (rest := parts.rest_in(answer))), None)


def told_in_parts(topic: str, situation: Situation) -> list[Reply]:
    """The answer, and each further part as it is asked for."""
    return told_after(compose(f"utter_{topic}", situation), situation)


def told_after(first: Reply, situation: Situation) -> list[Reply]:
    """An answer, and each further part as it is asked for."""
    told = [first]
    while rest := next_part(told[-1]):
        told.append(compose("utter_more", replace(situation, first=False), topic=rest[0], start=rest[1]))
        assert len(told) < 9, "it never ends"
    return told
