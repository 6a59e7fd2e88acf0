"""A long answer by text message: its first part has six pages at most, and the rest is a choice of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from bot.replies.phrases.service import MORE_ABOUT_THIS
from bot.replies.questions import inform
from bot.replies.reply import Choice, Reply
from bot.replies.text_messages import pages_of
from bot.replies.voice import Voice
from bot.text.gsm7 import segments
from bot.text.gsm7_folding import fold_to_gsm7

MOST_PAGES = 6  # few read more of an answer that they did not ask for page by page
ANSWER_AND_CALL = 2  # paragraphs of an answer that are never parted
LINE_AND_PARAGRAPH = 2  # of a later part with a line above it
MOST_CHOICES = 3  # the rest of a long answer among them: what is left out comes with its last part
# Segments that the paragraphs of an answer fill. Cutting into pages is slow, and most answers need no look at it: of
# 4,700 answers none with up to 12 had more than six pages, and none with 27 had as few.
SURELY_FIT, LIKELY_FIT, MAY_FIT = 12, 15, 27
MORE = "more."  # before a topic and the paragraph with which the rest of its answer begins
PICKS_REST = inform({"answer": MORE}).removesuffix('"}')


def rest_payload(topic: str, start: int) -> str:
    """What picks the rest of the answer on a topic. `start`: its first paragraph, counted in the whole answer."""
    return inform({"answer": f"{MORE}{topic}.{start}"})


def is_rest(payload: str) -> bool:
    """Whether what is picked is the rest of an answer."""
    return payload.startswith(PICKS_REST)


def rest_in(answer: str) -> tuple[str, int] | None:
    """The topic and the first paragraph that an answer picks; None where it picks no rest."""
    if not answer.startswith(MORE):
        return None
    topic, _, start = answer.removeprefix(MORE).partition(".")
    return (topic, int(start)) if start.isdecimal() else None


def first_part(voice: Voice, topic: str, reply: Reply, notes: int) -> Reply:
    """The answer on a topic as far as its pages go. `notes`: how many of its paragraphs are not the answer's own."""
    return _part(voice, topic, reply, -notes)


def rest(voice: Voice, topic: str, whole: Reply, start: int) -> Reply:
    """What follows the first `start` paragraphs of a whole answer; the last one where all were told."""
    start = min(start, len(whole.paragraphs) - 1)
    return _part(voice, topic, replace(whole, paragraphs=whole.paragraphs[start:]), start)


def fewer_pages(voice: Voice, topic: str, reply: Reply, whole: Sequence[str]) -> Reply:
    """The answer on a topic, cut or not, with fewer paragraphs where lines that were put above it made it too long.

    `whole`: the paragraphs of the whole answer. Where the reply's last paragraph is none of them, nothing is cut.
    """
    if not voice.is_sms or not reply.choices or reply.paragraphs[-1] not in whole or _fits(reply):
        return reply
    before = whole.index(reply.paragraphs[-1]) + 1 - len(reply.paragraphs)
    least = max(ANSWER_AND_CALL - before, LINE_AND_PARAGRAPH)
    shorter = [_cut(voice, topic, reply, kept, before) for kept in range(len(reply.paragraphs) - 1, least - 1, -1)]
    return next(filter(_fits, shorter), shorter[-1] if shorter else reply)


def _part(voice: Voice, topic: str, reply: Reply, before: int) -> Reply:
    """The longest beginning that has no more than the pages, and the choice of what follows, unless all of it fits.

    `before`: how many paragraphs of the whole answer stand before this reply's; below 0, how many are not the answer's.
    """
    if not voice.is_sms:
        return reply
    filled = list(accumulate(segments(fold_to_gsm7(each, reply.language)).count for each in reply.paragraphs))
    if filled[-1] <= SURELY_FIT or (filled[-1] <= MAY_FIT and _fits(reply)):
        return reply
    most = max(len(filled) - 1, 1)  # something must be left for the next part
    least = min(ANSWER_AND_CALL - before, most) if before <= 0 else 1

    def fits(kept: int) -> bool:
        return _fits(_cut(voice, topic, reply, kept, before))

    kept = min(max(bisect_right(filled, LIKELY_FIT), least), most)
    if fits(kept):
        kept = next((each - 1 for each in range(kept + 1, most + 1) if not fits(each)), most)
    else:
        kept = next((each for each in range(kept - 1, least, -1) if fits(each)), least)
    return _cut(voice, topic, reply, kept, before)


def _cut(voice: Voice, topic: str, reply: Reply, kept: int, before: int) -> Reply:
    more = Choice(voice.say(MORE_ABOUT_THIS), rest_payload(topic, before + kept))
    if any(is_rest(choice.payload) for choice in reply.choices):
        choices = tuple(more if is_rest(choice.payload) else choice for choice in reply.choices)
    else:
        *offered, person = reply.choices
        choices = (*offered[: MOST_CHOICES - 1], more, person)
    return replace(reply, paragraphs=reply.paragraphs[:kept], choices=choices)


def _fits(reply: Reply) -> bool:
    return len(pages_of(reply, reply.choices)) <= MOST_PAGES
