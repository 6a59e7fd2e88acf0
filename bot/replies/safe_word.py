"""What is said about the safe word. Rasa is not asked for any of it."""

from __future__ import annotations

from bot.replies.phrases import safe_word as say
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

ASK_PAYLOAD = "/safe_word"
CHANGE_PAYLOAD = "/safe_word_change"
HIDE_PAYLOAD = "/safe_word_hide"
REMOVE_PAYLOAD = "/safe_word_remove"
PAYLOADS = frozenset({ASK_PAYLOAD, CHANGE_PAYLOAD, HIDE_PAYLOAD, REMOVE_PAYLOAD})


def way_to_it(voice: Voice) -> Choice:
    """The choice that leads to it."""
    return Choice(voice.say(say.SET_ONE), ASK_PAYLOAD)


def ask(voice: Voice, *, again: bool = False) -> Reply:
    """Which word shall it be? `again`: the last one cannot be."""
    before = [voice.say(say.UNSUITABLE)] if again else []
    asks = (*before, *voice.say_all([say.ASK, say.ASK_SHAPE]))
    return Reply(asks, voice.language, voice.choices(("menu",)), asks=asks)


def stands(voice: Voice) -> Reply:
    """What can be done with the one that is set."""
    picks = ((say.HIDE_NOW, HIDE_PAYLOAD), (say.CHANGE, CHANGE_PAYLOAD), (say.REMOVE, REMOVE_PAYLOAD))
    choices = tuple(Choice(voice.say(title), payload) for title, payload in picks)
    asks = (voice.say(say.STANDS),)
    return Reply(asks, voice.language, (*choices, voice.person()), asks=asks)


def is_set(voice: Voice) -> Reply:
    """It is set, what stays on the phone, and what if it is forgotten."""
    told = voice.say_all([say.SET, say.SET_PHONE, say.SET_FORGOTTEN])
    return Reply(tuple(told), voice.language, voice.choices(("menu",)))


def is_removed(voice: Voice) -> Reply:
    """Nothing is hidden any more."""
    return Reply((voice.say(say.REMOVED),), voice.language, voice.choices(("menu",)))


def is_right(voice: Voice) -> Reply:
    """The word was given: everything is there again."""
    return Reply((voice.say(say.RIGHT),), voice.language, voice.choices(("menu",)))
