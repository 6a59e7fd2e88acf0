"""Parts of a country, by their ISO 3166-2 codes: where they change whom to call or what is paid, and their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from bot.knowledge.records import Country, Fund, HelpContact
from bot.settings import PROJECT_ROOT
from bot.text.folding import without_accents
from bot.text.words import WORD

REGIONS_FILE = PROJECT_ROOT / "data/towns/regions.tsv"  # `make regions`
NAMES_PARTED_BY = "|"


def regions_that_matter(country: Country) -> tuple[str, ...]:
    """The parts that have a line or a fund of their own, in the order of their codes."""
    fund = country.compensation.state_fund
    of_lines = {region for contact in country.contacts for region in contact.regions}
    of_funds = {part.region for part in (fund.by_region if fund else ())}
    return tuple(sorted(of_lines | of_funds))


def serves(served: HelpContact | Fund, region: str | None) -> bool:
    """Whether a line or fund is there for a part of the country; for None, where that is not known, it may be."""
    return not served.regions or region is None or region in served.regions


def is_in(region: str | None, country: str | None) -> bool:
    """Whether a part is one of that country (ISO 3166-1)."""
    return region is not None and country is not None and region.startswith(f"{country}-")


@lru_cache(maxsize=16)
def names_in(country: str) -> Mapping[str, str | None]:
    """The names of the parts of a country and of their towns, folded, each with the part that it means.

    None for a name that may mean several; empty for a country whose parts change nothing.
    """
    return _all_names().get(country, {})


def folded(name: str) -> str:
    """A name as it is looked up: its words without case and accents."""
    return " ".join(WORD.findall(without_accents(name)))


@lru_cache(maxsize=1)
def _all_names() -> Mapping[str, Mapping[str, str | None]]:
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for line in REGIONS_FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        part, names = line.split("\t")
        country, _, rest = part.partition("-")
        for name in map(folded, names.split(NAMES_PARTED_BY)):
            found[country][name] = part if rest and found[country].get(name, part) == part else None
    return found
