"""Which part of a country a name means in data/towns/regions.tsv."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.regions import REGIONS_FILE
from tools.regions import written

NAMES = {"gbeng": "England", "gbsct": "Scotland", "uswa": "Washington", "usdc": "Washington, D.C.", "sem": "Skåne"}

WANTED = {"GB", "SE", "US"}


def row(name: str, country: str, code: str, people: int, *others: str) -> dict[str, Any]:
    found = {"name": name, "countrycode": country, "admin1code": code, "population": people}
    return {**found, "alternatenames": list(others)}


def lines(*rows: dict[str, Any]) -> dict[str, str]:
    content = written(rows, NAMES, WANTED, "1", "2").splitlines()
    return dict(line.split("\t") for line in content if line and not line.startswith("#"))


@pytest.mark.parametrize(
    ("rows", "region", "names"),
    [
        ([row("Perth", "GB", "SCT", 47_000)], "GB-SCT", "Perth|Scotland"),
        ([row("Perth", "GB", "SCT", 47_000, "Перт", "パース")], "GB-SCT", "Perth|Scotland|Перт"),
        ([row("Ayr", "GB", "SCT", 19_000, "Эр")], "GB-SCT", "Ayr|Scotland"),
        ([row("Malmö", "SE", "27", 300_000)], "SE-M", "Malmö|Skåne"),
        ([row("Newport", "GB", "SCT", 160_000), row("Newport", "GB", "ENG", 25_000)], "GB-SCT", "Newport|Scotland"),
        ([row("Newport", "GB", "SCT", 60_000), row("Newport", "GB", "ENG", 25_000)], "GB", "Newport"),
        ([row("Seattle", "US", "WA", 700_000)], "US-WA", "Seattle|Washington"),
        ([row("Seattle", "US", "WA", 700_000), row("Washington", "US", "DC", 600_000)], "US", "Washington"),
        ([row("Scotland", "GB", "ENG", 9_000), row("Perth", "GB", "SCT", 47_000)], "GB-SCT", "Perth|Scotland"),
    ],
)
def test_a_name_stands_beside_the_part_that_it_means(rows: list[dict[str, Any]], region: str, names: str) -> None:
    assert lines(*rows)[region] == names


def test_countries_whose_parts_change_nothing_and_small_places_are_left_out() -> None:
    assert lines(row("Kraków", "PL", "77", 700_000), row("Here", "GB", "ENG", 4_999)) == {}


def test_a_code_that_is_not_known_is_a_mistake_to_be_mended() -> None:
    with pytest.raises(ValueError, match="ISO_CODES"):
        written([row("Here", "SE", "99", 9_000)], NAMES, WANTED, "1", "2")


def test_the_file_says_where_it_comes_from() -> None:
    assert REGIONS_FILE.read_text("utf-8").startswith(written([], NAMES, WANTED, "3.0.2", "48.2.0").rstrip("\n") + "\n")
