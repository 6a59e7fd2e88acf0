"""Which of the world's cities are read, and by which of their names."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.nlu.cities import CITIES_FILE, NAMES_PARTED_BY
from tools.city_names import written


def row(name: str, country: str, people: int, *others: str) -> dict[str, Any]:
    return {"name": name, "countrycode": country, "population": people, "alternatenames": list(others)}


def names(*rows: dict[str, Any]) -> dict[str, set[str]]:
    found = yaml.safe_load(written(rows, "1"))
    return {
        country: {name for line in lines for name in line.split(NAMES_PARTED_BY)} for country, lines in found.items()
    }


@pytest.mark.long("the first reads the names of all countries in all languages")
@pytest.mark.parametrize(
    ("rows", "country", "name", "read"),
    [
        ([row("Bologna", "IT", 390_000)], "IT", "Bologna", True),
        ([row("Bologna", "IT", 39_000)], "IT", "Bologna", False),
        ([row("Austin", "US", 400_000)], "US", "Austin", False),
        ([row("Austin", "US", 900_000)], "US", "Austin", True),
        ([row("Harar", "ET", 150_000)], "ET", "Harar", False),  # no record
        ([row("Brest", "FR", 140_000), row("Brest", "BY", 340_000)], "BY", "Brest", False),
        ([row("Rome", "IT", 2_300_000), row("Rome", "US", 36_000)], "IT", "Rome", True),
        ([row("Cartagena", "ES", 210_000), row("Cartagena", "CO", 950_000)], "ES", "Cartagena", False),
        ([row("Valencia", "ES", 800_000), row("Valencia", "VE", 1_400_000)], "ES", "Valencia", True),
        ([row("Tirana", "AL", 370_000, "Trnava"), row("Trnava", "SK", 65_000)], "AL", "Trnava", False),
        ([row("Granada", "ES", 230_000, "Grenada")], "ES", "Grenada", False),  # a country
        ([row("Van", "TR", 370_000)], "TR", "Van", False),
        ([row("Donetsk", "UA", 900_000)], "UA", "Donetsk", False),
        ([row("Milan", "IT", 1_300_000, "MIL", "mi lan", "ミラノ", "Милан")], "IT", "Милан", True),
        ([row("Milan", "IT", 1_300_000, "MIL", "mi lan", "ミラノ", "Милан")], "IT", "MIL", False),
        ([row("Milan", "IT", 1_300_000, "MIL", "mi lan", "ミラノ", "Милан")], "IT", "mi lan", False),
        ([row("Milan", "IT", 1_300_000, "MIL", "mi lan", "ミラノ", "Милан")], "IT", "ミラノ", False),
        ([row("Yekaterinburg", "RU", 1_500_000, "Екатеринбург")], "RU", "Ekaterinburg", True),  # as people type it
        ([row("Brest", "BY", 340_000, "Брест"), row("Brest", "FR", 140_000)], "BY", "Brest", False),
    ],
)
def test_a_name_is_read_where_it_means_one_large_city(
    rows: list[dict[str, Any]], country: str, name: str, read: bool
) -> None:
    assert (name in names(*rows).get(country, set())) is read


@pytest.mark.long("reads the names of all countries in all languages, where it is the first")
def test_the_cities_of_the_time_zones_have_their_names_in_all_languages() -> None:
    assert {"Wien", "Viena", "Вена", "فيينا", "维也纳"} <= names()["AT"]


@pytest.mark.long("reads the names of all countries in all languages, where it is the first")
def test_the_file_says_where_it_comes_from() -> None:
    assert CITIES_FILE.read_text("utf-8").startswith(written([], "3.0.2").partition('"AD"')[0])
