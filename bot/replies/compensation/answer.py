"""Money for what happened: whom to ask, then every way to it, the shortest time limit first."""

from __future__ import annotations

from bot.replies import topics
from bot.replies.compensation.routes import has_limit, routes
from bot.replies.phrases import compensation as say
from bot.replies.reply import Reply
from bot.replies.voice import Voice

TOPIC = "compensation"


def compensation_reply(voice: Voice) -> Reply:
    """The reply on money for what happened."""
    about = topics.topic_rights(TOPIC)
    call = topics.first_call(voice, TOPIC, line_topic="legal_aid")
    told = routes(voice)
    paragraphs = [topics.answer(voice, about), call, *topics.country_line(voice), *topics.step_now(voice, about)]
    if has_limit(told):
        paragraphs.append(voice.say(say.ASK_EVEN_IF_LATE))
    paragraphs += [route.text for route in told]
    paragraphs += [*topics.background(voice, about), *topics.ending(voice)]
    return Reply(tuple(paragraphs), voice.language, topics.choices(voice, about))
