"""Tables for everybody at the desk: who publishes, what is listed, what it cost, and what is refused in one line."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from bot.conversations.work import Store
from bot.statistics import counts, noise, published
from bot.statistics.months import Month
from bot.statistics.noise import Noisy
from bot.storage import tables
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines
from tests.statistics.making import add_records

PAGE = "/statistics/published"
WANTED = {"year": "2024", "first": "sex", "second": "", "epsilon": "0.5", "understood": "yes"}


@pytest.fixture
def counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A year that is over; what is published of it has no noise, and a scale of 4."""
    monkeypatch.setattr(published, "with_noise", lambda numbers, epsilon, _: Noisy(tuple(numbers), epsilon, 4.0))
    add_records(store, 60, Month(2024, 5), sex="Feminine", country="DE")
    add_records(store, 3, Month(2024, 5), sex="Masculine", country="DE")
    add_records(store, 1, Month(2024, 12), sex="Feminine", country="DE")
    counts.close_months(store, "month")
    return store


async def test_a_supervisor_publishes_and_sees_what_it_cost_and_how_exact_it_is(counted: Store, chief: Browser) -> None:
    assert "Spent: 0 of 1. Left: 1." in (await chief.get(PAGE)).text
    response = await chief.post(PAGE, **WANTED)
    assert "The table is published." in response.text
    assert "Spent: 0.5 of 1. Left: 0.5." in response.text
    assert f"95 of 100 numbers are off by at most {noise.furthest(4.0)}" in response.text
    assert '<th scope="row" translate="no">Feminine</th><td>61</td>' in response.text
    assert ">3<" not in response.text
    assert ("Chief", "published", None) in audit_lines(counted)
    trail = (await chief.get("/audit")).text
    assert "published a table with noise, which cannot be taken back: (2024 sex, epsilon 0.5)" in trail


async def test_the_same_again_costs_nothing_and_has_no_second_line(counted: Store, chief: Browser) -> None:
    await chief.post(PAGE, **WANTED)
    response = await chief.post(PAGE, **WANTED)
    assert "It was published before" in response.text
    assert "Left: 0.5." in response.text
    assert [action for _, action, _ in audit_lines(counted)].count("published") == 1


async def test_a_table_stays_listed_whose_dimension_has_left_the_code_book(counted: Store, chief: Browser) -> None:
    await chief.post(PAGE, **WANTED)
    with counted.write() as work:
        work.run(update(tables.published).values(what="sex shoe_size"))
    page = await chief.get(PAGE)
    assert page.status_code == 200
    assert "Sex · shoe_size" in page.text


async def test_a_coordinator_reads_and_takes_files_but_does_not_publish(
    counted: Store, chief: Browser, nora: Browser
) -> None:
    await chief.post(PAGE, **WANTED)
    page = (await nora.get(PAGE)).text
    assert f"{PAGE}?year=2024&amp;what=sex" in page
    assert "Publish a table" not in page
    lines = await nora.get(f"{PAGE}.csv?year=2024&what=sex")
    assert lines.text.startswith("\ufeffprs_Gender,period,conversations,shown")
    assert lines.headers["content-disposition"] == 'attachment; filename="published-sex-2024.csv"'
    assert json.loads((await nora.get(f"{PAGE}.json?year=2024&what=sex")).text)["noise"]["scale"] == 4.0
    assert (await nora.post(PAGE, **WANTED)).status_code == 403


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"understood": ""}, "tick that you know that it cannot be taken back"),
        ({"epsilon": "much"}, "much: is no number"),
        ({"epsilon": "nan"}, "epsilon is nan"),
        ({"epsilon": "2"}, "epsilon is 2; it is more than 0 and at most 1"),
        ({"year": "2999"}, "2999 is in the future"),
        ({"first": "<b>"}, "there is no such dimension"),
        ({"first": "topic"}, "topic: is not published"),
        ({"second": "sex"}, "sex: take two different dimensions"),
    ],
)
async def test_what_cannot_be_published_is_said_and_costs_nothing(
    counted: Store, chief: Browser, changed: dict[str, str], words: str
) -> None:
    response = await chief.post(PAGE, **(WANTED | changed))
    assert response.status_code == 400
    assert words in response.text
    assert "<b>" not in response.text
    assert "Spent: 0 of 1." in response.text
    assert "published" not in [action for _, action, _ in audit_lines(counted)]


@pytest.mark.parametrize("form", ["", ".csv", ".json"])
async def test_what_was_not_published_is_not_there(counted: Store, chief: Browser, form: str) -> None:
    response = await chief.get(f"{PAGE}{form}?year=2024&what=sex+country")
    assert response.status_code == 400
    assert "2024: no such table was published" in response.text


async def test_without_opendp_one_line_says_what_is_missing(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise, "find_spec", lambda _: None)
    page = (await chief.get(PAGE)).text
    assert "publishing needs OpenDP, which is not installed: pip install" in page
    assert "I know that it cannot" not in page


async def test_before_a_year_is_closed_the_page_says_so(desk: RunningDesk, chief: Browser) -> None:
    response = await chief.get(PAGE)
    assert response.status_code == 200
    assert "No year is closed to its last month yet" in response.text
