from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.knowledge.checks import number_problems, problems, warnings
from bot.knowledge.records import Country, PhoneNumber

Make = Callable[..., dict[str, Any]]
With = Callable[..., Country]

TODAY = date(2026, 12, 2)


def _problems(country: Country) -> str:
    return "\n".join(map(str, problems([country], TODAY)))


def _warnings(country: Country, today: date = TODAY) -> str:
    return "\n".join(map(str, warnings([country], today)))


def test_a_sound_record_has_no_problem(with_contacts: With, contact: Make) -> None:
    assert _problems(with_contacts(contact("line", languages=["en"], url="https://example.org"))) == ""


def test_a_problem_names_the_file_the_field_and_the_mend(with_contacts: With, contact: Make) -> None:
    found = _problems(with_contacts(contact("line", numbers=[{"dial": "0800", "e164": "+44123456"}])))
    assert found == "gb.yml: contacts[0].numbers[0]: +44123456 is not a valid number; correct it"


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ({"dial": "01 44 52 88 90", "e164": "+33144528890"}, "is not a number of GB"),
        ({"dial": "0141 884 7900", "e164": "+441412128553"}, "are two numbers"),
        ({"dial": "0141 884 79", "works_from_abroad": "unknown"}, "neither a number of GB nor a short one"),
        ({"dial": "0141 884 79", "e164": "+441418847900"}, "neither a number of GB nor a short one"),
        ({"dial": "116 111", "e164": "+441418847900"}, "are two numbers"),
        ({"dial": "116 111", "works_from_abroad": "yes"}, "has no e164 form"),
    ],
)
def test_a_number_that_cannot_be_dialled_is_a_problem(number: dict[str, Any], complaint: str) -> None:
    assert complaint in "\n".join(number_problems(PhoneNumber.parse_obj(number), "GB"))


@pytest.mark.parametrize(
    "number",
    [
        {"dial": "0141 884 7900", "e164": "+441418847900", "works_from_abroad": "yes"},
        {"dial": "116 111", "works_from_abroad": "no"},
        {"dial": "0800 808 3733", "e164": "+441418847900", "works_from_abroad": "yes"},
    ],
)
def test_a_national_a_short_and_a_paired_number_are_sound(number: dict[str, Any]) -> None:
    assert not list(number_problems(PhoneNumber.parse_obj(number), "GB"))


def test_money_that_the_country_does_not_use_is_a_problem_unless_marked(with_contacts: With) -> None:
    def with_fund(**amount: Any) -> Country:
        money = {"amount": 1000, "currency": "EUR", "sources": ["S1"], **amount}
        fund = {"exists": "yes", "max_amount": money, "sources": ["S1"]}
        return with_contacts(compensation={"state_fund": fund})

    assert "EUR is not money of GB" in _problems(with_fund())
    assert _problems(with_fund(currency="GBP")) == _problems(with_fund(verify=True)) == ""


def test_an_unknown_language_is_a_problem(with_contacts: With, contact: Make) -> None:
    assert "qq is not a language code" in _problems(with_contacts(contact("line", languages=["qq"])))


def test_an_unknown_country_is_a_problem(with_contacts: With) -> None:
    assert "not an ISO 3166-1 code" in _problems(with_contacts(country="QX"))


def test_112_that_does_not_work_must_not_be_in_the_record(with_contacts: With) -> None:
    country = with_contacts(emergency_112={"works": "no", "sources": ["S1"]})
    assert "gb.yml: emergency[1]: gives 112, which does not work" in _problems(country)


def test_nobody_can_declare_that_112_works_in_bosnia_and_herzegovina(with_contacts: With) -> None:
    assert "112 does not work in Bosnia and Herzegovina" in _problems(with_contacts(country="BA"))


def test_a_line_for_professionals_is_for_nobody_else(with_contacts: With, contact: Make) -> None:
    both = with_contacts(contact("line", audience=["professionals", "everyone"]))
    named = with_contacts(contact("line", name="Line for professionals"))
    assert "is for professionals and for others" in _problems(both)
    assert "is named a line for professionals" in _problems(named)


def test_a_line_for_a_part_of_the_country_names_it_for_people(with_contacts: With, contact: Make) -> None:
    complaint = "serves only a part of the country, which people cannot see; name it in place too"
    assert complaint in _problems(with_contacts(contact("line", regions=["GB-SCT"])))
    assert _problems(with_contacts(contact("line", regions=["GB-SCT"], place="Scotland"))) == ""


def test_a_procedure_cannot_send_people_to_a_line_for_professionals(with_contacts: With, contact: Make) -> None:
    wages = {"contact": "line", "sources": ["S1"]}
    country = with_contacts(contact("line", audience=["professionals"]), compensation={"unpaid_wages": wages})
    assert "compensation.unpaid_wages: sends people to line" in _problems(country)


@pytest.mark.parametrize(("field", "value"), [("url", "example.org"), ("email", "nobody")])
def test_an_address_that_cannot_be_used_is_a_problem(
    with_contacts: With, contact: Make, field: str, value: str
) -> None:
    assert value in _problems(with_contacts(contact("line", **{field: value})))


def test_a_source_of_the_future_is_a_problem(with_contacts: With) -> None:
    assert "read in the future" in "\n".join(map(str, problems([with_contacts()], date(2026, 11, 23))))


def test_a_number_is_read_again_after_twelve_months(with_contacts: With, contact: Make) -> None:
    country = with_contacts(contact("line"))
    assert "sources.S1" not in _warnings(country, date(2027, 11, 23))
    assert "sources.S1: was read 12 months ago; read it again" in _warnings(country, date(2027, 11, 24))


def test_everything_else_is_read_again_after_two_years(with_contacts: With, record: dict[str, Any]) -> None:
    other = {**record["sources"]["S1"]}
    country = with_contacts(
        sources={**record["sources"], "S2": other}, identification={"name": "Mechanism", "sources": ["S2"]}
    )
    assert "sources.S2" not in _warnings(country, date(2028, 11, 23))
    assert "sources.S2" in _warnings(country, date(2028, 11, 24))


def test_what_is_doubtful_is_on_the_list_to_verify(with_contacts: With, contact: Make) -> None:
    assert "holds something doubtful" in _warnings(with_contacts(contact("line", verify=True)))


def test_a_number_that_rests_on_old_pages_is_on_the_list(
    with_contacts: With, contact: Make, record: dict[str, Any]
) -> None:
    record["sources"]["S1"]["dated"] = "2018-07-04"
    assert "rests only on pages older than" in _warnings(with_contacts(contact("line"), sources=record["sources"]))


def test_a_contact_that_cannot_be_reached_is_on_the_list(with_contacts: With, contact: Make) -> None:
    assert "has no number and no address" in _warnings(with_contacts(contact("line", numbers=[])))


def test_each_gap_is_on_the_list(with_contacts: With) -> None:
    assert "gb.yml: shelter: is not known; find a source" in _warnings(with_contacts())


@pytest.mark.long("checks all records")
def test_the_records_of_the_project_have_no_problem(countries: dict[str, Country]) -> None:
    last_read = max(source.read for country in countries.values() for source in country.sources.values())
    assert [str(finding) for finding in problems(countries.values(), last_read)] == []
