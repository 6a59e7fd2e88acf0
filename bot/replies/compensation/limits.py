"""Time limits of the ways to money as one person hears them: whose they are and the day to act by, never "too late"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from bot.i18n import formats
from bot.i18n.catalogues import Phrase, catalogue_of
from bot.knowledge.claims import Limit, Owner, claim_of, cuts_only_back_pay, has_no_limit, limits_of, of_these
from bot.knowledge.records import Fund, StateFund
from bot.replies import deadlines
from bot.replies.compensation import routes
from bot.replies.compensation.incident import Incident
from bot.replies.phrases import compensation as say
from bot.replies.phrases import compensation_guide as guide
from bot.replies.voice import Voice

A_DATE = r"[^\n]{0,25}?\d{4}[^\n]{0,25}?"  # as formats.date writes it in any language: the year and what is around it


def manner_for(incident: Incident, *, brief: bool) -> routes.Manner:
    """How ways are told to this person: the rule, the last day by what they said, exceptions.

    `brief`: of each way only what presses, and no exceptions.
    """
    asked = incident.asked()

    def in_full(voice: Voice, owner: Owner) -> list[str]:
        found = shortest_first(limits_of(owner, asked))
        return [*_none(voice, owner, incident), *(said for each in found for said in with_its_day(voice, each))]

    def in_short(voice: Voice, owner: Owner) -> list[str]:
        known = limits_of(owner, asked)
        found = of_these(known, asked).told or [each for each in known if cuts_only_back_pay(each.rule)]
        return [*_none(voice, owner, incident), *(said for each in found for said in limit_and_day(voice, each))]

    return routes.Manner(in_short if brief else in_full, brief=brief)


def _none(voice: Voice, owner: Owner, incident: Incident) -> list[str]:
    """That there is no limit after this harm, where it is so."""
    return voice.say_all(
        [say.EXCEPTIONS["no_limit_for_sexual_violence"] if has_no_limit(owner, incident.harm) else None]
    )


def shortest_first(found: Iterable[Limit]) -> list[Limit]:
    """The nearest day first; of those without a day the shortest limit."""
    return sorted(found, key=lambda each: (each.earliest or date.max, deadlines.shortest([each.rule])))


def with_its_day(voice: Voice, limit: Limit) -> list[str]:
    """The rule with its day; "it ends one day earlier" is in that day already."""
    dated = day(voice, limit)
    rule = limit.rule.copy(update={"less_days": 0}) if dated else limit.rule
    first, *rest = deadlines.told(voice, [rule])
    return [first, *dated, *rest]


def whose(voice: Voice, limit: Limit) -> list[str]:
    """The way that a limit is for, where the sentence on it does not say so itself."""
    owner = limit.owner
    if isinstance(owner, Fund):
        in_short = voice.is_sms and isinstance(owner, StateFund)
        return [voice.say(say.FUND) if in_short else routes.fund_head(voice, owner)]
    if claim_of(owner) == "wages" and limit.rule.what != "wage_claim":
        return voice.say_all([say.CASES["wages"]])
    return []


def limit_and_day(voice: Voice, limit: Limit) -> list[str]:
    """The rule, for what it is where it is special, its day and whether it is doubtful; without a day its start."""
    rule = limit.rule
    later = [voice.say(say.EXCEPTIONS["limits_only_back_payments"])] if cuts_only_back_pay(rule) else []
    dated = day(voice, limit) or [voice.say(say.STARTS[rule.start])]
    doubt = voice.say_all([say.LIMIT_UNVERIFIED if limit.is_doubtful else None])
    is_said = limit.sure or rule.case in ("wages", "back_payment")  # by whose it is; by what a later claim brings
    case = voice.say_all([None if is_said else say.CASES[rule.case]])
    return [deadlines.in_short(voice, rule), *case, *dated, *later, *doubt]


def first_told(voice: Voice, limit: Limit) -> list[str]:
    """A limit where it stands alone, so that nobody takes it for another claim's."""
    said, head = limit_and_day(voice, limit), whose(voice, limit)
    return [*head, *said] if isinstance(limit.owner, Fund) else [said[0], *head, *(each for each in said[1:])]


def day(voice: Voice, limit: Limit) -> list[str]:
    """The day to act by; never that it is over, only that a lawyer must look."""
    if limit.earliest is None or limit.rule.outer_limit:
        return []
    if not limit.is_coming and cuts_only_back_pay(limit.rule):
        return []
    words: Mapping[tuple[bool, bool], Phrase] = {
        (True, True): guide.LAST_DAY,
        (False, True): guide.SAFE_DAY,
        (True, False): guide.DAY_PAST,
        (False, False): guide.SAFE_DAY_PAST,
    }
    phrase = words[limit.last.is_exact, limit.is_coming]
    told = voice.say(phrase, date=formats.date(limit.earliest, voice.language))
    return [told.replace("..", ".")]  # Russian dates end in a full stop of their own


@lru_cache(maxsize=64)
def days_to_act_by(language: str) -> re.Pattern[str]:
    """Finds in a text the sentences with a day that is still to come, so that a page can show them plainly."""
    catalogue = catalogue_of(language)
    frames = [catalogue.say(phrase, date="\0").split("\0") for phrase in (guide.LAST_DAY, guide.SAFE_DAY)]
    return re.compile("|".join(f"{re.escape(before)}{A_DATE}{re.escape(after)}" for before, after in frames))
