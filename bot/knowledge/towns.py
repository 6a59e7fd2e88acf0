"""Towns of the world with where they lie, so that a place on the map has a name without asking anybody."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.settings import PROJECT_ROOT

TOWNS_FILE = PROJECT_ROOT / "data/towns/towns.tsv"  # `make towns`
FARTHEST_KM = 100.0  # a town that is farther away names no place
EARTH_KM = 6371.0  # mean radius (IUGG)
DEGREE_KM = math.radians(1) * EARTH_KM
DEGREES_AROUND = 360


@dataclass(frozen=True)
class Town:
    """A town, its country's ISO code, and its middle in degrees (WGS 84)."""

    name: str
    country: str
    latitude: float
    longitude: float


def nearest(latitude: float, longitude: float) -> tuple[Town, float] | None:
    """The town whose middle is nearest to a place in degrees, and how far it is in km; None within FARTHEST_KM."""
    found = ((town, _km(latitude, longitude, town)) for town in _around(latitude, longitude))
    near = min(found, key=lambda pair: pair[1], default=None)
    return near if near and near[1] <= FARTHEST_KM else None


def _around(latitude: float, longitude: float) -> Iterator[Town]:
    """The towns of all whole degrees that FARTHEST_KM reaches into; a degree east is shorter the farther north."""
    squares, reach = _squares(), math.ceil(FARTHEST_KM / DEGREE_KM)
    farthest_north = min(abs(latitude) + reach, 90.0)
    shrunk = math.cos(math.radians(farthest_north))
    sideways = min(math.ceil(reach / shrunk) if shrunk > 0 else DEGREES_AROUND, DEGREES_AROUND // 2)
    east = {
        (math.floor(longitude) + step + DEGREES_AROUND // 2) % DEGREES_AROUND - DEGREES_AROUND // 2
        for step in range(-sideways, sideways + 1)
    }
    for north in range(math.floor(latitude) - reach, math.floor(latitude) + reach + 1):
        for each in east:
            yield from squares.get((north, each), ())


def _km(latitude: float, longitude: float, town: Town) -> float:
    """The distance on the globe (haversine)."""
    north, other_north = math.radians(latitude), math.radians(town.latitude)
    east = math.radians(town.longitude - longitude)
    half = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


@lru_cache(maxsize=1)
def _squares() -> dict[tuple[int, int], list[Town]]:
    found: dict[tuple[int, int], list[Town]] = defaultdict(list)
    for line in TOWNS_FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, latitude, longitude, name = line.split("\t")
        town = Town(name, country, float(latitude), float(longitude))
        found[math.floor(town.latitude), math.floor(town.longitude)].append(town)
    return dict(found)
