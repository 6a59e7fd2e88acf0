"""Emergency numbers: only those that are known to work in the contact's country."""

from __future__ import annotations

from bot.knowledge.lookup import emergency_numbers
from bot.replies.phrases import service as say
from bot.replies.voice import Voice

NUMBERS_SHOWN = 2  # of one service; on SMS only the surest, where one is sure


def police_and_ambulance(voice: Voice) -> str | None:
    """`police: 110, ambulance: 112`, or None when the country or its numbers are not known."""
    known = emergency_numbers(voice.record)
    if known is None:
        return None
    police, ambulance = _text(voice, known.police), _text(voice, known.ambulance)
    if police and police == ambulance:
        return voice.say(say.POLICE_AND_AMBULANCE_NUMBER, number=police)
    parts = [voice.say(say.POLICE_NUMBER, number=police)] if police else []
    parts += [voice.say(say.AMBULANCE_NUMBER, number=ambulance)] if ambulance else []
    return ", ".join(parts) or None


def ambulance(voice: Voice) -> str | None:
    """`ambulance: 112`; the police where no ambulance number is known; None when neither is."""
    known = emergency_numbers(voice.record)
    number = _text(voice, known.ambulance) if known else ""
    return voice.say(say.AMBULANCE_NUMBER, number=number) if number else police_and_ambulance(voice)


def surest(voice: Voice) -> str | None:
    """The one bare number for danger."""
    known = emergency_numbers(voice.record)
    numbers = (*known.police, *known.ambulance) if known else ()
    return _text(voice, numbers[:1]) or None


def in_danger(voice: Voice) -> str:
    """One sentence on whom to call in danger, for any country."""
    numbers = police_and_ambulance(voice)
    if numbers:
        return voice.say(say.DANGER_CALL, numbers=numbers)
    return voice.say(say.DANGER_NO_COUNTRY if is_country_open(voice) else say.EMERGENCY_NO_NUMBER)


def ambulance_in_danger(voice: Voice) -> str:
    """The same, the ambulance alone where its number is known."""
    number = ambulance(voice)
    return voice.say(say.DANGER_CALL, numbers=number) if number else in_danger(voice)


def is_country_open(voice: Voice) -> bool:
    """Whether they may be anywhere: nothing is known, or only a phone of a country that no record tells of."""
    situation = voice.situation
    return situation.country is None or (situation.country_guessed and voice.record is None)


def _text(voice: Voice, numbers: tuple[str, ...]) -> str:
    if voice.record and numbers:
        voice.cite(f"{voice.record.country}:emergency")
    # Where lists disagree even on 112 the next number is given too: the first may not connect.
    disputed = voice.record is not None and voice.record.emergency_112.works == "unknown"
    shown = numbers[: NUMBERS_SHOWN if disputed or not voice.is_sms else 1]
    return " / ".join(voice.foreign(number) for number in shown)
