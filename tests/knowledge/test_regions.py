"""Parts of a country: which have lines or funds of their own, and what their names and towns are."""

from __future__ import annotations

import pytest

from bot.knowledge.loader import load_countries
from bot.knowledge.lookup import best_number, other_lines, regional_night_line
from bot.knowledge.records import Country
from bot.knowledge.regions import folded, is_in, names_in, regions_that_matter, serves
from bot.settings import PROJECT_ROOT

RECORDS = load_countries(PROJECT_ROOT / "data" / "knowledge" / "countries")
SCOTLAND, ENGLAND = "GB-SCT", "GB-ENG"


@pytest.fixture
def britain() -> Country:
    return RECORDS["GB"]


def test_the_parts_that_matter_are_those_of_lines_and_of_funds(britain: Country) -> None:
    assert regions_that_matter(britain) == (ENGLAND, "GB-NIR", SCOTLAND, "GB-WLS")
    assert "US-OH" in regions_that_matter(RECORDS["US"])
    assert regions_that_matter(RECORDS["PL"]) == ()


@pytest.mark.parametrize("code", sorted(code for code, record in RECORDS.items() if regions_that_matter(record)))
def test_each_part_that_matters_can_be_named(code: str) -> None:
    assert set(regions_that_matter(RECORDS[code])) <= set(names_in(code).values())


@pytest.mark.parametrize(
    ("country", "name", "region"),
    [
        ("GB", "Scotland", SCOTLAND),
        ("GB", "Glasgow", SCOTLAND),
        ("GB", "Глазго", SCOTLAND),
        ("GB", "كارديف", "GB-WLS"),
        ("GB", "Derry", "GB-NIR"),
        ("SE", "Malmö", "SE-M"),
        ("SE", "skane", "SE-M"),
        ("SE", "Kiruna", "SE-BD"),
        ("CA", "Iqaluit", "CA-NU"),
        ("US", "New York", "US-NY"),
        ("US", "Washington", None),  # a state and the capital
        ("US", "Kansas City", None),  # in two states
        ("CH", "Genève", "CH-GE"),
    ],
)
def test_a_name_means_one_part_or_none_is_sure(country: str, name: str, region: str | None) -> None:
    assert folded(name) in names_in(country)
    assert names_in(country)[folded(name)] == region


def test_a_country_whose_parts_change_nothing_has_no_names() -> None:
    assert names_in("PL") == {}


def test_a_part_is_of_one_country() -> None:
    assert is_in(SCOTLAND, "GB")
    assert not is_in(SCOTLAND, "US")
    assert not is_in(None, "GB")
    assert not is_in(SCOTLAND, None)


def test_a_line_serves_its_own_parts_and_may_serve_one_that_is_not_known(britain: Country) -> None:
    line = britain.contact("migrant_help_scotland")
    assert serves(line, SCOTLAND)
    assert serves(line, None)
    assert not serves(line, ENGLAND)


def test_where_the_part_is_known_its_line_is_the_best_and_lines_of_others_are_not_told(britain: Country) -> None:
    best = best_number(britain, "shelter", region=SCOTLAND)
    assert best is not None
    assert best.contact.id == "migrant_help_scotland"
    assert all(serves(line, SCOTLAND) for line in other_lines(britain, "shelter", region=SCOTLAND))
    assert not all(serves(line, SCOTLAND) for line in other_lines(britain, "shelter"))


def test_a_night_line_of_another_part_is_not_told_to_who_is_elsewhere() -> None:
    known = [(record, topic) for record in RECORDS.values() for topic in ("cannot_leave", "sexual_exploitation")]
    told = [(record, topic, line) for record, topic in known if (line := regional_night_line(record, topic))]
    assert told, "no record has such a line any more"
    for record, topic, _ in told:
        found = regional_night_line(record, topic, region=f"{record.country}-XX")
        assert found is None
