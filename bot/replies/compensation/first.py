"""The first paragraph of the result on money: what presses most of the claims that were asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.knowledge import claims
from bot.knowledge.claims import Limit, Pressing
from bot.knowledge.records import Country, Fund
from bot.replies import contacts, topics
from bot.replies.compensation import limits, routes
from bot.replies.compensation.incident import Incident
from bot.replies.compensation.questions import TOPIC
from bot.replies.phrases import compensation as say
from bot.replies.phrases import compensation_guide as guide
from bot.replies.voice import Voice


def first_paragraph(voice: Voice, incident: Incident) -> str:
    """What presses most of the claims that were asked about, with its day and whose it is.

    On SMS as much of it as leaves room for the number to call.
    """
    if voice.record is None:
        return _titled(voice, topics.answer(voice, topics.topic_rights(TOPIC)))
    call = contacts.whom_to_call(voice, "legal_aid").line if voice.is_sms else ""
    text = ""
    for said in _ways_to_say_it(voice, voice.record, incident):
        text = _titled(voice, " ".join(said))
        if voice.fits(text, call):
            break
    return text


def _ways_to_say_it(voice: Voice, record: Country, incident: Incident) -> Iterator[list[str]]:
    """The whole first, then shorter; the last without a day by which only money for earlier time is lost."""
    found = claims.pressing(record, incident.asked())
    if not found.told:
        yield _no_limit_known(voice, record, incident, found)
        return
    yield _told_first(voice, found.told, found)
    yield _told_first(voice, found.main, found)
    yield _told_first(voice, found.main[:1], found)
    without = claims.pressing(record, incident.asked(), back_pay=False)
    yield _told_first(voice, without.main[:1], without) if without.told else _answer(voice)


def _told_first(voice: Voice, told: Sequence[Limit], found: Pressing) -> list[str]:
    """Limits with their days and whose they are, and what to do where others may be over."""
    said = [voice.say(say.FUND), voice.say(guide.REGIONS_DIFFER)] if found.regions_differ else []
    for limit, before in zip(told, (None, *told), strict=False):
        of_the_same = before is not None and before.owner is limit.owner
        said += limits.limit_and_day(voice, limit) if of_the_same else limits.first_told(voice, limit)
    if not told[-1].is_coming and told[-1].earliest:
        return said
    left_out = [each for each in found.told if each not in told]
    is_past = found.others_may_be_over or any(each.earliest and not each.is_coming for each in left_out)
    late = guide.OTHERS_MAY_BE_OVER if is_past else say.ASK_EVEN_IF_LATE
    known = late is say.ASK_EVEN_IF_LATE and told[-1].is_doubtful  # "I could not check this" sends to a lawyer
    return said if known else [*said, voice.say(late)]


def _no_limit_known(voice: Voice, record: Country, incident: Incident, found: Pressing) -> list[str]:
    """That no limit is known of what was asked, or that there is none; never another claim's."""
    if incident.harm == "unpaid_wages":
        pay = record.compensation.unpaid_wages
        return [voice.say(say.WAGES), voice.say(say.LIMIT_NOT_KNOWN)] if pay else [voice.say(guide.WAGES_UNKNOWN)]
    if found.regions_differ:
        return [*_answer(voice), voice.say(say.FUND), voice.say(guide.REGIONS_DIFFER)]
    for owner in claims.ways_asked(record, incident.asked()):
        if isinstance(owner, Fund) and claims.has_no_limit(owner, incident.harm):
            if voice.is_sms:  # a reader over the shoulder would learn what happened; the next page says it
                return _answer(voice)
            return [routes.fund_head(voice, owner), voice.say(say.EXCEPTIONS["no_limit_for_sexual_violence"])]
    return [*_answer(voice), voice.say(say.LIMIT_NOT_KNOWN)]


def _answer(voice: Voice) -> list[str]:
    return [topics.answer(voice, topics.topic_rights(TOPIC))]


def _titled(voice: Voice, text: str) -> str:
    """With what it is about above it, except on SMS, where that tells too much and takes space."""
    return text if voice.is_sms else f"{voice.say(guide.RESULT_TITLE)}\n{text}"
