from __future__ import annotations

import typing

import pytest

from bot.knowledge import codes
from bot.knowledge.records import CountryCaution
from bot.replies.phrases import compensation, contacts, law, service, titles

TABLES = [
    (contacts.WHO_ANSWERS, "AnsweredBy"),
    (contacts.TELLS_WHEN, "PassedWhen"),
    (contacts.COSTS, "Cost"),
    (contacts.WAYS, "Taking"),
    (contacts.CAUTIONS, "Caution"),
    (contacts.AUDIENCES, "Audience"),
    (compensation.LIMITS, "DeadlineFor"),
    (compensation.STARTS, "DeadlineStart"),
    (compensation.CASES, "DeadlineCase"),
    (compensation.EXCEPTIONS, "DeadlineException"),
    (compensation.APPLICANTS, "WhoMayApply"),
    (compensation.COVERED, "Cover"),
    (compensation.CONDITIONS, "FundCondition"),
    (compensation.OPENNESS, "Openness"),
    (compensation.COURT_HOW, "CourtHow"),
    (compensation.STAGES, "ProceduralStage"),
    (compensation.WAGES_HOW, "WagesHow"),
    (law.REFERRERS, "CanRefer"),
    (law.PERMIT_CONDITIONS, "PermitCondition"),
    (law.LEGAL_HELP, "LegalHelp"),
    (law.LEGAL_HELP_CONDITIONS, "LegalHelpCondition"),
    (law.LEGAL_HELP_PLACES, "LegalHelpAskedAt"),
    (law.OFFICES, "Office"),
    (law.REPORTING, "ReportingDuty"),
    (law.LOWEST_PAY, "PayPeriod"),
    (law.NOT_PUNISHED, "Binding"),
    (law.APPEALS, "AppealAgainst"),
    (law.CRIMES, "ForbiddenAct"),
    (law.WITHOUT_PAPERS, "OpenWithoutPapers"),
]


@pytest.mark.parametrize(("table", "name"), TABLES, ids=[name for _, name in TABLES])
def test_every_code_of_a_record_can_be_said_and_no_other(table: dict[str, object], name: str) -> None:
    assert set(table) == set(typing.get_args(getattr(codes, name)))


def test_every_caution_on_a_country_can_be_said() -> None:
    assert set(law.COUNTRY_CAUTIONS) == set(typing.get_args(CountryCaution.__fields__["code"].type_))


def test_a_discreet_title_stands_for_a_topic_that_has_a_title() -> None:
    assert set(titles.SMS_TITLES) <= set(titles.TITLES)


def test_start_is_the_word_that_twilio_knows() -> None:
    assert "START" in service.STOPPED.source
    assert "START" in service.KEYWORDS["start"].source.split(", ")
