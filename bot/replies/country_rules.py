"""What the contact's own country says on recognition, time to decide, permits and work, from its record."""

from __future__ import annotations

from bot.i18n.catalogues import Phrase
from bot.knowledge.records import Identification, PermitNeed, ResidencePermit
from bot.replies.national_law import rules_on
from bot.replies.phrases import law as say
from bot.replies.phrases.compensation import CONDITION_EXCEPTIONS
from bot.replies.voice import Voice

ABOUT_RECOGNITION = frozenset({"recovery_period"})
ABOUT_PERMIT = frozenset({"recovery_period", "residence_permit", "work_permit"})
# Where no more is told of recognition than what matters there.
ABOUT_HELP = frozenset({"shelter", "psychological_help", "rights_overview", "am_i_trafficked"})
ABOUT_POLICE = frozenset({"police_fear", "report_to_police", "recovery_period", "residence_permit"})
ON_THE_PHONE = frozenset({"own_phone_may_turn_numbers_into_112"})  # cautions about dialling, not about the police

RECOVERY = {
    "exact": say.RECOVERY_DAYS,
    "at_least": say.RECOVERY_DAYS_AT_LEAST,
    "at_most": say.RECOVERY_DAYS_AT_MOST,
}
LASTS = {
    "exact": say.PERMIT_LASTS,
    "at_least": say.PERMIT_LASTS_AT_LEAST,
    "at_most": say.PERMIT_LASTS_AT_MOST,
}


def facts(voice: Voice, topic: str) -> list[str]:
    """Paragraphs on the topic from the country's record; none where nothing is known."""
    said = [*(police_cautions(voice) if topic in ABOUT_POLICE else []), *rules_on(voice, topic)]
    known = voice.record.identification if voice.record else None
    if known is None:
        return said
    if topic in ABOUT_HELP:
        said += _in_short(voice, known, topic)
    if topic in ABOUT_PERMIT:
        voice.cite_part(known)
    if topic in ABOUT_RECOGNITION:
        said.append(" ".join(_recognition(voice, known)))
    if topic in ABOUT_PERMIT and known.residence_permit:
        said.append(" ".join(_permit(voice, known.residence_permit)))
    return [paragraph for paragraph in said if paragraph]


def _in_short(voice: Voice, known: Identification, topic: str) -> list[str]:
    """Whether help needs the police; for an overview also the time to decide and who starts the official steps."""
    said = _recovery(voice, known) if topic == "rights_overview" else []
    if topic == "am_i_trafficked":
        said += voice.say_all([_yes_no(known.self_referral, say.SELF_REFERRAL, None)])
    said += voice.say_all([_yes_no(known.help_needs_cooperation, say.HELP_WITH_POLICE, say.HELP_WITHOUT_POLICE)])
    if said:
        voice.cite_part(known)
    return [" ".join(said)]


def police_cautions(voice: Voice) -> list[str]:
    """What must be known before a call to the police of the country."""
    return _cautions(voice, on_the_phone=False)


def phone_cautions(voice: Voice) -> list[str]:
    """What must be known before an emergency number is dialled."""
    return _cautions(voice, on_the_phone=True)


def _cautions(voice: Voice, *, on_the_phone: bool) -> list[str]:
    known = voice.record.cautions if voice.record else ()
    voice.cite_part(*known)
    codes = [caution.code for caution in known]
    return voice.say_all(say.COUNTRY_CAUTIONS[code] for code in codes if (code in ON_THE_PHONE) == on_the_phone)


def _recognition(voice: Voice, known: Identification) -> list[str]:
    said = _recovery(voice, known)
    if known.can_refer:
        people = ", ".join(voice.say_all(say.REFERRERS[code] for code in known.can_refer))
        said.append(voice.say(say.CAN_REFER, people=people))
    if known.decided_by:
        people = ", ".join(voice.say_all(say.REFERRERS[code] for code in known.decided_by))
        said.append(voice.say(say.DECIDED_BY, people=people))
    return said + voice.say_all(
        [
            _yes_no(known.self_referral, say.SELF_REFERRAL, say.NO_SELF_REFERRAL),
            _yes_no(known.adult_must_agree, say.MUST_AGREE, None),
            _yes_no(known.help_needs_cooperation, say.HELP_WITH_POLICE, say.HELP_WITHOUT_POLICE),
        ]
    )


def _recovery(voice: Voice, known: Identification) -> list[str]:
    days = known.recovery_period_days
    if days is None:
        return []
    said = [voice.say(RECOVERY[days.limit], duration=voice.duration(days.value, "days"))]
    if days.granted_by:
        people = ", ".join(voice.say_all(say.REFERRERS[code] for code in days.granted_by))
        said.append(voice.say(say.RECOVERY_GRANTED_BY, people=people))
    return said + voice.say_all([say.RULE_UNVERIFIED if days.verify else None])


def _permit(voice: Voice, permit: ResidencePermit) -> list[str]:
    if permit.available == "no":
        return [voice.say(say.NO_PERMIT)]
    if permit.available == "unknown":
        return []
    said = [voice.say(say.PERMIT)]
    needed = [_need(voice, need) for need in permit.conditions]
    one_of = voice.say_all(say.PERMIT_CONDITIONS[code] for code in permit.one_of)
    for phrase, reasons in ((say.PERMIT_ALL_CONDITIONS, needed), (say.PERMIT_ANY_CONDITION, one_of)):
        said += [voice.say(phrase, conditions="; ".join(reasons))] if reasons else []
    if lasts := permit.lasts:
        said.append(voice.say(LASTS[lasts.limit], duration=voice.duration(lasts.amount, lasts.unit)))
    return said + voice.say_all(
        [
            _yes_no(permit.renewable, say.PERMIT_RENEWABLE, say.PERMIT_NOT_RENEWABLE),
            _yes_no(permit.work_allowed, say.PERMIT_WORK, say.PERMIT_NO_WORK),
            None if _says_cooperation(permit) else _cooperation(permit),
            say.RULE_UNVERIFIED if permit.verify else None,
        ]
    )


def _need(voice: Voice, need: PermitNeed) -> str:
    said = voice.say(say.PERMIT_CONDITIONS[need.needs])
    cases = "; ".join(voice.say_all(CONDITION_EXCEPTIONS[code] for code in need.unless))
    return voice.say(say.PERMIT_NOT_NEEDED, condition=said, cases=cases) if cases else said


def _says_cooperation(permit: ResidencePermit) -> bool:
    """Whether the conditions say already that the police must be worked with."""
    is_needed = any(need.needs == "cooperation_with_police" for need in permit.conditions)
    return is_needed or (permit.cooperation_required == "yes" and "cooperation_with_police" in permit.one_of)


def _cooperation(permit: ResidencePermit) -> Phrase | None:
    return _yes_no(permit.cooperation_required, say.PERMIT_COOPERATION, say.PERMIT_NO_COOPERATION)


def _yes_no(answer: str, yes: Phrase, no: Phrase | None) -> Phrase | None:
    return yes if answer == "yes" else no if answer == "no" else None
