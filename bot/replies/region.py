"""The part of the country where somebody is: asked where it changes whom to call, and what it changes is told alone."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.knowledge.records import HelpContact
from bot.knowledge.regions import regions_that_matter
from bot.replies import contacts, legal_aid, topics
from bot.replies.parts import MOST_PAGES
from bot.replies.phrases import region as say
from bot.replies.questions import payload
from bot.replies.reply import Choice, Reply
from bot.replies.situation import Situation
from bot.replies.text_messages import pages_of
from bot.replies.voice import Voice, voice_for
from bot.text.punctuation import as_written

QUESTION = "region"
PAGE_COUNT = re.compile(r"\d+/\d+$")


def with_question(reply: Reply, situation: Situation, topic: str) -> Reply | None:
    """The answer on a topic with the question for the part of the country at its end.

    None where the part is known or changes nothing, and by SMS where the first page would lose anything to the question
    or the pages would be more than an answer may have.
    """
    voice = voice_for(replace(situation, language=reply.language))
    if voice.region or not _changes(voice, topic):
        return None
    picks = () if voice.is_sms else _picks(voice)
    question = as_written(voice.say(say.ASK if picks else say.ASK_TOWN))
    asked = replace(reply, paragraphs=(*reply.paragraphs, question), choices=(*picks, *reply.choices))
    return None if voice.is_sms and not _costs_nothing(reply, asked) else asked


def known(voice: Voice, topic: str = "") -> Reply:
    """What the part of the country changes for the topic that was answered last; `topic` empty: for any."""
    before, now = _called(_in(voice, None), topic), _called(voice, topic)
    about = topics.topic_rights(topic).next if topic else ()
    if now is None or now == before:
        return Reply((voice.say(say.SAME),), voice.language, voice.choices(about))
    return Reply((voice.say(say.CHANGED), contacts.entry(voice, now)), voice.language, voice.choices(about))


def _changes(voice: Voice, topic: str) -> bool:
    """Whether another line is the one to call in any part of the country."""
    if voice.record is None:
        return False
    everywhere = _called(voice, topic)
    return any(_called(_in(voice, region), topic) != everywhere for region in regions_that_matter(voice.record))


def _called(voice: Voice, topic: str) -> HelpContact | None:
    lawyer = legal_aid.to_call(legal_aid.lawyers_known(voice)) if topic == legal_aid.TOPIC else None
    return lawyer or contacts.best_line(voice, topic)


def _in(voice: Voice, region: str | None) -> Voice:
    return replace(voice, situation=replace(voice.situation, region=region))


def _picks(voice: Voice) -> tuple[Choice, ...]:
    """The parts to pick; none where some have no name in the catalogues, so that a name is written."""
    regions = regions_that_matter(voice.record) if voice.record else ()
    if not set(regions) <= set(say.NAMES):
        return ()
    offered = [region for region in say.NAMES if region in regions]
    return tuple(Choice(voice.say(say.NAMES[region]), payload(QUESTION, region)) for region in offered)


def _costs_nothing(before: Reply, after: Reply) -> bool:
    old, new = pages_of(before, before.choices), pages_of(after, after.choices)
    first, now = PAGE_COUNT.sub("", old[0]), PAGE_COUNT.sub("", new[0])
    return len(new) == 1 or (len(old) > 1 and first == now and len(new) <= max(len(old), MOST_PAGES))
