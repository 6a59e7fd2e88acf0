"""The answer on a topic to somebody who was given it before: never the same words, always the next thing to do."""

from __future__ import annotations

from bot.knowledge.rights import Text, TopicRights
from bot.replies import contacts, numbers, topics
from bot.replies.citations import RIGHTS
from bot.replies.phrases import service as say
from bot.replies.phrases.talk import HERE
from bot.replies.reply import Reply
from bot.replies.voice import Voice

# An alarm has no steps to take of its own.
STEPS_AFTER = {"emergency": "threats_violence", "distress": "psychological_help"}


def next_step(voice: Voice, topic: str, times: int) -> Reply:
    """The next step that was not told by itself yet, with whom to call. `times`: earlier answers on the topic."""
    about = topics.topic_rights(topic)
    first_told = topics.early_step(voice, about)
    left = [step for step in (*about.steps, *about.cautions) if step is not first_told]
    told = _step(voice, left, times) if times <= len(left) else _in_short(voice, about)
    return Reply(
        (told, topics.short_call(voice, topic), *topics.ending(voice)), voice.language, topics.choices(voice, about)
    )


def alarm(voice: Voice, name: str, times: int) -> Reply:
    """An alarm (a key of STEPS_AFTER) once more: the number first, then the next thing to do, with the help line."""
    told, *_ = next_step(voice, STEPS_AFTER[name], times).paragraphs
    call = numbers.in_danger(voice) if name == "emergency" else numbers.ambulance_in_danger(voice)
    warm = [] if name == "emergency" else [voice.say(HERE)]
    return Reply((call, " ".join([*warm, told, contacts.whom_to_call(voice, name).line])), voice.language)


def _step(voice: Voice, left: list[Text], times: int) -> str:
    step = left[times - 1]
    voice.cite(f"{RIGHTS}:{step.id}")
    return f"{voice.say(say.NEXT_STEP)} {voice.catalogue.text(step.id, step.text)}"


def _in_short(voice: Voice, about: TopicRights) -> str:
    return f"{voice.say(say.SAID_BEFORE)} {topics.answer(voice, about)}"
