"""What replies are built from, read once: country records, rights texts, the service's name."""

from __future__ import annotations

from functools import lru_cache

from bot.hotline import Hotline
from bot.knowledge.loader import load_country
from bot.knowledge.own_lines import with_own_lines
from bot.knowledge.records import Country
from bot.knowledge.rights import Indicators, Rights, load_indicators, load_rights
from bot.settings import PROJECT_ROOT, read_settings

KNOWLEDGE = PROJECT_ROOT / "data" / "knowledge"


@lru_cache(maxsize=256)
def country_record(iso2: str) -> Country | None:
    """The record of a country, None for one that Rightsline does not know. Raises RecordError for a faulty file.

    With the hotline's own lines there.
    """
    path = KNOWLEDGE / "countries" / f"{iso2.lower()}.yml"
    return with_own_lines(load_country(path), hotline()) if path.is_file() else None


def known_countries() -> tuple[str, ...]:
    """The codes of all countries that have a record."""
    return tuple(sorted(path.stem.upper() for path in (KNOWLEDGE / "countries").glob("*.yml")))


@lru_cache(maxsize=1)
def rights() -> Rights:
    """The rights texts and all topics. Raises RecordError for a faulty file."""
    return load_rights(KNOWLEDGE)


@lru_cache(maxsize=1)
def indicators() -> Indicators:
    """The signs and questions. Raises RecordError for a faulty file."""
    return load_indicators(KNOWLEDGE / "indicators.yml")


@lru_cache(maxsize=1)
def hotline() -> Hotline:
    """Who the hotline is. Raises SettingsError for a faulty file."""
    return read_settings().hotline


def service_name() -> str:
    """The service's name as contacts see it."""
    return hotline().name
