"""The guide for lawyers: what it shows is what works."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.knowledge.checks import problems
from bot.knowledge.loader import load_country
from bot.knowledge.records import Country, Deadline, Fund
from tools.reference_pages import DOCS

EXAMPLES = [
    textwrap.dedent(block)
    for block in re.findall(
        r"^ *```yaml\n(.*?)^ *```", (DOCS / "content.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
]


def test_the_least_that_works_is_a_record_without_a_problem(tmp_path: Path) -> None:
    (least,) = [example for example in EXAMPLES if "country: JP" in example]
    path = tmp_path / "jp.yml"
    path.write_text(least, "utf-8")
    country = load_country(path)
    assert problems([country], date(2026, 11, 24)) == []


def test_the_time_limit_that_it_shows_is_one() -> None:
    (example,) = [example for example in EXAMPLES if example.startswith("deadlines:")]
    (limit,) = YAML(typ="safe").load(example)["deadlines"]
    assert Deadline.parse_obj(limit).exceptions == ("paused_by_official_complaint",)


def test_the_conditions_that_it_shows_are_those_of_a_fund() -> None:
    (example,) = [example for example in EXAMPLES if example.startswith("who_may_apply:")]
    fund = Fund.parse_obj({**YAML(typ="safe").load(example), "sources": ["S1"]})
    assert [group.and_also for group in fund.who_may_apply.any_of] == [(), (), ("council_of_europe_citizens",)]
    assert [need.unless for need in fund.conditions] == [(), ("sexual_violence",), ()]


def test_every_example_is_yaml() -> None:
    assert len(EXAMPLES) == 6
    for example in EXAMPLES:
        assert YAML(typ="safe").load(example)


@pytest.mark.parametrize(
    "field", ["emergency", "contacts", "identification", "compensation", "legal_help_by_law", "sources"]
)
def test_the_fields_that_it_explains_are_those_of_a_record(field: str) -> None:
    assert field in Country.__fields__
    assert f"`{field}" in (DOCS / "content.md").read_text("utf-8")
