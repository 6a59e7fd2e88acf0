"""What the first paragraph of the result on money may say, stated a second time from the YAML files alone.

`python -m tests.replies.compensation.first_lines` prints the faults of all 57 countries, by kind and country. It reads
the files and the English text only, shares no code with what it judges, and so also judges an older version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

FOLDER = Path(__file__).parents[3] / "data" / "knowledge" / "countries"
TODAY = date(2026, 11, 24)
HARMS = ("injury", "unpaid_wages", "sexual_violence")
YEARS = (2019, 2023, 2024, 2025)
COUNTRIES = tuple(sorted(path.stem.upper() for path in FOLDER.glob("*.yml")))

# Whose harm a limit is for: "yes", or "some" where it holds only in some cases. Nothing else holds.
BODY = {"any": "yes", "trafficking": "yes", "bodily_injury": "yes", "violence": "yes", "back_payment": "yes"}
BODY_SOME = dict.fromkeys(
    ("intentional_wrong", "torture_or_barbarity", "unknown_offender", "crime_is_prosecuted", "based_on_the_offence"),
    "some",
)
HOLDS: Mapping[str, Mapping[str, str]] = {
    "injury": {**BODY, **BODY_SOME},
    "sexual_violence": {**BODY, **BODY_SOME, "sexual_violence": "yes"},
    "unpaid_wages": {
        **dict.fromkeys(("any", "wages", "trafficking", "breach_of_contract", "back_payment"), "yes"),
        **dict.fromkeys(
            (
                "overtime",
                "without_papers",
                "wilful_underpayment",
                "against_contracting_firm",
                "based_on_the_offence",
            ),
            "some",
        ),
    },
}
# What may not have happened before the harm, so that the day of the harm is the earliest that it counts from.
FROM_THE_HARM = {
    "crime",
    "payment_due",
    "end_of_job",
    "dismissal",
    "knowledge_of_crime",
    "knowledge_of_harm",
    "knowledge_of_harm_and_offender",
    "knowledge_of_violation",
    "end_of_harm_worsening",
}
ENDS_WITH_THE_EVENT = {"crime", "payment_due", "end_of_year_of_payment_due"}  # the others may begin much later
FROM_THE_END_OF_ITS_YEAR = {"end_of_year_of_knowledge", "end_of_year_of_payment_due"}
SAID = {
    "application": "Time to apply",
    "police_report": "Time to report to the police",
    "court_claim": "Time to go to court",
    "civil_claim_in_criminal_case": "Time to ask for money in the criminal case",
    "labour_complaint": "Time to complain to the labour authority",
    "wage_claim": "Time to claim pay",
    "payment_order": "Time to ask for a payment order",
    "appeal": "Time to appeal",
    "counselling": "Time to ask for counselling",
}
A_LIMIT = re.compile(r"(Time to [a-z ]+|The longest time in any case): (\d+) (hour|day|month|year)s?\.")
A_DAY = re.compile(r"(Last day|act by this day|usual last day was|earliest last day was): ([A-Z][a-z]+ \d+, \d{4})")

NOBODY_KNOWS_WHOSE = "nobody can tell whose limit it is"
NOT_SAID_UNKNOWN = "that no limit is known is not said"
NOT_SAID = {NOBODY_KNOWS_WHOSE, NOT_SAID_UNKNOWN}


@dataclass(frozen=True)
class Case:
    """One person. `year`: when it happened, as they told it."""

    country: str
    harm: str
    year: int
    reported: bool


@dataclass(frozen=True)
class Rule:
    """A limit that may be told. `first`, `last`: its earliest and latest day; None where nobody knows."""

    claim: str
    fields: tuple[str, ...]
    case: str
    holds: str
    first: date | None
    last: date | None
    only_back_pay: bool
    doubtful: bool


CASES = tuple(Case(*each) for each in product(COUNTRIES, HARMS, YEARS, (True, False)))


@cache
def _money(country: str) -> dict[str, Any]:
    text = (FOLDER / f"{country.lower()}.yml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader).get("compensation") or {}


def _ways(country: str, harm: str) -> Iterator[tuple[str, dict[str, Any]]]:
    money = _money(country)
    if harm == "unpaid_wages":
        yield "wages", money.get("unpaid_wages") or {}
        return
    yield "fund", money.get("state_fund") or {}
    for fund in money.get("other_funds") or ():
        yield "fund", fund
    for court in ("criminal_court", "civil_court"):
        if (money.get(court) or {}).get("available") is not False:
            yield court, money.get(court) or {}


def rules(case: Case) -> list[Rule]:
    """The limits that hold, or may hold, for somebody."""
    found = []
    for claim, way in _ways(case.country, case.harm):
        limits = way.get("deadlines") or ()
        ends = [end for each in limits if each.get("outer_limit") for end in [_days(each, case.year)[1]] if end]
        special = {each["what"] for each in limits if each.get("for") == "sexual_violence"}
        for each in limits:
            holds = HOLDS[case.harm].get(each.get("for", "any"))
            exceptions = set(each.get("exceptions") or ())
            is_other = case.harm == "sexual_violence" and (
                "no_limit_for_sexual_violence" in exceptions
                or ("longer_for_sexual_violence" in exceptions and each["what"] in special and "for" not in each)
            )
            kept = each["what"] == "police_report" and case.reported
            if holds is None or is_other or kept or each.get("outer_limit"):
                continue
            first, last = _days(each, case.year)
            if first and ends:
                last = min(last or date.max, max(ends))
            back_pay = each.get("for") == "back_payment" or "limits_only_back_payments" in exceptions
            doubtful = bool(each.get("verify") or way.get("verify"))
            fields = (SAID[each["what"]], str(each["amount"]), each["unit"].rstrip("s"))
            found.append(Rule(claim, fields, each.get("for", "any"), holds, first, last, back_pay, doubtful))
    return found


def _days(rule: Mapping[str, Any], year: int) -> tuple[date | None, date | None]:
    start = rule["from"]
    if start in FROM_THE_END_OF_ITS_YEAR:
        begin, end = date(year, 12, 31), date(year, 12, 31)
    elif start in FROM_THE_HARM:
        begin, end = date(year, 1, 1), date(year, 12, 31)
    else:
        return None, None
    amount, unit, less = rule["amount"], rule["unit"], timedelta(days=rule.get("less_days", 0))
    if unit == "hours":
        first, last = begin + timedelta(days=(amount - 1) // 24), end + timedelta(days=-(-amount // 24))
    else:
        first, last = (day + relativedelta(**{unit: amount}) - less for day in (begin, end))
    return first, last if start in ENDS_WITH_THE_EVENT else None


def faults(case: Case, text: str) -> list[str]:
    """What is wrong with the first paragraph of the result, in words; none where it is right."""
    allowed = rules(case)
    told = [match.groups() for match in A_LIMIT.finditer(text)]
    return [
        *_of_another(case, told, allowed),
        *_whose(case, text),
        *_in_doubt(text, told, allowed),
        *_missing(case, text, told, allowed),
    ]


def _of_another(case: Case, told: list[tuple[str, ...]], allowed: list[Rule]) -> Iterator[str]:
    for limit in told:
        if limit not in {rule.fields for rule in allowed}:
            yield f"of another harm or claim: {' '.join(limit)}"


def _whose(case: Case, text: str) -> Iterator[str]:
    if "Time to apply" in text and not re.search(r"Money from the State|Another fund|For [A-Z]", text):
        yield NOBODY_KNOWS_WHOSE
    if case.harm == "unpaid_wages" and A_LIMIT.search(text) and not re.search(r"\bpay\b", text):
        yield NOBODY_KNOWS_WHOSE


def _in_doubt(text: str, told: list[tuple[str, ...]], allowed: list[Rule]) -> Iterator[str]:
    doubtful = {rule.fields for rule in allowed if rule.doubtful} - {r.fields for r in allowed if not r.doubtful}
    if doubtful & set(told) and "I could not check this time limit" not in text:
        yield "a doubtful limit is told as sure"


def _missing(case: Case, text: str, told: list[tuple[str, ...]], allowed: list[Rule]) -> Iterator[str]:
    held = [rule for rule in allowed if rule.holds == "yes" and rule.first]
    open_or_coming = [rule for rule in held if (rule.last is None or rule.last >= TODAY)]
    now = [rule for rule in open_or_coming if rule.first and rule.first < TODAY and not rule.only_back_pay]
    bounded = [rule for rule in now if rule.last]
    if bounded and not any(rule.fields in told for rule in bounded):
        yield "what may be open until the last day of a year is not told"
    days = [datetime.strptime(found[1], "%B %d, %Y").date() for found in A_DAY.findall(text)]  # noqa: DTZ007
    could = [rule.first for rule in open_or_coming if rule.first and not (rule.only_back_pay and rule.first < TODAY)]
    if days and could and min(days) > min(could):
        yield "the first day told is later than the earliest that could apply"
    if could and not told:
        yield "a limit that is known is not told"
    some = [rule for rule in allowed if not rule.only_back_pay and (rule.last is None or rule.last >= TODAY)]
    if some and not any(rule.fields in told for rule in some) and told:
        yield "only what may be over is told, and something may be open"
    if not allowed and "I do not know" not in text and "There is no limit" not in text and "own fund" not in text:
        yield NOT_SAID_UNKNOWN


def first_paragraph(case: Case) -> str:
    """What the web chat says first."""
    from bot.replies.compose import Situation, compose

    situation = Situation("en", case.country, phone_country=case.country, channel="webchat")
    answers = {
        "compensation.country": case.country,
        "compensation.harm": case.harm,
        "compensation.when": f"{case.year}-01-01/{case.year}-12-31",
        "compensation.reported": "yes" if case.reported else "no",
    }
    result = compose("utter_compensation_result", situation, answers=answers, today=TODAY.isoformat())
    return str(result.paragraphs[0])


def main() -> None:
    """Print how many cases have faults, by kind and by country."""
    kinds: Counter[str] = Counter()
    countries: dict[str, set[str]] = {}
    wrong = incomplete = 0
    for case in CASES:
        found = {fault.split(":")[0] for fault in faults(case, first_paragraph(case))}
        wrong += bool(found - NOT_SAID)
        incomplete += bool(found) and found <= NOT_SAID
        for kind in found:
            kinds[kind] += 1
            countries.setdefault(kind, set()).add(case.country)
    print(f"{len(CASES)} cases: {wrong} wrong or misleading, {incomplete} more that leave something unsaid")
    for kind, count in kinds.most_common():
        print(f"{count:5}  {kind}: {' '.join(sorted(countries[kind]))}")


if __name__ == "__main__":
    main()
