"""Country records for tests: all the real ones, and a small one to bend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.loader import load_countries
from bot.knowledge.records import Country

COUNTRIES = Path(__file__).parents[2] / "data" / "knowledge" / "countries"

Bend = Callable[..., Country]


@pytest.fixture(scope="session")
def countries() -> dict[str, Country]:
    """Every country record of the project."""
    return load_countries(COUNTRIES)


@pytest.fixture
def record() -> dict[str, Any]:
    """A small whole record, as it would be read from YAML."""
    return {
        "country": "GB",
        "checked": "2026-11-24",
        "emergency": [
            {"number": "999", "services": ["police", "ambulance", "fire"], "sources": ["S1"]},
            {"number": "112", "services": ["police", "ambulance", "fire"], "sources": ["S1"]},
        ],
        "emergency_112": {"works": "yes", "sources": ["S1"]},
        "contacts": [],
        "sources": {
            "S1": {
                "title": "Numbers",
                "publisher": "Somebody",
                "url": "https://example.org",
                "dated": "2026",
                "read": "2026-11-24",
            }
        },
    }


@pytest.fixture
def contact() -> Callable[..., dict[str, Any]]:
    """Make a contact for the small record; keyword arguments replace its fields."""

    def make(id: str, **fields: Any) -> dict[str, Any]:
        base: dict[str, Any] = {"id": id, "name": id, "roles": ["hotline"], "answered_by": "ngo", "sources": ["S1"]}
        base["numbers"] = [{"dial": "0800 808 3733", "e164": "+448008083733"}]
        return {**base, **fields}

    return make


@pytest.fixture
def with_contacts(record: dict[str, Any]) -> Bend:
    """Make the small country hold these contacts."""

    def make(*contacts: dict[str, Any], **fields: Any) -> Country:
        return Country.parse_obj({**record, "contacts": list(contacts), **fields})

    return make
