"""Which towns a place is named after."""

from __future__ import annotations

from typing import Any

import pytest

from tools.towns import written


def row(country: str, people: int) -> dict[str, Any]:
    return {"name": "Here", "countrycode": country, "population": people, "latitude": 1.23456, "longitude": -0.1}


@pytest.mark.parametrize(
    ("country", "people", "is_there"),
    [("SE", 5_000, True), ("SE", 4_999, False), ("MA", 14_999, False), ("MA", 15_000, True)],
)
def test_towns_of_the_participating_states_are_named_from_fewer_people_on(
    country: str, people: int, is_there: bool
) -> None:
    lines = [line for line in written([row(country, people)], "1").splitlines() if line and line[0] != "#"]
    assert lines == ([f"{country}\t1.235\t-0.100\tHere"] if is_there else [])
