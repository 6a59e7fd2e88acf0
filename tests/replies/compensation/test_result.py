from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.i18n import formats
from bot.i18n.catalogues import Phrase, available_languages, catalogue_of
from bot.knowledge.deadlines import When
from bot.knowledge.records import Country
from bot.replies.budget import fits_first_texts, up_to_the_number
from bot.replies.citations import look_up
from bot.replies.compensation.incident import (
    COUNTRY,
    HARM,
    REGION,
    REPORTED,
    STILL_THERE,
    WHEN,
    incident_from,
    regions_of,
)
from bot.replies.compensation.limits import days_to_act_by
from bot.replies.compensation.result import PROOF_OF_HARM, PROOF_OF_WORK, result
from bot.replies.compose import Situation, compose
from bot.replies.known import country_record, rights
from bot.replies.phrases import compensation as say
from bot.replies.phrases import compensation_guide as guide
from bot.replies.reply import Reply
from tests.replies.compensation.golden import COUNTRIES as GOLDEN_COUNTRIES
from tests.replies.compensation.golden import HURT_AND_GONE, SKIPPED, TODAY, UNPAID, golden, path_of
from tests.replies.conftest import MakeCountry, MakeVoice, contact
from tests.replies.words import COUNTRIES, avoid

S = {"sources": ["S1"]}
LOST_JOB = {"for": "dismissal"}
ANSWERS = (UNPAID, HURT_AND_GONE, SKIPPED)
TOO_LATE = re.compile(
    r"too late|no longer (possible|apply)|expired|trop tard|zu spät|demasiado tarde|troppo tardi|поздно"
)
MOST_PAGES = 6  # of text messages in English


def told(country: str | None, answers: dict[str, str], language: str = "en", channel: str = "webchat") -> Reply:
    situation = Situation(language, country, phone_country=country, channel=channel)
    return compose("utter_compensation_result", situation, answers=answers, today=TODAY)


def every(language: str = "en", channel: str = "webchat") -> Iterator[tuple[str | None, Reply]]:
    for country in [*COUNTRIES, None]:
        for answers in ANSWERS:
            yield country, told(country, answers, language, channel)


def limit(amount: int, unit: str, start: str = "crime", what: str = "application", **fields: Any) -> dict[str, Any]:
    return {"amount": amount, "unit": unit, "from": start, "what": what, **fields, **S}


def fund(**fields: Any) -> dict[str, Any]:
    return {"state_fund": {"exists": "yes", "name": "The fund", **fields, **S}}


def result_of(voice: MakeVoice, record: Country, answers: dict[str, str], **situation: Any) -> str:
    return result(voice(record, **situation), answers=answers, today=TODAY).text


@pytest.mark.parametrize("country", GOLDEN_COUNTRIES)
def test_the_result_is_the_one_that_was_read_and_found_right(country: str) -> None:
    kept, made = path_of(country).read_text("utf-8"), golden(country)
    difference = "\n".join(difflib.unified_diff(kept.splitlines(), made.splitlines(), "kept", "made", lineterm="", n=0))
    assert made == kept, f"read this; if it is right: python -m tests.replies.compensation.golden\n{difference}"


@pytest.mark.long("composes the results of all countries")
def test_a_result_has_no_stigmatising_words() -> None:
    for country, reply in every():
        ours = re.sub(r"https?://\S+", "", reply.text)
        record = country_record(country) if country else None
        for name in _names(record):
            ours = ours.replace(name, "")
        assert not avoid("en").search(ours), country


def _names(record: Country | None) -> list[str]:
    """Names of authorities, funds, lines and laws, longest first: they are what they are."""
    if record is None:
        return []
    known = record.compensation
    funds = [f for f in (known.state_fund, *known.other_funds, *regions_of(record)) if f]
    names = [name for f in funds for name in (f.name, f.authority) if name]
    names += [line.name for line in record.contacts] + [help_.name for help_ in record.legal_help_by_law if help_.name]
    return sorted(names, key=len, reverse=True)


@pytest.mark.long("composes the results of all countries")
def test_everything_in_a_result_says_where_it_was_read() -> None:
    for country, reply in every():
        assert reply.sources, country
        assert all(look_up(source) for source in reply.sources), country


@pytest.mark.long("composes the results of all countries")
def test_a_result_ends_in_something_to_do_and_a_person() -> None:
    for _, reply in every():
        assert reply.choices[-1].payload == "/talk_to_human"
        assert any(choice.payload == "/legal_aid" for choice in reply.choices)


def test_without_a_country_nothing_is_made_up() -> None:
    text = told(None, UNPAID).text
    assert not re.search(r"\d{3,}", text.replace("2026", ""))
    assert "Write the name of the country you are in." in text


def test_what_to_bring_is_in_the_rights_texts() -> None:
    steps = {step.id for about in rights().topics for step in about.steps}
    assert {PROOF_OF_HARM, *PROOF_OF_WORK} <= steps


def test_the_next_day_comes_first_and_that_others_may_be_over_is_said(country: MakeCountry, voice: MakeVoice) -> None:
    civil = {"available": "yes", "deadlines": [limit(6, "years", what="court_claim")], **S}
    record = country(compensation={**fund(deadlines=[limit(1, "years")]), "civil_court": civil})
    first = result_of(voice, record, {WHEN: "2024-05-06/2024-05-06"}).split("\n\n")[0]
    assert "Time to go to court: 6 years. Last day: May 6, 2030." in first
    assert "For other ways the usual last day may be over. Ask a lawyer even so." in first


def test_of_days_that_are_all_over_the_last_is_told_and_a_lawyer_named(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(deadlines=[limit(1, "years"), limit(72, "hours", what="police_report")]))
    first = result_of(voice, record, {WHEN: "2020-05-06/2020-05-06"}).split("\n\n")[0]
    assert "The usual last day was: May 6, 2021. There can be exceptions: ask a lawyer now." in first


def test_the_way_that_is_due_first_is_told_first_and_one_that_may_be_over_last(
    country: MakeCountry, voice: MakeVoice
) -> None:
    court = {"available": "yes", **S}
    compensation = {
        "unpaid_wages": {"deadlines": [limit(6, "months", "payment_due", "wage_claim")], **S},
        **fund(deadlines=[limit(2, "years", "final_judgment")]),
        "criminal_court": {**court, "deadlines": [limit(6, "years", what="court_claim")]},
        "civil_court": {**court, "deadlines": [limit(4, "years", what="court_claim")]},
    }
    for answers in ({WHEN: "2024-05-06/2024-05-06"}, {WHEN: "2023-05-01/2023-05-31"}):
        text = result_of(voice, country(compensation=compensation), answers)
        ways = text.split("What may be possible for you:")[1]
        heads = ("In a separate court case:", "In the criminal case:", "Money from the State:", "Your pay:")
        assert tuple(sorted(heads, key=ways.index)) == heads, ways


def test_a_last_day_that_may_be_today_is_told_before_one_that_is_far(country: MakeCountry, voice: MakeVoice) -> None:
    civil = {"available": "yes", "deadlines": [limit(4, "years", what="court_claim")], **S}
    record = country(compensation={**fund(deadlines=[limit(1, "years")]), "civil_court": civil})
    ways = result_of(voice, record, {WHEN: "2025-01-01/2025-12-31"}).split("What may be possible for you:")[1]
    assert "The time may be over. The earliest last day was: January 1, 2026. Ask a lawyer now." in ways
    assert ways.index("Money from the State:") < ways.index("In a separate court case:")


@pytest.mark.parametrize("channel", ["sms", "webchat"])
def test_a_day_still_to_come_that_only_cuts_back_pay_is_due_too(
    country: MakeCountry, voice: MakeVoice, channel: str
) -> None:
    back_pay = limit(1, "years", **{"for": "back_payment"}, exceptions=["limits_only_back_payments"])
    civil = {"available": "yes", "deadlines": [limit(3, "years", what="court_claim")], **S}
    record = country(contact("line"), compensation={**fund(deadlines=[back_pay]), "civil_court": civil})
    answers = {
        HARM: "injury",
        WHEN: "2026-01-01/2026-11-24",
        REPORTED: "yes",
    }
    first, *rest = result(voice(record, channel=channel), answers=answers, today=TODAY).paragraphs
    assert "Time to apply: 1 year. To be safe, act by this day: January 1, 2027. You can still apply later" in first
    ways = "\n".join(rest)
    assert ways.index("Money from the State:") < ways.index("In a separate court case:")


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("country", ["DE", "AT"])
def test_on_sms_a_day_that_only_cuts_back_pay_does_not_push_the_number_away(language: str, country: str) -> None:
    answers = {
        HARM: "injury",
        WHEN: "2026-01-01/2026-11-24",
        REPORTED: "yes",
    }
    first, call = told(country, answers, language, "sms").paragraphs[:2]
    if not fits_first_texts((first, up_to_the_number(call)), language):
        assert catalogue_of(language).say(say.EXCEPTIONS["limits_only_back_payments"]) not in first


@pytest.mark.parametrize("language", available_languages())
def test_a_day_to_act_by_can_be_found_in_a_text_and_one_that_is_over_is_none(language: str) -> None:
    def sentence(phrase: Phrase, month: int) -> str:
        told = catalogue_of(language).say(phrase, date=formats.date(date(2026, month, 28), language))
        return told.replace("..", ".")

    for month in range(1, 13):
        found = [sentence(phrase, month) for phrase in (guide.LAST_DAY, guide.SAFE_DAY)]
        over = [sentence(phrase, month) for phrase in (guide.DAY_PAST, guide.SAFE_DAY_PAST)]
        assert days_to_act_by(language).findall(" ".join([*over, "1999.", *found, *over])) == found


def test_of_a_year_the_safe_day_is_told(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(deadlines=[limit(3, "years")]))
    text = result_of(voice, record, {WHEN: str(When.in_year(2025))})
    assert "To be safe, act by this day: January 1, 2028." in text


def test_when_it_is_not_known_when_no_day_is_told(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(deadlines=[limit(3, "years")]))
    text = result_of(voice, record, {WHEN: "skip"})
    assert "Time to apply: 3 years. The time counts from the day of the crime." in text
    assert "I do not know when it happened, so I cannot work out the last days." in text
    assert "ast day:" not in text
    assert "by this day:" not in text


def test_three_months_less_a_day_is_not_taken_off_twice(country: MakeCountry, voice: MakeVoice) -> None:
    wages = {"deadlines": [limit(3, "months", "payment_due", "wage_claim", less_days=1)], **S}
    text = result_of(voice, country(compensation={"unpaid_wages": wages}), {WHEN: "2026-10-15/2026-10-15"})
    assert "Last day: January 14, 2027." in text
    assert "The time ends one day earlier." not in text


def test_a_limit_that_only_cuts_back_pay_is_never_told_as_over(country: MakeCountry, voice: MakeVoice) -> None:
    rule = limit(1, "years", **{"for": "back_payment"}, exceptions=["limits_only_back_payments"])
    record = country(compensation=fund(deadlines=[rule]))
    for channel in ("webchat", "sms"):
        text = result_of(voice, record, {WHEN: "2020-01-01/2020-12-31"}, channel=channel)
        assert "usual last day" not in text
        assert "You can still apply later, but you may get less or no money for the time before you apply." in text


def test_the_limit_to_report_is_not_pressing_once_it_is_reported(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(deadlines=[limit(5, "days", what="police_report"), limit(2, "years")]))
    when = {WHEN: "2026-11-22/2026-11-22"}
    assert "Last day: November 27, 2026." in result_of(voice, record, {**when, REPORTED: "no"})
    assert "5 days" not in result_of(voice, record, {**when, REPORTED: "yes"})


@pytest.mark.parametrize(
    ("compensation", "answers", "reason"),
    [
        ({"state_fund": {"exists": "no", **S}}, {}, "the country has no such fund"),
        (
            fund(police_report_required="yes"),
            {REPORTED: "no"},
            "For this you need a report to the police.",
        ),
        (fund(conditions=["needs_police_report"]), {REPORTED: "no"}, "For this you need a report"),
        (
            fund(who_may_apply={"any_of": ["citizens"], "all_of": ["crime_in_the_country"]}),
            {},
            "depends on your nationality",
        ),
        (fund(open_to_trafficking_victims="no"), {}, "The fund does not pay people in your situation."),
        (fund(open_to_trafficking_victims="mostly_no"), {}, "Most people in your situation get no money there."),
        (
            {"criminal_court": {"available": "yes", **S}},
            {REPORTED: "no"},
            "criminal case only after a report",
        ),
        ({"criminal_court": {"available": "no", **S}}, {}, "you cannot ask for money there"),
        ({"civil_court": {"available": "no", **S}}, {}, "you cannot claim money from the offender"),
    ],
)
def test_a_closed_way_is_named_with_its_reason(
    country: MakeCountry, voice: MakeVoice, compensation: dict[str, Any], answers: dict[str, str], reason: str
) -> None:
    text = result_of(voice, country(compensation=compensation), answers)
    before, closed = text.split("What may not be possible for you, and why:")
    assert reason in closed
    assert reason not in before


def test_in_short_a_limit_that_may_have_passed_does_not_hide_the_next(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(deadlines=[limit(5, "days", what="police_report"), limit(2, "years")]))
    text = result_of(voice, record, {WHEN: "2026-01-01/2026-01-01"}, channel="sms")
    assert "Time to report to the police: 5 days. The usual last day was: January 6, 2026." in text
    assert "Time to apply: 2 years. Last day: January 1, 2028." in text


def test_who_may_also_apply_keeps_a_fund_open(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(compensation=fund(who_may_apply=["citizens", "without_papers_too"]))
    assert "may be closed" not in result_of(voice, record, {REPORTED: "yes"})


def test_pay_comes_before_everything_for_who_was_not_paid(country: MakeCountry, voice: MakeVoice) -> None:
    wages = {"deadlines": [limit(2, "years", "payment_due", "wage_claim")], **S}
    record = country(compensation={**fund(deadlines=[limit(1, "years")]), "unpaid_wages": wages})
    when = {WHEN: "2026-11-01/2026-11-01"}
    paid, hurt = (result_of(voice, record, {**when, HARM: harm}) for harm in ("unpaid_wages", "injury"))
    assert "Time to claim pay: 2 years. Last day: November 1, 2028." in paid.split("\n\n")[0]
    assert "Time to apply: 1 year. Last day: November 1, 2027." in hurt.split("\n\n")[0]


def test_limits_for_another_harm_are_left_out(country: MakeCountry, voice: MakeVoice) -> None:
    rules = [limit(1, "years"), limit(5, "years", **{"for": "sexual_violence"})]
    record = country(compensation=fund(deadlines=rules))
    assert "5 years" not in result_of(voice, record, {HARM: "injury"})
    assert "5 years" in result_of(voice, record, {HARM: "sexual_violence"})
    assert "5 years" in result_of(voice, record, {HARM: "skip"})


def test_who_has_left_gets_the_numbers_that_work_from_abroad(country: MakeCountry, voice: MakeVoice) -> None:
    line = contact("lawyer", roles=["legal_aid"])
    local = contact("line", roles=["hotline"], numbers=[{"dial": "116 006", "works_from_abroad": "no"}])
    record = country(line, local)
    here = result_of(voice, record, {STILL_THERE: "yes"}, phone_country="GB")
    gone = result_of(voice, record, {STILL_THERE: "no"}, phone_country="GB")
    assert "0800 808 3733" in here
    assert "+448008083733" in gone
    assert "0800 808 3733" not in gone


def test_who_left_an_eu_country_hears_that_the_claim_can_be_handed_in_elsewhere() -> None:
    said = "you can hand in the claim where you live"
    assert said in told("IT", {STILL_THERE: "no"}).text
    assert said not in told("IT", {STILL_THERE: "yes"}).text
    assert said not in told("US", {STILL_THERE: "no"}).text


def test_a_fund_that_is_not_for_a_part_of_the_country_is_not_told_to_who_is_there() -> None:
    fund = "Criminal Injuries Compensation Scheme"
    assert fund in told("GB", {REGION: "GB-SCT"}).text
    ulster = told("GB", {REGION: "GB-NIR"}).text
    assert fund not in ulster
    assert "I do not know the fund of that part of the country." in ulster


def test_a_named_state_shows_its_fund_alone_and_no_state_shows_all() -> None:
    texas = told("US", {REGION: "US-TX"}).text
    assert "For Texas:" in texas
    assert "For Ohio:" not in texas
    every_state = told("US", {REGION: "skip"}).text
    assert "Each state or province has its own fund and its own time limits." in every_state
    assert every_state.count("\nFor ") == len(regions_of(country_record("US")))
    assert "Ontario" in told("CA", {}).text


def test_what_was_said_is_repeated_for_a_summary_but_not_on_sms() -> None:
    answers = {COUNTRY: "GB", **UNPAID}
    assert "What happened? I was not paid" in told("GB", answers).text
    assert "I was not paid" not in told("GB", answers, channel="sms").text


def test_answers_are_read_from_slots_and_nonsense_counts_as_skipped() -> None:
    today = date(2026, 11, 24)
    nothing = incident_from({HARM: "love", WHEN: "soon", REPORTED: "skip"}, today)
    assert (nothing.harm, nothing.happened, nothing.reported, nothing.region, nothing.place) == (None,) * 5
    known = incident_from({REGION: "US-TX", COUNTRY: "US", STILL_THERE: "no"}, today)
    assert (known.region, known.place, known.still_there) == ("US-TX", "US", False)


@pytest.mark.parametrize("channel", ["sms", "webchat"])
def test_a_doubtful_last_day_is_said_to_be_doubtful(country: MakeCountry, voice: MakeVoice, channel: str) -> None:
    wages = {"unpaid_wages": {"deadlines": [limit(3, "months", "payment_due", "wage_claim", verify=True)], **S}}
    text = result_of(voice, country(contact("line"), compensation=wages), UNPAID, channel=channel)
    doubt = "Time to claim pay: 3 months. To be safe, act by this day: "
    first, second = (text.split(doubt)[place].split(".")[1] for place in (1, 2))
    assert first.strip() == "I could not check this time limit: ask a lawyer"
    assert channel == "webchat" or second.strip() == "I could not check this time limit: ask a lawyer"


def test_on_sms_what_shuts_most_people_out_of_a_fund_is_said(country: MakeCountry, voice: MakeVoice) -> None:
    conditions = ["needs_violence", "depends_on_when_it_happened", "needs_minimum_damage"]
    record = country(compensation=fund(open_to_trafficking_victims="yes", conditions=conditions))
    text = result_of(voice, record, SKIPPED, channel="sms")
    assert "The fund pays only if there was violence. Whether the fund pays depends on when the crime happened." in text
    assert "certain amount" not in text


@pytest.mark.parametrize("channel", ["sms", "webchat"])
def test_a_very_short_limit_is_named_first_even_if_it_may_be_over(
    country: MakeCountry, voice: MakeVoice, channel: str
) -> None:
    limits = [limit(2, "years"), limit(72, "hours", what="police_report", exceptions=["can_be_waived"])]
    record = country(contact("line"), compensation=fund(deadlines=limits))
    first, call = result(voice(record, channel=channel), answers=UNPAID | {HARM: "injury"}, today=TODAY).paragraphs[:2]
    report, apply_ = first.index("Time to report to the police: 72 hours."), first.index("Time to apply: 2 years.")
    assert report < apply_
    assert "The time may be over. The earliest last day was: October 3, 2026. Ask a lawyer now." in first
    assert "0800 808 3733" in call


def test_a_very_short_limit_without_a_day_is_named_first(country: MakeCountry, voice: MakeVoice) -> None:
    limits = [limit(3, "years"), limit(120, "days", "final_judgment")]
    first = result_of(voice, country(compensation=fund(deadlines=limits)), UNPAID | {HARM: "injury"})
    assert first.index("120 days. The time counts from the final judgment.") < first.index("Time to apply: 3 years.")


def test_a_limit_as_short_as_the_pressing_one_is_not_told_twice(country: MakeCountry, voice: MakeVoice) -> None:
    both = [limit(3, "months", start, "wage_claim") for start in ("payment_due", "end_of_job")]
    record = country(compensation={"unpaid_wages": {"deadlines": both, **S}})
    first = result(voice(record), answers=UNPAID, today=TODAY).paragraphs[0]
    assert first.count("3 months") == 1


def test_where_a_very_short_limit_pushes_the_number_away_the_next_one_is_told_alone() -> None:
    for language in available_languages():
        reply = told("DK", UNPAID | {HARM: "injury"}, language, "sms")
        if not fits_first_texts((reply.paragraphs[0], up_to_the_number(reply.paragraphs[1])), language):
            assert "72" not in reply.paragraphs[0], language


def test_the_shorter_limit_after_a_dismissal_is_not_told_as_the_one_for_pay(
    country: MakeCountry, voice: MakeVoice
) -> None:
    limits = [
        limit(3, "months", "payment_due", "wage_claim"),
        limit(1, "months", "end_of_job", "wage_claim", **LOST_JOB),
    ]
    record = country(compensation={"unpaid_wages": {"deadlines": limits, **S}})
    assert "1 month" not in result_of(voice, record, UNPAID, channel="sms")
    in_full = result_of(voice, record, UNPAID)
    assert "Time to claim pay: 3 months." in in_full.split("\n\n")[0]
    assert "This limit is for the loss of a job." in in_full


def test_a_limit_for_some_cases_says_so_where_it_presses(country: MakeCountry, voice: MakeVoice) -> None:
    firms = limit(3, "months", "payment_due", "wage_claim", **{"for": "against_contracting_firm"})
    record = country(compensation={"unpaid_wages": {"deadlines": [firms], **S}})
    first = result_of(voice, record, UNPAID).split("\n\n")[0]
    assert "Time to claim pay: 3 months. This limit is for claims against the firms above your boss." in first
