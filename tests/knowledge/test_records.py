from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.knowledge.records import (
    Country,
    Deadline,
    Eligibility,
    HelpContact,
    Money,
    PhoneNumber,
    RegionalFund,
    Sourced,
    parts_of,
)


def _fault(record: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        Country.parse_obj(record)
    return str(caught.value)


def test_a_small_whole_record_is_read(record: dict[str, Any]) -> None:
    assert Country.parse_obj(record).country == "GB"


def test_a_record_cannot_be_changed_after_it_is_read(record: dict[str, Any]) -> None:
    country = Country.parse_obj(record)
    with pytest.raises(TypeError):
        country.country = "FR"


@pytest.mark.parametrize("sources", [None, []])
def test_a_value_without_source_is_refused(record: dict[str, Any], sources: list[str] | None) -> None:
    record["emergency"][0]["sources"] = sources
    if sources is None:
        del record["emergency"][0]["sources"]
    assert "emergency -> 0 -> sources" in _fault(record)


def test_a_source_that_is_not_listed_is_refused(record: dict[str, Any]) -> None:
    record["emergency_112"]["sources"] = ["S9"]
    assert "the source S9 is not in `sources`" in _fault(record)


def test_an_unknown_key_is_refused(record: dict[str, Any]) -> None:
    record["emergency_112"]["comment"] = "it works"
    assert "extra fields not permitted" in _fault(record)


def test_an_unknown_code_is_refused(record: dict[str, Any], contact: Any) -> None:
    record["contacts"] = [contact("line", answered_by="somebody")]
    assert "unexpected value" in _fault(record)


def test_two_contacts_cannot_share_an_id(record: dict[str, Any], contact: Any) -> None:
    record["contacts"] = [contact("line"), contact("line")]
    assert "the id line is used twice" in _fault(record)


def test_a_contact_that_is_named_must_exist(record: dict[str, Any]) -> None:
    record["identification"] = {"contact": "nobody", "sources": ["S1"]}
    assert "no contact has the id nobody" in _fault(record)


def test_a_region_of_another_country_is_refused(record: dict[str, Any], contact: Any) -> None:
    record["contacts"] = [contact("line", regions=["US-CA"])]
    assert "the region US-CA is not in GB" in _fault(record)


def test_hours_are_always_or_a_list_of_openings(contact: Any) -> None:
    always = HelpContact.parse_obj(contact("a", hours={"always": True}))
    listed = HelpContact.parse_obj(contact("b", hours=[{"days": ["mon"], "from": "09:00", "to": "24:00"}]))
    assert always.hours is not None
    assert always.hours.always
    assert listed.hours is not None
    assert (listed.hours.openings[0].opens, listed.hours.openings[0].closes) == ("09:00", "24:00")


def test_hours_that_say_nothing_are_refused(contact: Any) -> None:
    with pytest.raises(ValidationError, match="leave hours out"):
        HelpContact.parse_obj(contact("a", hours=[]))


@pytest.mark.parametrize("answered_by", ["police", "prosecutor", "border_guard"])
def test_a_police_line_is_known_to_end_at_the_police(contact: Any, answered_by: str) -> None:
    assert HelpContact.parse_obj(contact("a", answered_by=answered_by)).passes_on_to("police") == "yes"


def test_a_line_of_the_migration_authority_is_known_to_end_there(contact: Any) -> None:
    line = HelpContact.parse_obj(contact("a", answered_by="migration_authority"))
    assert line.passes_on_to("immigration_authority") == "yes"


def test_whether_an_ngo_passes_a_call_on_is_unknown_until_it_is_sourced(contact: Any) -> None:
    silent = HelpContact.parse_obj(contact("a"))
    said = HelpContact.parse_obj(contact("b", passes_to=[{"to": "police", "answer": "no", "sources": ["S1"]}]))
    assert silent.passes_on_to("police") == "unknown"
    assert said.passes_on_to("police") == "no"


def test_plain_codes_say_who_may_apply() -> None:
    fund = RegionalFund.parse_obj(
        {"region": "GB-NIR", "sources": ["S1"], "who_may_apply": ["residents", {"who": "legal_stay", "days": 90}]}
    )
    groups = fund.who_may_apply.any_of
    assert [(group.who, group.days) for group in groups] == [("residents", None), ("legal_stay", 90)]


def test_who_may_apply_keeps_and_and_or_apart() -> None:
    joint = {"who": "permanent_residents", "and_also": ["council_of_europe_citizens"]}
    places = {"any_of": ["crime_in_the_country", "crime_on_ship_or_aircraft"]}
    rule = Eligibility.parse_obj({"any_of": ["citizens", joint], "all_of": [places, "legal_stay"]})
    assert [group.and_also for group in rule.any_of] == [(), ("council_of_europe_citizens",)]
    assert [need.any_of for need in rule.all_of] == [tuple(places["any_of"]), ("legal_stay",)]


def test_where_the_crime_happened_is_no_alternative_to_who_somebody_is() -> None:
    with pytest.raises(ValidationError, match="write it under all_of"):
        Eligibility.parse_obj({"any_of": ["citizens", "crime_in_the_country"]})
    Eligibility.parse_obj({"any_of": ["crime_in_the_country", "crime_on_ship_or_aircraft"]})


def test_a_condition_may_have_cases_in_which_it_is_not_needed() -> None:
    needs = ["needs_low_income", {"needs": "needs_violence", "unless": ["sexual_violence"]}]
    fund = RegionalFund.parse_obj({"region": "GB-NIR", "sources": ["S1"], "conditions": needs})
    assert [(need.needs, need.unless) for need in fund.conditions] == [
        ("needs_low_income", ()),
        ("needs_violence", ("sexual_violence",)),
    ]
    assert fund.needed == {"needs_low_income", "needs_violence"}


def test_amounts_and_limits_are_above_zero() -> None:
    with pytest.raises(ValidationError):
        Money.parse_obj({"amount": 0, "currency": "EUR", "sources": ["S1"]})
    with pytest.raises(ValidationError):
        Deadline.parse_obj({"amount": 0, "unit": "days", "from": "crime", "what": "application", "sources": ["S1"]})


def test_a_number_from_abroad_is_written_in_the_international_form() -> None:
    with pytest.raises(ValidationError):
        PhoneNumber.parse_obj({"dial": "181", "e164": "181"})


def test_every_value_of_every_country_has_a_source(countries: dict[str, Country]) -> None:
    for country in countries.values():
        for path, part in parts_of(country):
            if isinstance(part, Sourced):
                assert part.sources, f"{country.country} {path}"
                assert set(part.sources) <= set(country.sources), f"{country.country} {path}"
