"""What the field's own warnings promise about the 57 records: numbers to verify, and who hears the call."""

from __future__ import annotations

import pytest

from bot.knowledge.lookup import contacts_for, emergency_numbers
from bot.knowledge.records import Country, Deadline, parts_of
from bot.replies.phrases.compensation import WAGES_HOW

PARTICIPATING_STATES = (
    "AD AL AM AT AZ BA BE BG BY CA CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT KG KZ LI LT LU LV MC MD ME MK MN "
    "MT NL NO PL PT RO RS RU SE SI SK SM TJ TM TR UA US UZ VA"
)

DOUBTFUL = [
    ("AL", "116 006"),
    ("DK", "70 12 12 88"),
    ("AZ", "142"),
    ("KG", "189"),
    ("TJ", "1313"),
    ("TJ", "918-85-3434"),
    ("TM", "+993 12 46 35 14"),
    ("TM", "+993 422 3 22 29"),
    ("MN", "1903"),
    ("UZ", "95 143 94 94"),
    ("KZ", "116 16"),
    ("CY", "1497"),
    ("US", "233733"),
    ("PL", "22 628 99 99"),
    ("FR", "01 44 52 88 90"),
    ("DE", "030 219653721"),
    ("DE", "0800 0005780"),
    ("IT", "800 939 000"),
    ("LI", "236 76 96"),
    ("BE", "02 233 41 11"),
    ("NO", "78 98 95 00"),
    ("PT", "300 069 300"),
    ("PT", "808 257 257"),
    ("MK", "078 359 297"),
    ("MK", "02 2700 107"),
    ("UA", "0 800 213 103"),
    ("LT", "+370 652 98187"),
    ("LT", "0 800 91119"),
    ("GE", "116 111"),
]


def test_all_participating_states_are_there(countries: dict[str, Country]) -> None:
    assert " ".join(sorted(countries)) == PARTICIPATING_STATES


@pytest.mark.parametrize(("code", "dial"), DOUBTFUL)
def test_a_doubtful_number_is_marked(countries: dict[str, Country], code: str, dial: str) -> None:
    found = [
        contact.verify or number.verify
        for contact in countries[code].contacts
        for number in contact.numbers
        if number.dial == dial
    ]
    assert found
    assert all(found)


@pytest.mark.parametrize(("code", "name"), [("TR", "yimer_157"), ("FI", "assistance_system")])
def test_a_line_of_the_migration_authority_is_said_to_be_one(
    countries: dict[str, Country], code: str, name: str
) -> None:
    assert countries[code].contact(name).passes_on_to("immigration_authority") == "yes"


@pytest.mark.parametrize(
    ("code", "name"),
    [("AD", "savteh"), ("ES", "a21"), ("ES", "police_line"), ("TR", "yimer_157"), ("CY", "social_welfare")],
)
def test_a_line_that_reaches_the_police_is_said_to(countries: dict[str, Country], code: str, name: str) -> None:
    assert countries[code].contact(name).passes_on_to("police") == "yes"


def test_what_the_caller_must_know_is_typed(countries: dict[str, Country]) -> None:
    assert "calls_are_recorded" in countries["CY"].contact("police_1460").cautions
    assert "also_acts_against_illegal_migration" in countries["AM"].contact("police_line").cautions
    assert "caller_location_is_shared_with_police" in countries["TR"].contact("yimer_157").cautions
    assert "complaint_may_reach_immigration_police" in countries["CY"].contact("labour_relations").cautions
    assert countries["NL"].contact("police").passes_on_to("immigration_authority") == "yes"


def test_the_swedish_line_for_professionals_is_offered_to_nobody(countries: dict[str, Country]) -> None:
    assert countries["SE"].contact("nmt_professionals").audience == ("professionals",)
    assert "nmt_professionals" not in [contact.id for contact in contacts_for(countries["SE"], "hotline")]


def test_112_is_confirmed_in_49_countries_and_not_in_eight(countries: dict[str, Country]) -> None:
    unconfirmed = sorted(code for code, country in countries.items() if country.emergency_112.works != "yes")
    assert unconfirmed == ["AD", "AL", "BA", "MN", "RS", "SM", "TM", "US"]


def test_a_conflicting_time_limit_is_marked(countries: dict[str, Country]) -> None:
    for code in ("HU", "MT", "BE", "PT"):
        fund = countries[code].compensation.state_fund
        assert fund is not None
        assert all(limit.verify for limit in fund.deadlines), code


@pytest.mark.parametrize("code", ["AT", "DE"])
def test_where_the_limit_only_cuts_back_pay_it_says_so(countries: dict[str, Country], code: str) -> None:
    fund = countries[code].compensation.state_fund
    assert fund is not None
    assert all("limits_only_back_payments" in limit.exceptions for limit in fund.deadlines)


@pytest.mark.parametrize("code", ["CY", "CZ", "BG", "PL", "MK"])
def test_a_fund_that_shuts_most_migrants_out_says_who_may_apply(countries: dict[str, Country], code: str) -> None:
    fund = countries[code].compensation.state_fund
    assert fund is not None
    groups = fund.who_may_apply.groups
    assert groups
    assert not groups & {"anyone", "without_papers_too"}


def test_the_recovery_period_of_the_united_kingdom_is_thirty_days(countries: dict[str, Country]) -> None:
    identification = countries["GB"].identification
    assert identification is not None
    assert identification.recovery_period_days is not None
    assert identification.recovery_period_days.value == 30


@pytest.mark.parametrize("code", ["CA", "KG", "KZ", "MN", "RU", "TJ", "TM", "US", "UZ", "VA"])
def test_no_recovery_period_is_promised_where_the_convention_does_not_bind(
    countries: dict[str, Country], code: str
) -> None:
    identification = countries[code].identification
    assert identification is None or identification.recovery_period_days is None


def test_every_time_limit_says_from_when_it_runs_or_that_this_is_unknown(countries: dict[str, Country]) -> None:
    for country in countries.values():
        for path, part in parts_of(country):
            if isinstance(part, Deadline) and part.what in ("application", "police_report"):
                assert part.start != "unknown", f"{country.country} {path}"


def test_every_fund_is_named_or_is_a_matter_of_regions(countries: dict[str, Country]) -> None:
    for country in countries.values():
        fund = country.compensation.state_fund
        if fund is not None and fund.exists == "yes":
            assert fund.name or fund.by_region, country.country


def test_an_emergency_number_is_digits(countries: dict[str, Country]) -> None:
    for country in countries.values():
        numbers = emergency_numbers(country)
        assert numbers is not None
        assert all(number.isdigit() for number in numbers.police + numbers.ambulance + numbers.fire)


def test_the_spanish_fund_is_not_promised_to_everybody_without_papers(countries: dict[str, Country]) -> None:
    fund = countries["ES"].compensation.state_fund
    assert fund is not None
    assert "without_papers_too" not in fund.who_may_apply.groups


def test_an_order_to_pay_is_not_said_to_come_from_a_court() -> None:
    # Inspectors give it in Italy and Kazakhstan, the enforcement authority in Sweden.
    assert WAGES_HOW["payment_order"].source == "An office can order the boss to pay."


@pytest.mark.parametrize("code", ["CY", "DE", "ES", "IT", "PL"])
def test_where_inspectors_may_report_people_without_papers_others_are_asked_first(
    countries: dict[str, Country], code: str
) -> None:
    wages = countries[code].compensation.unpaid_wages
    assert wages is not None
    assert wages.how[0] in ("ask_ngo", "ask_union")


def test_the_longer_czech_limit_is_for_children_after_sexual_violence_only(countries: dict[str, Country]) -> None:
    fund = countries["CZ"].compensation.state_fund
    assert fund is not None
    (longer,) = [limit for limit in fund.deadlines if limit.start == "majority"]
    assert longer.case == "sexual_violence"
    assert not any("longer_for_children" in limit.exceptions for limit in fund.deadlines)


@pytest.mark.parametrize("code", ["BG", "CZ", "LT", "MT"])
def test_a_recovery_period_from_an_old_report_is_marked(countries: dict[str, Country], code: str) -> None:
    identification = countries[code].identification
    assert identification is not None
    assert identification.recovery_period_days is not None
    assert identification.recovery_period_days.verify
