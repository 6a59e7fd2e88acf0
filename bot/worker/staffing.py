"""Whether a person reads now, what the contact hears where nobody does, and what they may leave until then."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from bot.conversations import duty
from bot.conversations.holder import Holder, Urgency
from bot.conversations.opening_hours import OpeningHours
from bot.conversations.work import Work
from bot.dialogue.interviews import call_back
from bot.dialogue.interviews.engine import SLOT, open_in
from bot.dialogue.remembered import Remembered
from bot.i18n.catalogues import Catalogue, catalogue_of
from bot.i18n.formats import day_and_time
from bot.i18n.time_zones import only_time_zone
from bot.replies.phrases import absence as say
from bot.replies.phrases import service
from bot.replies.questions import START_PAYLOAD
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice, voice_for
from bot.storage.engine import now
from bot.worker.speaking import Spoken
from bot.worker.turn import Turn


@dataclass(frozen=True)
class Staffing:
    """`reads`: somebody is on duty, within the hours. `opens`: when the hours begin next, where they are set."""

    reads: bool
    opens: datetime.datetime | None = None


def staffing(work: Work, hours: OpeningHours | None, language: str | None) -> Staffing:
    """How it is now for a contact of this language (ISO 639)."""
    moment = now()
    is_open = hours is None or hours.is_open(moment, language)
    if is_open and duty.on_duty(work):
        return Staffing(reads=True)
    return Staffing(reads=False, opens=hours.next_opening(moment, language) if hours and not is_open else None)


def opens_again(voice: Voice, opens: datetime.datetime | None) -> list[str]:
    """When somebody reads again, on the contact's clock where that is one; nothing where no hours are set."""
    if opens is None:
        return []
    situation = voice.situation
    own = only_time_zone(situation.country) if situation.country and not situation.country_guessed else None
    when = day_and_time(opens.astimezone(own) if own else opens, voice.language, with_place=own is None)
    return [voice.say(say.OPEN_AGAIN, when=voice.foreign(when))]


def with_absence(turn: Turn, spoken: Spoken, staffed: Staffing) -> Spoken:
    """What is said to who asks for a person or waits for one: no promise that one reads, where none does.

    Who asks also hears that nobody reads, when somebody will, and the way to be reached. Who is in danger is not asked
    about a call later: they are told whom to call now.
    """
    if staffed.reads or spoken.reply is None:
        return spoken
    voice = voice_for(replace(turn.situation, language=spoken.reply.language))
    note = " ".join([voice.say(say.NOBODY_READS), *opens_again(voice, staffed.opens)])
    reply = _without_promises(voice, spoken.reply, note)
    if spoken.handoff is None or turn.holder is not Holder.BOT:
        return replace(spoken, reply=reply)
    reply = replace(reply if note in reply.paragraphs else reply.with_note(note), asides=(*reply.asides, note))
    answer = spoken.answer
    if answer is None or spoken.handoff[1] is Urgency.URGENT or open_in(answer.remembered.slots) is not None:
        return replace(spoken, reply=reply)
    return replace(
        spoken,
        reply=_with_call_back(voice, reply),
        answer=replace(answer, remembered=_with_offer(answer.remembered)),
    )


def promises_a_person(spoken: Spoken) -> bool:
    """Whether it says that somebody reads: also of an alarm that is told once more in another language."""
    reply = spoken.reply
    return reply is not None and not set(_promises(catalogue_of(reply.language))).isdisjoint(reply.paragraphs)


def _promises(catalogue: Catalogue) -> tuple[str, str]:
    return catalogue.say(service.TEAM_IS_ALERTED), catalogue.say(service.HUMAN_MEANWHILE)


def _without_promises(voice: Voice, reply: Reply, note: str) -> Reply:
    """Where nobody reads, nobody was told at once, for which the note stands, and people read nothing meanwhile."""
    told, meanwhile = _promises(voice.catalogue)
    kept = (note if each == told else each for each in reply.paragraphs if each != meanwhile)
    return replace(reply, paragraphs=tuple(kept))


def with_opening(spoken: Spoken, turn: Turn, staffed: Staffing) -> Spoken:
    """An acknowledgement with when somebody reads again."""
    if staffed.reads or spoken.reply is None:
        return spoken
    voice = voice_for(replace(turn.situation, language=spoken.reply.language))
    return replace(
        spoken, reply=replace(spoken.reply, paragraphs=(*spoken.reply.paragraphs, *opens_again(voice, staffed.opens)))
    )


def _with_call_back(voice: Voice, reply: Reply) -> Reply:
    choice = Choice(voice.say(say.TITLE), START_PAYLOAD)
    return replace(reply.with_note(voice.say(say.OFFER)), choices=(*reply.choices[:-1], choice, *reply.choices[-1:]))


def _with_offer(remembered: Remembered) -> Remembered:
    slot = {"event": "slot", "name": SLOT, "value": call_back.offered().write(), "timestamp": now().timestamp()}
    return Remembered((*remembered.events, slot))
