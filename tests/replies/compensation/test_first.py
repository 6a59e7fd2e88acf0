"""The first paragraph of the result on money, against what tests/replies/compensation/first_lines.py says is right."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bot.hotline import TELLING
from bot.knowledge.deadlines import When
from bot.replies.compensation.first import first_paragraph
from bot.replies.compensation.incident import Incident
from bot.replies.situation import Situation
from bot.replies.voice import Voice, voice_for
from tests.replies.compensation.first_lines import CASES, HARMS, NOT_SAID, TODAY, Case, faults


@cache
def voice_of(country: str, channel: str = "webchat") -> Voice:
    return voice_for(Situation("en", country, phone_country=country, channel=channel))


def told(case: Case, channel: str = "webchat") -> str:
    incident = Incident(
        TODAY,
        place=case.country,
        harm=case.harm,  # type: ignore[arg-type]
        happened=When.in_year(case.year),
        reported=case.reported,
    )
    return first_paragraph(voice_of(case.country, channel), incident)


# 456 cases each in 0.3 s, as a loop: each a test of its own takes ten times as long. The first reads all records too.
@pytest.mark.parametrize("harm", HARMS)
def test_in_every_country_only_limits_of_this_harm_and_claim_are_told_first(harm: str) -> None:
    found = {case: faults(case, told(case)) for case in CASES if case.harm == harm}
    assert {case: wrong for case, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("case", "text", "fault"),
    [
        (Case("GB", "sexual_violence", 2023, True), "Time to go to court: 6 years.", "of another harm or claim"),
        (Case("BG", "unpaid_wages", 2023, True), "Time to apply: 1 year.", "of another harm or claim"),
        (Case("TR", "injury", 2023, True), "Time to go to court: 5 years.", "of another harm or claim"),
        (
            Case("DE", "injury", 2019, True),
            "Time to go to court: 30 years. To be safe, act by this day: January 1, 2049.",
            "the first day told is later than the earliest that could apply",
        ),
        (
            Case("GB", "injury", 2024, True),
            "Money from the State. Time to go to court: 3 years. Last day: January 1, 2027.",
            "what may be open until the last day of a year is not told",
        ),
        (Case("PL", "injury", 2024, True), "Time to apply: 3 years.", "nobody can tell whose limit it is"),
        (Case("TR", "injury", 2024, True), "Ask a lawyer.", "that no limit is known is not said"),
        (Case("HU", "injury", 2025, True), "Another fund. Time to apply: 1 year.", "a doubtful limit is told as sure"),
        (
            Case("FR", "injury", 2019, True),
            "Money from the State. Time to apply: 3 years.",
            "only what may be over is told, and something may be open",
        ),
    ],
)
def test_what_is_wrong_is_seen(case: Case, text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(case, text))


@pytest.mark.parametrize(
    ("country", "harm", "year", "said"),
    [
        (
            "GB",
            "sexual_violence",
            2023,
            "Time to go to court: 3 years. The time may be over. The earliest last day was",
        ),
        ("DE", "injury", 2019, "The time may be over. The earliest last day was: December 31, 2022."),
        ("FR", "injury", 2019, "Time to go to court: 10 years. To be safe, act by this day: January 1, 2029."),
        (
            "FR",
            "injury",
            2023,
            "Time to apply: 3 years. The time may be over. The earliest last day was: January 1, 2026.",
        ),
        ("AL", "unpaid_wages", 2024, "Your pay: I do not know how to claim it there."),
        ("BG", "unpaid_wages", 2024, "Time to go to court: 3 years. This limit is for pay."),
        ("CZ", "unpaid_wages", 2024, "Your pay: you can claim what you were not paid. I do not know the time limit."),
        ("US", "injury", 2024, "Each state or province has its own fund and its own time limits."),
        ("US", "unpaid_wages", 2023, "3 years. This limit is for a boss who paid too little on purpose."),
    ],
)
def test_what_was_wrong_and_is_right(country: str, harm: str, year: int, said: str) -> None:
    assert said in told(Case(country, harm, year, True))


def test_where_there_is_no_limit_after_this_harm_none_is_told() -> None:
    incident = Incident(date(2026, 11, 24), "CA", "sexual_violence", When.in_year(2015), True, region="CA-QC")
    text = first_paragraph(voice_of("CA"), incident)
    assert "There is no limit after sexual violence." in text
    assert "3 years" not in text
    in_short = first_paragraph(voice_of("CA", "sms"), incident)
    assert not TELLING.search(in_short)
    assert "3 years" not in in_short


def test_on_sms_too_no_limit_of_another_harm_or_claim_is_told() -> None:
    for case in CASES:
        text = told(case, "sms")
        assert not [fault for fault in faults(case, text) if fault.startswith("of another")], case
        assert not TELLING.search(text), case


def test_what_only_leaves_something_unsaid_is_told_apart_from_what_is_wrong() -> None:
    assert "nobody can tell whose limit it is" in NOT_SAID
