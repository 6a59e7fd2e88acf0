"""The nearest town to a place, over borders, the date line and the poles."""

from __future__ import annotations

import math
import random

import pytest

from bot.knowledge import towns
from bot.knowledge.towns import EARTH_KM, FARTHEST_KM, Town, nearest


@pytest.mark.long("reads the towns of the world")
@pytest.mark.parametrize(
    ("place", "name", "country", "km"),
    [
        ((67.82, 20.25), "Kiruna", "SE", 4),
        ((52.5200, 13.4050), "Mitte", "DE", 0),
        ((35.57, -5.36), "Tétouan", "MA", 1),  # not Ceuta, in Spain
        ((-16.433, 179.3), "Labasa", "FJ", 7),
    ],
)
def test_the_nearest_town_is_named(place: tuple[float, float], name: str, country: str, km: int) -> None:
    found = nearest(*place)
    assert found is not None
    assert (found[0].name, found[0].country, round(found[1])) == (name, country, km)


@pytest.mark.parametrize("place", [(0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (40.0, -40.0)])
def test_far_from_all_towns_none_is_named(place: tuple[float, float]) -> None:
    assert nearest(*place) is None


def test_no_nearer_town_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a look at every town, by another formula, also beside the date line and in the far north."""
    chance = random.Random(7)
    known = [Town(str(n), "SE", chance.uniform(-89, 89), chance.uniform(-180, 180)) for n in range(3000)]
    known += [Town(f"n{n}", "NO", chance.uniform(80, 90), chance.uniform(-180, 180)) for n in range(300)]
    squares: dict[tuple[int, int], list[Town]] = {}
    for town in known:
        squares.setdefault((math.floor(town.latitude), math.floor(town.longitude)), []).append(town)
    monkeypatch.setattr(towns, "_squares", lambda: squares)
    places = [(chance.uniform(-89, 89), chance.uniform(-180, 180)) for _ in range(60)]
    places += [(chance.uniform(-70, 70), side * 179.99) for side in (1, -1) for _ in range(20)]
    places += [(chance.uniform(85, 90), chance.uniform(-180, 180)) for _ in range(40)]
    named = 0
    for place in places:
        by_all = min((by_cosines(place, town), town.name) for town in known)
        found = nearest(*place)
        if by_all[0] > FARTHEST_KM:
            assert found is None, place
            continue
        named += 1
        assert found is not None, place
        assert found[0].name == by_all[1], place
    assert named > 30


def by_cosines(place: tuple[float, float], town: Town) -> float:
    north, south, turned = map(math.radians, (place[0], town.latitude, town.longitude - place[1]))
    cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(turned)
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))
