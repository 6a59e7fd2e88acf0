"""A small country to bend, and a voice for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.i18n.catalogues import catalogue_of
from bot.knowledge.records import Country
from bot.replies.situation import Situation
from bot.replies.voice import Voice

MakeCountry = Callable[..., Country]
MakeVoice = Callable[..., Voice]

TODAY = date(2026, 12, 2)


def contact(id: str, **fields: Any) -> dict[str, Any]:
    """A contact as in YAML; keyword arguments replace its fields."""
    base: dict[str, Any] = {"id": id, "name": id, "roles": ["hotline"], "answered_by": "ngo", "sources": ["S1"]}
    base["numbers"] = [{"dial": "0800 808 3733", "e164": "+448008083733"}]
    return {**base, **fields}


@pytest.fixture
def country() -> MakeCountry:
    """Make a small country hold these contacts; keyword arguments replace its other fields."""

    def make(*contacts: dict[str, Any], **fields: Any) -> Country:
        every = ["police", "ambulance", "fire"]
        record = {
            "country": "GB",
            "checked": "2026-11-24",
            "emergency": [{"number": "999", "services": every, "sources": ["S1"]}],
            "emergency_112": {"works": "yes", "sources": ["S1"]},
            "contacts": list(contacts),
            "sources": {
                "S1": {
                    "title": "T",
                    "publisher": "P",
                    "url": "https://example.org",
                    "dated": "2026",
                    "read": "2026-11-24",
                }
            },
        }
        return Country.parse_obj({**record, **fields})

    return make


@pytest.fixture
def voice() -> MakeVoice:
    """Make a voice for a record; keyword arguments go to the situation."""

    def make(record: Country | None, **situation: Any) -> Voice:
        values = {"language": "en", "country": record.country if record else None, **situation}
        return Voice(Situation(**values), catalogue_of(values["language"]), record, today=TODAY)

    return make
