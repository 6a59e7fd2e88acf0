"""What time it is in a country, where that is one time."""

from __future__ import annotations

import datetime

import pytest

from bot.i18n.time_zones import only_time_zone

SUMMER = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(("country", "clock"), [("GB", "13:00"), ("DE", "14:00"), ("TR", "15:00"), ("PL", "14:00")])
def test_a_country_of_one_time_has_it(country: str, clock: str) -> None:
    zone = only_time_zone(country, SUMMER)
    assert zone is not None
    assert f"{SUMMER.astimezone(zone):%H:%M}" == clock


@pytest.mark.parametrize("country", ["US", "RU", "CA", "XX", "ES"])
def test_of_a_country_of_several_times_none_is_told(country: str) -> None:
    assert only_time_zone(country, SUMMER) is None
