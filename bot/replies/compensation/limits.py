"""Time limits of the ways to money as one person hears them: with the day to act by, never that it is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from bot.i18n import formats
from bot.i18n.catalogues import Phrase, catalogue_of
from bot.knowledge.codes import DeadlineCase
from bot.knowledge.deadlines import LastDay, last_days
from bot.knowledge.records import Deadline
from bot.replies import deadlines
from bot.replies.compensation import routes
from bot.replies.compensation.case import Answers
from bot.replies.phrases import compensation as say
from bot.replies.phrases import compensation_guide as guide
from bot.replies.voice import Voice

# Whether it is so is not asked: told with the way in full, but never as what presses.
NOT_ASKED_ABOUT: frozenset[DeadlineCase] = frozenset({"children", "dismissal"})
# Limits that would mislead without this.
ONLY_IN_SOME_CASES: frozenset[DeadlineCase] = frozenset(
    {"against_contracting_firm", "overtime", "without_papers", "wilful_underpayment", "unknown_offender"}
)

A_DATE = r"[^\n]{0,25}?\d{4}[^\n]{0,25}?"  # as formats.date writes it in any language: the year and what is around it


def manner_for(voice: Voice, answers: Answers, *, brief: bool) -> routes.Manner:
    """How ways are told to this person: the rule, the last day by what they said, exceptions.

    `brief`: of each way only its shortest limit, the next one too where that may have passed, and no exceptions.
    """

    def in_full(_: Voice, rules: Iterable[Deadline]) -> list[str]:
        found = last_days(relevant(tuple(rules), answers), answers.events(), answers.today)
        return [sentence for each in shortest_first(found) for sentence in with_its_day(voice, each)]

    def in_short(_: Voice, rules: Iterable[Deadline]) -> list[str]:
        general = [rule for rule in rules if rule.case not in NOT_ASKED_ABOUT and not rule.outer_limit]
        found = shortest_first(last_days(relevant(tuple(general), answers), answers.events(), answers.today))
        coming = [each for each in found[1:] if not each.may_have_passed] if found and found[0].may_have_passed else []
        return [sentence for each in (*found[:1], *coming[:1]) for sentence in limit_and_day(voice, each)]

    return routes.Manner(in_short if brief else in_full, brief=brief)


def relevant(rules: tuple[Deadline, ...], answers: Answers) -> tuple[Deadline, ...]:
    """Without limits that are kept already (a report that was made) or that are for another harm."""
    left = [
        rule
        for rule in rules
        if not (rule.what == "police_report" and answers.reported)
        and not (rule.case == "sexual_violence" and answers.harm in ("injury", "unpaid_wages"))
    ]
    return tuple(left) or rules


def presses(found: LastDay) -> bool:
    """Whether most people can lose something by it: the claim, or by a day still to come the money for earlier time."""
    if found.rule.case in NOT_ASKED_ABOUT or found.rule.outer_limit:
        return False
    return not cuts_only_back_pay(found.rule) or found.may_have_passed is False


def cuts_only_back_pay(rule: Deadline) -> bool:
    """Whether a later claim only brings less (Germany, Austria): its day is never told as the last one."""
    return rule.case == "back_payment" or "limits_only_back_payments" in rule.exceptions


def shortest_first(found: Iterable[LastDay]) -> list[LastDay]:
    """The nearest day first; of those without a day the shortest limit."""
    return sorted(found, key=lambda each: (each.earliest or date.max, deadlines.shortest([each.rule])))


def with_its_day(voice: Voice, found: LastDay) -> list[str]:
    """The rule with its day; "it ends one day earlier" is in that day already."""
    dated = day(voice, found)
    rule = found.rule.copy(update={"less_days": 0}) if dated else found.rule
    first, *rest = deadlines.told(voice, [rule])
    return [first, *dated, *rest]


def limit_and_day(voice: Voice, found: LastDay) -> list[str]:
    """The rule, for what it is where it is special, its day and whether it is doubtful; without a day its start."""
    later = [voice.say(say.EXCEPTIONS["limits_only_back_payments"])] if cuts_only_back_pay(found.rule) else []
    dated = day(voice, found) or [voice.say(say.STARTS[found.rule.start])]
    doubt = voice.say_all([say.LIMIT_UNVERIFIED if found.rule.verify else None])
    case = voice.say_all([say.CASES[found.rule.case] if found.rule.case in ONLY_IN_SOME_CASES else None])
    return [deadlines.in_short(voice, found.rule), *case, *dated, *later, *doubt]


def day(voice: Voice, found: LastDay) -> list[str]:
    """The day to act by; never that it is over, only that a lawyer must look."""
    if found.earliest is None or found.rule.outer_limit:
        return []
    if found.may_have_passed and cuts_only_back_pay(found.rule):
        return []
    words: Mapping[tuple[bool, bool], Phrase] = {
        (True, False): guide.LAST_DAY,
        (False, False): guide.SAFE_DAY,
        (True, True): guide.DAY_PAST,
        (False, True): guide.SAFE_DAY_PAST,
    }
    phrase = words[found.is_exact, bool(found.may_have_passed)]
    told = voice.say(phrase, date=formats.date(found.earliest, voice.language))
    return [told.replace("..", ".")]  # Russian dates end in a full stop of their own


@lru_cache(maxsize=64)
def days_to_act_by(language: str) -> re.Pattern[str]:
    """Finds in a text the sentences with a day that is still to come, so that a page can show them plainly."""
    catalogue = catalogue_of(language)
    frames = [catalogue.say(phrase, date="\0").split("\0") for phrase in (guide.LAST_DAY, guide.SAFE_DAY)]
    return re.compile("|".join(f"{re.escape(before)}{A_DATE}{re.escape(after)}" for before, after in frames))
