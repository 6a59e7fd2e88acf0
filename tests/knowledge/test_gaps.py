from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.knowledge.gaps import gaps, known
from bot.knowledge.records import Country

Make = Callable[..., dict[str, Any]]
With = Callable[..., Country]


def test_an_empty_record_lacks_all_but_the_emergency_numbers(with_contacts: With) -> None:
    assert gaps(with_contacts()) == (
        "hotline",
        "legal_aid",
        "state_compensation",
        "court",
        "wages",
        "identification",
        "shelter",
    )


def test_a_doubtful_hotline_leaves_the_gap_open(with_contacts: With, contact: Make) -> None:
    assert not known(with_contacts(contact("old", verify=True)))["hotline"]
    assert known(with_contacts(contact("sure")))["hotline"]


def test_a_fund_whose_time_limit_is_unknown_leaves_the_gap_open(with_contacts: With) -> None:
    fund = {"exists": "yes", "sources": ["S1"]}
    limit = {"amount": 2, "unit": "years", "from": "crime", "what": "application", "sources": ["S1"]}
    assert not known(with_contacts(compensation={"state_fund": fund}))["state_compensation"]
    assert known(with_contacts(compensation={"state_fund": {**fund, "deadlines": [limit]}}))["state_compensation"]


def test_knowing_that_there_is_no_fund_is_an_answer(with_contacts: With) -> None:
    none = {"exists": "no", "sources": ["S1"]}
    assert known(with_contacts(compensation={"state_fund": none}))["state_compensation"]


def test_every_country_has_its_emergency_numbers(countries: dict[str, Country]) -> None:
    assert all(known(country)["emergency"] for country in countries.values())
