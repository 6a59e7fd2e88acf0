"""The ways to money for what happened: where to apply, who may, and until when.

Each way is a function of its own, so that a guided form can tell one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.i18n import formats
from bot.i18n.catalogues import Phrase
from bot.knowledge.claims import Owner
from bot.knowledge.codes import CourtHow, FundCondition, WagesHow, WhoMayApply
from bot.knowledge.records import (
    PLACES_OF_THE_CRIME,
    Applicants,
    CivilCourt,
    CriminalCourt,
    Fund,
    FundNeed,
    Money,
    RegionalFund,
    StateFund,
    UnpaidWages,
)
from bot.replies import contacts, deadlines
from bot.replies.deadlines import NO_LIMIT, shortest
from bot.replies.phrases import compensation as say
from bot.replies.phrases.contacts import CAUTIONS, WEB
from bot.replies.voice import Voice

# Conditions that shut most people out although the fund is open to them by its letter; told in brief too.
SHUTS_MOST_OUT: frozenset[FundCondition] = frozenset(
    {"needs_violence", "depends_on_when_it_happened", "depends_on_region"}
)
# They say themselves when to ask, or that nobody need ask.
NEEDS_NO_LIMIT: frozenset[CourtHow] = frozenset({"ask_at_sentencing", "court_must_order_compensation"})
# Told before inspectors or an office are named, who may have to report people without papers.
BEFORE_AN_AUTHORITY: frozenset[WagesHow] = frozenset({"ask_ngo", "say_first_contact_immigration_risk"})
BY_NATIONALITY: frozenset[WhoMayApply] = frozenset(
    {
        "citizens",
        "citizens_and_eu",
        "eea_citizens",
        "permanent_residents",
        "legal_stay",
        "legal_stay_at_the_time",
        "reciprocity",
        "treaty_state_citizens",
        "eu_residents",
        "asylum_seekers",
        "refugees",
        "eu_permanent_residents",
        "legal_stay_elsewhere_in_eu",
        "council_of_europe_citizens",
        "close_relatives_of_citizens",
        "stateless",
        "not_in_birth_register",
        "other_protection",
    }
)


def _as_rules(voice: Voice, owner: Owner) -> list[str]:
    return deadlines.told(voice, owner.deadlines)


@dataclass(frozen=True)
class Manner:
    """How much is told. `tell`: the time limits of a way, as rules or with the day they end on (limits.py).

    `brief`: only what it is, until when and where, for text messages.
    """

    tell: Callable[[Voice, Owner], list[str]] = _as_rules
    brief: bool = False


IN_FULL = Manner()


@dataclass(frozen=True)
class Route:
    """One way to money. `text`: a paragraph. `days`: its shortest limit, about; NO_LIMIT when none is known."""

    text: str
    days: int = NO_LIMIT


def routes(voice: Voice) -> list[Route]:
    """All routes that something is known about, the one with the shortest limit first, parts of the country last."""
    if voice.record is None:
        return []
    known = voice.record.compensation
    told = [
        *([wages_route(voice, known.unpaid_wages)] if known.unpaid_wages else []),
        *([state_fund_route(voice, known.state_fund)] if known.state_fund else []),
        *(fund_route(voice, fund) for fund in known.other_funds),
        *([criminal_court_route(voice, known.criminal_court)] if known.criminal_court else []),
        *([civil_court_route(voice, known.civil_court)] if known.civil_court else []),
    ]
    parts = [fund_route(voice, part) for part in (known.state_fund.by_region if known.state_fund else ())]
    return [*sorted(told, key=_days), *sorted(parts, key=_days)]


def has_limit(told: Iterable[Route]) -> bool:
    """Whether a time limit is among them."""
    return any(route.days < NO_LIMIT for route in told)


def on_pay(voice: Voice) -> list[str]:
    """Pay that an employer kept, as paragraphs; none where nothing is known."""
    known = voice.record.compensation.unpaid_wages if voice.record else None
    if known is None:
        return []
    route = wages_route(voice, known)
    return [route.text, *voice.say_all([say.ASK_EVEN_IF_LATE if has_limit([route]) else None])]


def state_fund_route(voice: Voice, fund: StateFund, manner: Manner = IN_FULL) -> Route:
    """The country's fund, or that there is none."""
    voice.cite_part(fund)
    if fund.exists == "yes":
        return fund_route(voice, fund, manner)
    return Route(voice.say(say.NO_FUND if fund.exists == "no" else say.FUND_UNKNOWN))


def region_fund_head(voice: Voice, fund: RegionalFund) -> str:
    """As in "For California: California Victim Compensation Program"."""
    region = fund.region_name or fund.region
    return voice.say(say.REGION_FUND, region=voice.foreign(region), name=voice.foreign(fund.name or region))


def fund_head(voice: Voice, fund: Fund) -> str:
    """Whose money it is, with its name."""
    if isinstance(fund, RegionalFund):
        return region_fund_head(voice, fund)
    name = voice.foreign(fund.name) if fund.name else ""
    if isinstance(fund, StateFund):
        return voice.say(say.FUND_NAMED, name=name) if name else voice.say(say.FUND)
    if name and fund.regions:
        return voice.say(say.REGION_FUND, region=voice.foreign(", ".join(fund.regions)), name=name)
    return voice.say(say.OTHER_FUND_NAMED, name=name) if name else voice.say(say.OTHER_FUND)


def criminal_court_route(voice: Voice, route: CriminalCourt, manner: Manner = IN_FULL) -> Route:
    """Money from the offender in the criminal case."""
    voice.cite_part(route)
    heads = {"yes": say.CRIMINAL_COURT, "no": say.NO_CRIMINAL_COURT, "unknown": say.CRIMINAL_COURT_UNKNOWN}
    said = [voice.say(heads[route.available])]
    said += voice.say_all([say.STAGES[route.apply_before] if route.apply_before else None])
    has_its_moment = route.apply_before or NEEDS_NO_LIMIT & set(route.how)
    said += manner.tell(voice, route) if has_its_moment else _limits(voice, route, manner)
    said += voice.say_all(say.COURT_HOW[code] for code in (() if manner.brief else route.how))
    said += voice.say_all([say.ROUTE_UNVERIFIED if route.verify else None])
    return Route(" ".join(said), shortest(route.deadlines))


def civil_court_route(voice: Voice, route: CivilCourt, manner: Manner = IN_FULL) -> Route:
    """Money from the offender in a court case of one's own."""
    voice.cite_part(route)
    heads = {"yes": say.CIVIL_COURT, "no": say.NO_CIVIL_COURT, "unknown": say.CIVIL_COURT_UNKNOWN}
    said = [voice.say(heads[route.available]), *_limits(voice, route, manner)]
    said += voice.say_all(say.COURT_HOW[code] for code in (() if manner.brief else route.how))
    said += voice.say_all([say.ROUTE_UNVERIFIED if route.verify else None])
    return Route(" ".join(said), shortest(route.deadlines))


def wages_route(voice: Voice, route: UnpaidWages, manner: Manner = IN_FULL) -> Route:
    """Pay that an employer kept."""
    voice.cite_part(route)
    said = [voice.say(say.WAGES), *(manner.tell(voice, route) or [voice.say(say.LIMIT_NOT_KNOWN)])]
    said += voice.say_all(say.WAGES_HOW[code] for code in route.how if code in BEFORE_AN_AUTHORITY)
    if route.authority_name:
        said.append(voice.say(say.WAGES_AT, authority=voice.foreign(route.authority_name)))
    said += _line(voice, route.contact)
    said += voice.say_all(CAUTIONS[code] for code in route.cautions)
    said += voice.say_all([_without_papers(route)])
    if route.presumed_months and not manner.brief:
        said.append(voice.say(say.WAGES_PRESUMED, duration=voice.duration(route.presumed_months, "months")))
    rest = () if manner.brief else [code for code in route.how if code not in BEFORE_AN_AUTHORITY]
    said += voice.say_all(say.WAGES_HOW[code] for code in rest)
    said += voice.say_all([say.ROUTE_UNVERIFIED if route.verify else None])
    said += _web(voice, route.url)
    return Route(" ".join(said), shortest(route.deadlines))


def _limits(voice: Voice, route: CriminalCourt | CivilCourt, manner: Manner) -> list[str]:
    """The time limits of a court; where it is open and none is known, that: nobody may think that there is none."""
    is_open = route.available == "yes" and not manner.brief
    return manner.tell(voice, route) or voice.say_all([say.LIMIT_NOT_KNOWN if is_open else None])


def _days(route: Route) -> int:
    return route.days


def _without_papers(route: UnpaidWages) -> Phrase:
    if route.undocumented_can_claim == "yes":
        only_eu = route.undocumented_basis == "eu_directive_only"
        return say.WAGES_WITHOUT_PAPERS_EU if only_eu else say.WAGES_WITHOUT_PAPERS
    return say.WAGES_NOT_WITHOUT_PAPERS if route.undocumented_can_claim == "no" else say.WAGES_WITHOUT_PAPERS_UNKNOWN


def only_by_nationality(fund: Fund) -> bool:
    """Whether nobody may apply but people of certain nationalities or with permission to stay, as far as known."""
    groups = fund.who_may_apply.groups - PLACES_OF_THE_CRIME
    return bool(groups) and groups <= BY_NATIONALITY


def fund_route(voice: Voice, fund: Fund, manner: Manner = IN_FULL) -> Route:
    """Money that the State pays: where, who may, until when."""
    voice.cite_part(fund)
    said = [fund_head(voice, fund), *voice.say_all([say.OPENNESS[fund.open_to_trafficking_victims]])]
    said += manner.tell(voice, fund) or [voice.say(say.LIMIT_NOT_KNOWN)]
    shut_out = fund.open_to_trafficking_victims == "mostly_no" or only_by_nationality(fund)
    who = _who_may_apply(voice, fund) if shut_out or not manner.brief else []
    said += [*who, *_where(voice, fund)]
    said += _who_is_shut_out(voice, fund) if manner.brief else [*_conditions(voice, fund), *_sums(voice, fund)]
    said += voice.say_all([say.ROUTE_UNVERIFIED if fund.verify else None])
    said += _web(voice, fund.url)
    return Route(" ".join(said), shortest(fund.deadlines))


def _who_may_apply(voice: Voice, fund: Fund) -> list[str]:
    rule = fund.who_may_apply
    groups = [_applicants(voice, group) for group in rule.any_of]
    said = [voice.say(say.MAY_APPLY, people="; ".join(groups))] if groups else []
    for needed in rule.all_of:
        people = "; ".join(voice.say_all(say.APPLICANTS[who] for who in needed.any_of))
        said.append(voice.say(say.IN_EVERY_CASE, people=people))
    return said + voice.say_all(
        [say.USUALLY if rule.exceptions_possible else None, say.WHO_UNVERIFIED if rule.verify else None]
    )


def _applicants(voice: Voice, group: Applicants) -> str:
    name = voice.say(say.APPLICANTS[group.who])
    if group.days:
        name = voice.say(say.APPLICANTS_FOR_DAYS, people=name, duration=voice.duration(group.days, "days"))
    for who in group.and_also:
        name = voice.say(say.APPLICANTS_ALSO, people=name, more=voice.say(say.APPLICANTS[who]))
    return name


def _where(voice: Voice, fund: Fund) -> list[str]:
    said = [voice.say(say.APPLY_AT, authority=voice.foreign(fund.authority))] if fund.authority else []
    return said + _line(voice, fund.contact)


def _who_is_shut_out(voice: Voice, fund: Fund) -> list[str]:
    return [said for need in fund.conditions if need.needs in SHUTS_MOST_OUT for said in _need(voice, need)]


def _conditions(voice: Voice, fund: Fund) -> list[str]:
    report: dict[str, Phrase | None] = {
        "yes": None if "needs_police_report" in fund.needed else say.NEEDS_POLICE_REPORT,
        "no": say.NO_POLICE_REPORT,
        "unknown": None,
    }
    said = voice.say_all([report[fund.police_report_required]])
    if fund.instead_of_police_report:
        things = voice.listed([say.INSTEAD[code] for code in fund.instead_of_police_report], "or")
        said.append(voice.say(say.INSTEAD_OF_POLICE_REPORT, things=things))
    return said + [sentence for need in fund.conditions for sentence in _need(voice, need)]


def _need(voice: Voice, need: FundNeed) -> list[str]:
    """A condition, when it is not needed, and that for earlier harm older rules decide."""
    said = [voice.say(say.CONDITIONS[need.needs])]
    if need.unless:
        cases = "; ".join(voice.say_all(say.CONDITION_EXCEPTIONS[code] for code in need.unless))
        said.append(voice.say(say.NOT_NEEDED, cases=cases))
    if need.since:
        said.append(voice.say(say.OLDER_RULES, date=formats.date(need.since, voice.language)))
    return said


def _sums(voice: Voice, fund: Fund) -> list[str]:
    said = []
    if fund.covers:
        said.append(voice.say(say.COVERS, things=voice.listed([say.COVERED[code] for code in fund.covers])))
    said += _sum(voice, say.AT_MOST, fund.max_amount) + _sum(voice, say.FIXED_SUM, fund.fixed_amount)
    return said + list(_fee(voice, fund))


def _sum(voice: Voice, phrase: Phrase, amount: Money | None) -> list[str]:
    """A sum, and that it could not be checked where it is so."""
    if amount is None:
        return []
    doubt = voice.say_all([say.SUM_UNVERIFIED if amount.verify else None])
    return [voice.say(phrase, money=_money(voice, amount)), *doubt]


def _fee(voice: Voice, fund: Fund) -> Iterable[str]:
    if fund.fee_amount:
        yield from _sum(voice, say.FEE, fund.fee_amount)
    elif fund.fee == "yes":
        yield voice.say(say.FEE_UNKNOWN_SUM)
    elif fund.fee == "no":
        yield voice.say(say.NO_FEE)


def _money(voice: Voice, amount: Money) -> str:
    return formats.money(amount.amount, amount.currency, voice.language)


def _line(voice: Voice, contact_id: str | None) -> list[str]:
    if contact_id is None or voice.record is None:
        return []
    contact = voice.record.contact(contact_id)
    return [contacts.told(voice, contact)] if contacts.has_number(contact) else []


def _web(voice: Voice, url: str | None) -> list[str]:
    return [voice.say(WEB, url=voice.foreign(url))] if url and not voice.is_sms else []
