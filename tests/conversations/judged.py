"""Judges what a contact of `situations/` gets, step by step: each question has an answer of yes, no, or not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.i18n.catalogues import catalogue_of
from bot.knowledge.lookup import emergency_numbers
from bot.nlu.families import PARENTS
from bot.replies.budget import PHONE_NUMBER
from bot.replies.known import country_record
from bot.replies.phrases import talk
from bot.replies.reply import PARAGRAPH_BREAK
from bot.text.visible import visible
from tests.conversations.situations import Situation, Step
from tests.conversations.stage import Heard

EVERYWHERE = "112"
LONG_PARAGRAPH = 40  # letters; shorter ones, such as "Choose." and a number alone, may well be said again
PAGE_MARK = re.compile(r"\s*\S+ \d+/\d+$|\n\S+.*\d+/\d+$")
# What was asked of one step; None where the step asks nothing of the kind.
QUESTIONS = (
    "number",
    "country",
    "first_word",
    "again",
    "language",
    "stopped",
    "at_once",
    "offered",
    "helped",
    "not_wrong",
)
Verdict = Mapping[str, bool | None]


@dataclass
class Played:
    """What a contact has been told so far."""

    situation: Situation
    paragraphs: set[str] = field(default_factory=set)
    country: str | None = None

    def judge(self, step: Step, heard: Heard) -> Verdict:
        """What this answer is worth."""
        self.country = step.country or self.country
        screen = heard.said[0].text if heard.said else ""
        topics = _topics_of(heard)
        at_once = bool(topics[:1] and set(step.topics) & _kin(topics[0]))
        offered = at_once or any(set(step.topics) & _kin(topic) for topic in topics)
        needs_number = step.danger and step.number in ("emergency", "any")
        language = step.language or self.situation.language
        verdict = {
            "number": _has_number(screen, heard.country, step.number or "") if needs_number else None,
            "country": heard.country == step.country if step.country else None,
            "first_word": _begins_with(screen, step.first_word, language) if step.first_word else None,
            "again": self._is_new(heard) if step.again and heard.said else None,
            "language": bool(heard.said) and heard.said[0].language == step.language if step.language else None,
            "stopped": heard.stopped if step.stopped else None,
            "at_once": at_once,
            "offered": offered,
            "not_wrong": offered or not topics[:1] or topics[0] in ("nlu_fallback", "inform"),
            "helped": at_once
            or (offered and bool(PHONE_NUMBER.search(screen) or _has_number(screen, heard.country, "emergency"))),
        }
        self.paragraphs |= _paragraphs(heard)
        return verdict

    def _is_new(self, heard: Heard) -> bool:
        """Whether the first screen says nothing word for word as before."""
        return not _paragraphs(heard, first=True) & self.paragraphs


def _kin(topic: str) -> set[str]:
    return {topic, PARENTS.get(topic, topic)}


def _topics_of(heard: Heard) -> list[str]:
    """The topic that was answered, then those offered."""
    offered = [choice.payload.removeprefix("/").partition("{")[0] for choice in heard.offer.choices]
    understood = [heard.topic] if heard.topic and heard.topic != "nlu_fallback" else ["nlu_fallback"]
    return [*understood, *offered]


def _has_number(screen: str, country: str | None, which: str) -> bool:
    known = emergency_numbers(country_record(country)) if country else None
    emergency = {EVERYWHERE, *((*known.police, *known.ambulance) if known else ())}
    words = set(re.findall(r"\d+", screen))
    if words & emergency:
        return True
    return which == "any" and PHONE_NUMBER.search(screen) is not None


def _begins_with(screen: str, word: str, language: str) -> bool:
    said = catalogue_of(language).say(talk.YES if word == "yes" else talk.NO).rstrip(".। 。").casefold()
    return visible(screen).strip().casefold().startswith(visible(said))


def _paragraphs(heard: Heard, *, first: bool = False) -> set[str]:
    said = heard.said[:1] if first else heard.said
    found = (part.strip() for message in said for part in PAGE_MARK.sub("", message.text).split(PARAGRAPH_BREAK))
    return {part for part in found if len(part) >= LONG_PARAGRAPH}
