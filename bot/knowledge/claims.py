"""Which time limits hold for one person's claims to money, and which of them to tell first. Pure functions.

Harm and claim decide, not the country: a limit for another harm or another claim is never the answer. Whether a limit
is over is never said; where only a year was told it may be open until that year's last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from bot.knowledge.codes import DeadlineCase, DeadlineStart
from bot.knowledge.deadlines import Events, LastDay, about_days, last_day
from bot.knowledge.records import CivilCourt, Country, CriminalCourt, Deadline, Fund, StateFund, UnpaidWages
from bot.knowledge.regions import serves

Harm = Literal["injury", "unpaid_wages", "sexual_violence", "other"]
Claim = Literal["wages", "fund", "criminal_court", "civil_court"]
Owner = Fund | CriminalCourt | CivilCourt | UnpaidWages

HARMS: frozenset[Harm] = frozenset(get_args(Harm))
CLAIMS: tuple[Claim, ...] = get_args(Claim)
FOR_HARM: tuple[Claim, ...] = ("fund", "criminal_court", "civil_court")
VIOLENT: frozenset[Harm] = frozenset({"injury", "sexual_violence"})
NOT_PAY = HARMS - {"unpaid_wages"}
ONLY_PAY: frozenset[Harm] = frozenset({"unpaid_wages"})

# For which harm a limit holds, whoever claims.
HOLDS: dict[DeadlineCase, frozenset[Harm]] = {
    "any": HARMS,
    "trafficking": HARMS,
    "back_payment": HARMS,
    "sexual_violence": frozenset({"sexual_violence"}),
    "bodily_injury": VIOLENT,
    "violence": VIOLENT,
    "other_damage": frozenset({"other"}),
    "wages": ONLY_PAY,
    "breach_of_contract": ONLY_PAY,
}
# For which harm it may hold: that was not asked, or "something else" may be it.
MAY_HOLD: dict[DeadlineCase, frozenset[Harm]] = {
    "sexual_violence": frozenset({"other"}),
    "bodily_injury": frozenset({"other"}),
    "violence": frozenset({"other"}),
    "wages": frozenset({"other"}),
    "breach_of_contract": frozenset({"other"}),
    "intentional_wrong": NOT_PAY,
    "torture_or_barbarity": NOT_PAY,
    "unknown_offender": NOT_PAY,
    "crime_is_prosecuted": NOT_PAY,
    "overtime": ONLY_PAY | {"other"},
    "without_papers": ONLY_PAY | {"other"},
    "wilful_underpayment": ONLY_PAY | {"other"},
    "against_contracting_firm": ONLY_PAY | {"other"},
    "based_on_the_offence": HARMS,
}
# Whether it is so is not asked: told with the way in full, but never as what presses.
NOT_ASKED_ABOUT: frozenset[DeadlineCase] = frozenset({"children", "dismissal", "discrimination", "death"})
# What comes only after a report: without one it has not begun.
AFTER_A_REPORT: frozenset[DeadlineStart] = frozenset(
    {
        "police_report",
        "end_of_police_work",
        "final_judgment",
        "end_of_proceedings",
        "failed_enforcement",
        "reading_of_criminal_file",
        "charge",
    }
)
# A later end beside the usual one, wherever a record has it: what is told first only where the usual one is over.
ENDS_LATER: frozenset[DeadlineCase] = frozenset({"crime_is_prosecuted"})
VERY_SHORT_DAYS = 190  # half a year: most is lost by not knowing of it, and it can often be excused


@dataclass(frozen=True)
class Asked:
    """What somebody told. `harm`, `reported` None: not known. `region`: ISO 3166-2. `events`: what starts limits."""

    today: date
    harm: Harm | None = None
    events: Events | None = None
    reported: bool | None = None
    region: str | None = None


@dataclass(frozen=True, eq=False)  # each is one of its own, however alike: compared whole, a record takes a millisecond
class Limit:
    """A time limit of one claim as it holds for somebody.

    `sure`: it holds for this harm, not only in some cases. `doubtful`: it, or all that is known of its way, could not
    be checked. `latest`: the last day that it may end on; None where nobody can say, or where it has no day at all.
    """

    owner: Owner
    last: LastDay
    sure: bool
    latest: date | None
    today: date

    @property
    def rule(self) -> Deadline:
        """The limit as the record has it."""
        return self.last.rule

    @property
    def is_doubtful(self) -> bool:
        """Whether it, or all that is known of its way, could not be checked."""
        return self.rule.verify or self.owner.verify

    @property
    def earliest(self) -> date | None:
        """The day to act by."""
        return self.last.earliest

    @property
    def is_coming(self) -> bool:
        """Whether the day to act by is still to come."""
        return self.earliest is not None and self.earliest >= self.today

    @property
    def is_over(self) -> bool:
        """Whether its last possible day is gone; exceptions may hold even so."""
        return self.earliest is not None and self.latest is not None and self.latest < self.today

    @property
    def may_be_open(self) -> bool:
        """Whether the day to act by is gone, and a later one is possible."""
        return self.earliest is not None and not self.is_coming and not self.is_over

    @property
    def days(self) -> float:
        """How many days it has, about."""
        return about_days(self.rule)


@dataclass(frozen=True)
class Pressing:
    """What to tell first. `main`: what may end any day now, then the next day to act by; or what ended last.

    `short`: a limit that is shorter than these, over or without a day. `others_may_be_over`: of limits not told.
    `regions_differ`: parts of the country have funds and limits of their own, and the part is not known.
    """

    main: tuple[Limit, ...] = ()
    short: tuple[Limit, ...] = ()
    others_may_be_over: bool = False
    regions_differ: bool = False

    @property
    def told(self) -> tuple[Limit, ...]:
        """All of them in the order of telling."""
        return (*self.short, *self.main)


def claims_for(harm: Harm | None) -> tuple[Claim, ...]:
    """The claims that a harm is asked about: pay, or what is not pay; all where the harm does not say."""
    if harm == "unpaid_wages":
        return ("wages",)
    return FOR_HARM if harm in VIOLENT else CLAIMS


def owners(record: Country, claim: Claim, region: str | None = None) -> Iterator[Owner]:
    """The ways of a claim that a country has, with the funds of the part of it that was named."""
    known = record.compensation
    if claim == "wages" and known.unpaid_wages:
        yield known.unpaid_wages
    if claim == "criminal_court" and known.criminal_court and known.criminal_court.available != "no":
        yield known.criminal_court
    if claim == "civil_court" and known.civil_court and known.civil_court.available != "no":
        yield known.civil_court
    if claim == "fund":
        state = known.state_fund
        if state and state.exists != "no" and serves(state, region):
            yield state
            yield from (fund for fund in state.by_region if fund.region == region)
        yield from (fund for fund in known.other_funds if serves(fund, region))


def claim_of(owner: Owner) -> Claim:
    """The claim that a way is for."""
    if isinstance(owner, UnpaidWages):
        return "wages"
    if isinstance(owner, CriminalCourt):
        return "criminal_court"
    return "civil_court" if isinstance(owner, CivilCourt) else "fund"


def limits_of(owner: Owner, asked: Asked) -> list[Limit]:
    """The limits of one way that hold, or may hold, for somebody; those for another harm are left out.

    The harm counts only for a claim that is asked for by it: who was not paid may also sue for something else.
    """
    harm = asked.harm if claim_of(owner) in claims_for(asked.harm) else None
    found = []
    ends = _outer_end(owner, harm, asked)
    for rule in owner.deadlines:
        is_kept = rule.what == "police_report" and asked.reported
        if is_kept or not _holds(rule, harm) or _gives_way(rule, owner, harm):
            continue
        last = last_day(rule, asked.events or {})
        latest = min([*ends, *([last.latest] if last.latest else [])], default=None) if last.earliest else None
        found.append(Limit(owner, last, _is_sure(rule, harm), latest, asked.today))
    return found


def has_no_limit(owner: Owner, harm: Harm | None) -> bool:
    """Whether a way can be gone at any time after this harm."""
    return harm == "sexual_violence" and any(
        "no_limit_for_sexual_violence" in rule.exceptions for rule in owner.deadlines
    )


def pressing(record: Country, asked: Asked, *, back_pay: bool = True) -> Pressing:
    """What to tell first of the claims that the harm is asked about.

    `back_pay`: with limits after which a claim only brings less.
    """
    ways = ways_asked(record, asked)
    found = [limit for owner in ways if _pays(owner) for limit in limits_of(owner, asked)]
    chosen = of_these([limit for limit in found if back_pay or not cuts_only_back_pay(limit.rule)], asked)
    parts = {fund.region for way in ways if isinstance(way, StateFund) for fund in way.by_region}
    return replace(chosen, regions_differ=bool(parts) and asked.region not in parts)


def ways_asked(record: Country, asked: Asked) -> list[Owner]:
    """The ways of the claims that the harm is asked about."""
    return [owner for claim in claims_for(asked.harm) for owner in owners(record, claim, asked.region)]


def _pays(owner: Owner) -> bool:
    return not isinstance(owner, Fund) or owner.open_to_trafficking_victims != "no"


def of_these(found: Iterable[Limit], asked: Asked) -> Pressing:
    """What to tell first of some limits.

    First a very short one, or one without a day that is shorter than the rest; then the one whose last day may be any
    day now; then the next day to act by. A limit that holds only in some cases is told where it ends before those
    that surely hold, or where nothing else is open. Where all may be over, the one that ended last.
    """
    limits = [limit for limit in found if presses(limit)]
    dated = sorted((limit for limit in limits if limit.earliest), key=_by_day)
    undated = sorted((limit for limit in limits if not limit.earliest), key=_by_length)
    if not dated:
        return Pressing(tuple(undated[:1]))
    open_now, coming = [each for each in dated if each.may_be_open], [each for each in dated if each.is_coming]
    main = [*_first_of(open_now), *_first_of(coming)]
    if main and main[0].sure:
        main = [each for each in main if each.sure]
    if not main:
        main = [dated[-1]]
    short = _shorter(dated, undated, main, asked)
    others = [each for each in dated if each not in (*short, *main)]
    return Pressing(tuple(main), tuple(short), any(not each.is_coming for each in others))


def _first_of(dated: list[Limit]) -> list[Limit]:
    """The first that surely holds; before it one that holds in some cases and ends earlier, or stands alone."""
    sure = [each for each in dated if each.sure][:1]
    others = [each for each in dated if not each.sure and (not sure or _by_day(each) < _by_day(sure[0]))][:1]
    return [*others, *sure]


def _shorter(dated: list[Limit], undated: list[Limit], main: list[Limit], asked: Asked) -> list[Limit]:
    """The shortest limit that could end before what is told, and would be missed."""
    if all(each.is_over for each in main):
        return undated[:1]
    least = min(each.days for each in main)
    begun = [each for each in undated if asked.reported is not False or each.rule.start not in AFTER_A_REPORT]
    begun = [each for each in begun if each.rule.case not in ENDS_LATER]
    very_short = [each for each in (*dated, *undated) if each.days <= VERY_SHORT_DAYS]
    could = sorted({id(each): each for each in (*very_short, *begun)}.values(), key=_by_length)
    return [each for each in could if each.days < least and each not in main][:1]


def presses(limit: Limit) -> bool:
    """Whether most people can lose something by it: the claim, or by a day still to come the money for earlier time."""
    if limit.rule.case in NOT_ASKED_ABOUT or limit.rule.outer_limit:
        return False
    return limit.is_coming or not cuts_only_back_pay(limit.rule)


def cuts_only_back_pay(rule: Deadline) -> bool:
    """Whether a later claim only brings less (Germany, Austria): its day is never told as the last one."""
    return rule.case == "back_payment" or "limits_only_back_payments" in rule.exceptions


def _holds(rule: Deadline, harm: Harm | None) -> bool:
    """Whether a limit can be this person's: of their harm, or of what was not asked."""
    if harm is None or rule.case in NOT_ASKED_ABOUT:
        return True
    return harm in HOLDS.get(rule.case, frozenset()) | MAY_HOLD.get(rule.case, frozenset())


def _gives_way(rule: Deadline, owner: Owner, harm: Harm | None) -> bool:
    """Whether a limit for everybody is not this person's: after sexual violence there is another one, or none."""
    if harm != "sexual_violence" or rule.case != "any":
        return False
    special = any(each.case == "sexual_violence" and each.what == rule.what for each in owner.deadlines)
    is_longer = "longer_for_sexual_violence" in rule.exceptions
    return "no_limit_for_sexual_violence" in rule.exceptions or (special and is_longer)


def _is_sure(rule: Deadline, harm: Harm | None) -> bool:
    held = HOLDS.get(rule.case, frozenset())
    return held == HARMS if harm is None else harm in held


def _outer_end(owner: Owner, harm: Harm | None, asked: Asked) -> list[date]:
    """The day by which a way's limits end in any case: of several the last."""
    outer = [rule for rule in owner.deadlines if rule.outer_limit and _holds(rule, harm)]
    ends = [last_day(rule, asked.events or {}).latest for rule in outer]
    return [max(end for end in ends if end)] if ends and all(ends) else []


def _by_day(limit: Limit) -> tuple[date, float]:
    return limit.earliest or date.max, limit.days


def _by_length(limit: Limit) -> float:
    return limit.days
