"""The parts of a long answer by text message: few read more than six pages, so that the rest is a choice of its own."""

from __future__ import annotations

from dataclasses import replace

from bot.replies.budget import fits_most_pages
from bot.replies.phrases.service import MORE_ABOUT_THIS
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

MORE = "more."  # before a topic and the number of a part of its answer


def part_of(voice: Voice, topic: str, whole: Reply, number: int) -> Reply:
    """A part of the answer on a topic, counted from 0, with the choice of the next one; the last where there is none.

    Paragraphs stay whole: one alone may be longer.
    """
    parts: list[list[str]] = [[]]
    for paragraph in whole.paragraphs:
        if parts[-1] and not fits_most_pages([*parts[-1], paragraph], voice.language):
            parts.append([])
        parts[-1].append(paragraph)
    number = min(number, len(parts) - 1)
    if number == len(parts) - 1:
        return replace(whole, paragraphs=tuple(parts[number]))
    payload = f'/inform{{"answer": "{MORE}{topic}.{number + 1}"}}'
    more = Choice(voice.say(MORE_ABOUT_THIS), payload)
    choices = (*whole.choices[:-1], more, *whole.choices[-1:])
    return replace(whole, paragraphs=tuple(parts[number]), choices=choices)
