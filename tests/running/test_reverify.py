from __future__ import annotations

from datetime import date

import pytest

from bot.knowledge.records import HelpContact, Source
from bot.replies.known import country_record
from bot.replies.shown import national_topics, never_shown, times_shown
from bot.running.reverify import Work, not_shown, work_list

TODAY = date(2026, 12, 2)
LINE = HelpContact.parse_obj(
    {
        "id": "line",
        "name": "Line",
        "roles": ["hotline"],
        "answered_by": "ngo",
        "sources": ["S1"],
        "numbers": [{"dial": "116 006"}],
    }
)


def work(shown: int, years: float, is_alone: bool) -> Work:
    source = Source(url="https://example.org", title="T", publisher="P", dated="2020", read=TODAY)
    return Work("GB", LINE, shown, "S1", source, years, is_alone)


def test_the_risk_grows_with_answers_age_and_being_the_only_page() -> None:
    assert work(10, 2, False).risk == 20
    assert work(10, 2, True).risk == 40
    assert str(work(10, 2, True)) == (
        "40  gb.yml: line: 116 006: in 10 answers; S1: page of 2020, the only one: https://example.org"
    )


@pytest.mark.long("makes every answer of two countries")
def test_the_work_list_counts_each_page_and_leaves_out_lines_that_a_page_of_this_year_confirms() -> None:
    gb, de = country_record("GB"), country_record("DE")
    assert gb
    assert de
    found = work_list([gb, de], TODAY)
    assert [each.risk for each in found] == sorted((each.risk for each in found), reverse=True)
    pages = {(each.country, each.line.id, each.name) for each in found}
    assert {("DE", "opfer_telefon", "S6"), ("DE", "opfer_telefon", "S7")} <= pages
    assert not [page for page in pages if page[1] == "salvation_army"], "a page of 2026 has it"
    assert all(each.shown == times_shown(each.country)[each.line.id] for each in found)


@pytest.mark.long("makes every answer of three countries")
def test_lines_that_no_answer_holds_are_listed_with_the_reason() -> None:
    mk = country_record("MK")
    assert mk
    assert not_shown([mk]) == ["mk.yml: unhcr: takes no calls"]
    assert never_shown("GB") == []
    assert never_shown("DE") == []


@pytest.mark.long("makes every answer of two countries")
def test_a_topic_is_national_where_a_rule_or_a_line_for_it_is_known() -> None:
    assert {"unpaid_wages", "police_fear", "medical_help"} <= set(national_topics("DE"))
    assert national_topics("VA") == ()
    with pytest.raises(KeyError):
        national_topics("JP")
