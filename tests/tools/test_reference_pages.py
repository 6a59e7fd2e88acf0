from __future__ import annotations

import re

import pytest

from bot.knowledge import codes
from bot.knowledge.loader import load_countries
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.known import KNOWLEDGE
from tools.reference_pages import (
    CODES_PAGE,
    COUNTRIES_PAGE,
    DOCS,
    FIELDS,
    HEADS,
    MAP,
    codes_page,
    countries_page,
    map_picture,
    tables,
)

STALE = "is not current: make countries"


pytestmark = pytest.mark.long("makes every answer of every country, to say which are the country's own")


@pytest.fixture(scope="module")
def page() -> str:
    return countries_page(load_countries(KNOWLEDGE / "countries"))


def test_the_page_of_the_countries_is_current(page: str) -> None:
    assert COUNTRIES_PAGE.read_text("utf-8") == page, f"{COUNTRIES_PAGE} {STALE}"


def test_the_map_of_the_countries_is_current() -> None:
    assert MAP.read_text("utf-8") == map_picture(load_countries(KNOWLEDGE / "countries")), f"{MAP} {STALE}"


def test_the_page_of_the_codes_is_current() -> None:
    assert CODES_PAGE.read_text("utf-8") == codes_page(), f"{CODES_PAGE} {STALE}"


def test_every_country_has_a_row_and_a_section_that_the_row_leads_to(page: str) -> None:
    rows = re.findall(r"^\| \[(.+?)\]\(#(.+?)\) \|(.+)\|$", page, re.MULTILINE)
    assert len(rows) == len(list((KNOWLEDGE / "countries").glob("*.yml")))
    headings = {heading.replace(" ", "-") for heading in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    for name, anchor, cells in rows:
        assert name.replace(" ", "-") in headings
        assert anchor == re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-")
        assert len(cells.split("|")) == len(HEADS)


def test_what_is_known_stands_with_its_source_and_what_is_not_is_named(page: str) -> None:
    countries = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    for section in countries:
        missing = re.search(r"^Not known: (.+)\.$", section, re.MULTILINE)
        named = set(missing.group(1).split(", ")) if missing else set()
        for head in HEADS.values():
            assert head in named or re.search(rf"^- {head}: \[.+\]\(<https?://", section, re.MULTILINE), section[:20]


def test_each_topic_is_counted_for_each_country(page: str) -> None:
    table = re.search(r"^### Answers.*?(?=^## )", page, re.MULTILINE | re.DOTALL)
    assert table
    rows = [row.strip("|").split("|") for row in re.findall(r"^\|.+\|$", table.group(), re.MULTILINE)]
    (head, _, *countries, total) = rows
    assert len(head) == len(COUNTRY_TOPICS) + 2
    counted = [row.count(" ● ") for row in countries]
    assert [int(row[-1]) for row in countries] == counted
    assert int(total[-1]) == sum(counted)
    assert sum(map(int, total[1:-1])) == sum(counted)


def test_every_code_is_on_the_page_with_what_contacts_read() -> None:
    text = codes_page()
    assert set(tables()) == set(FIELDS)
    for allowed in tables().values():
        for code in allowed:
            assert f"`{code}`" in text
    assert "| `knowledge_of_harm` | The time counts from the day you knew of the harm. |" in text
    assert set(tables()["DeadlineUnit"]) == {"hours", "days", "months", "years"}
    assert codes.__doc__


def test_the_guide_for_lawyers_leads_to_both_pages() -> None:
    guide = (DOCS / "content.md").read_text("utf-8")
    assert "(countries.md)" in guide
    assert "(codes.md)" in guide
