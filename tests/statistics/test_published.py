"""Public tables: what they cost, that a year has no more than its budget, and that they are of use."""

from __future__ import annotations

import csv
import io
from itertools import combinations

import pytest
from sqlalchemy import select

from benchmarks.public_tables import publish_a_made_year
from bot.conversations import audit
from bot.conversations.work import Store
from bot.statistics import counts, published
from bot.statistics.codes import UNKNOWN, StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.months import Month, months_of
from bot.statistics.noise import Noisy
from bot.storage.engine import now
from bot.storage.tables import published as published_table
from tests.statistics.making import add_records

THIS_YEAR = Month.of(now()).year


@pytest.fixture
def counted(store: Store) -> Store:
    """Two years that are over, with few people in the second."""
    for number, sex in ((60, "Feminine"), (40, "Masculine"), (3, UNKNOWN)):
        add_records(store, number, Month(2024, 5), sex=sex, country="DE", language="so")
    add_records(store, 1, Month(2025, 12), sex="Feminine")
    counts.close_months(store, "month")
    return store


@pytest.fixture
def without_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "with_noise", lambda numbers, epsilon, _: Noisy(tuple(numbers), epsilon, 0.0))


def publish(
    store: Store, year: str = "2024", first: str = "sex", second: str = ALONE, epsilon: float = 0.5
) -> published.Published:
    with store.write() as work:
        return published.publish(work, year, first, second, epsilon)


@pytest.mark.usefixtures("without_noise")
def test_a_table_has_every_code_of_the_lists_and_only_those(counted: Store) -> None:
    rows = publish(counted, first="language", second="sex").content["rows"]
    languages = published.codes_of(codebook()["language"])
    assert len(rows) == len(languages) * len(published.codes_of(codebook()["sex"]))
    found = {(row["prs_PrimaryLanguage"], row["prs_Gender"]): row["conversations"] for row in rows}
    assert found[("(other)", "Feminine")] == 60  # Somali is none of our languages
    assert found[("en", "Feminine")] is None
    assert found[("(other)", "NonSpecifiedUnknown")] is None  # three


@pytest.mark.long("loads OpenDP")
def test_each_year_has_its_own_budget_and_refuses_more(counted: Store) -> None:
    assert publish(counted, first="sex", epsilon=0.75).spent == pytest.approx(0.75, rel=0.01)
    with pytest.raises(StatisticsProblem, match=r"2024: 0\.75 of 1 is spent; 0\.5 more is too much, 0\.25 is left"):
        publish(counted, first="country", epsilon=0.5)
    assert publish(counted, first="country", epsilon=0.25).spent == pytest.approx(1, rel=0.01)
    assert publish(counted, "2025", epsilon=1.0).is_new
    with counted.read() as work:
        assert len(work.run(select(published_table)).all()) == 3


@pytest.mark.long("loads OpenDP")
def test_the_same_table_is_made_once_in_whatever_order_it_is_asked_for(counted: Store) -> None:
    first = publish(counted, first="sex", second="country")
    again = publish(counted, first="country", second="sex", epsilon=1.0)
    assert again.content == first.content
    assert (first.is_new, again.is_new) == (True, False)
    assert again.spent == first.spent


@pytest.mark.parametrize(
    ("year", "first", "second", "epsilon", "words"),
    [
        ("24", "sex", ALONE, 0.5, "24: is no year"),
        ("٢٠٢٤", "sex", ALONE, 0.5, "٢٠٢٤: is no year"),  # else it had a budget of its own
        ("0000", "sex", ALONE, 0.5, "0000: is no year"),
        ("2024-05", "sex", ALONE, 0.5, "2024-05: is no year"),
        ("2999", "sex", ALONE, 0.5, "2999 is in the future"),
        (str(THIS_YEAR), "sex", ALONE, 0.5, f"{THIS_YEAR} is still open; its figures come on {THIS_YEAR + 1}-01-16"),
        ("2020", "sex", ALONE, 0.5, "2020: nothing was counted then"),
        ("2024", "name", ALONE, 0.5, "name: there is no such dimension"),
        ("2024", "sex", "name", 0.5, "name: there is no such dimension"),
        ("2024", "topic", ALONE, 0.5, "topic: is not published"),
        ("2024", "sex", "sex", 0.5, "sex: take two different dimensions"),
        ("2024", "sex", ALONE, 0.0, "epsilon is 0; it is more than 0 and at most 1"),
        ("2024", "sex", ALONE, -1.0, "epsilon is -1"),
        ("2024", "sex", ALONE, 1.5, "epsilon is 1.5"),
        ("2024", "sex", ALONE, float("nan"), "epsilon is nan"),
        ("2024", "sex", ALONE, float("inf"), "epsilon is inf"),
    ],
)
def test_what_cannot_be_published_is_said_in_one_line_and_costs_nothing(
    counted: Store, year: str, first: str, second: str, epsilon: float, words: str
) -> None:
    with pytest.raises(StatisticsProblem) as problem:
        publish(counted, year, first, second, epsilon)
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)
    with counted.read() as work:
        assert work.run(select(published_table)).all() == []


def test_a_record_is_in_one_cell_of_each_table(counted: Store) -> None:
    """What the sensitivity rests on: somebody with two records moves the cells of a table by two, all together."""
    with counted.read() as work:
        for names in combinations(codebook().single, 2):
            assert sum(counts.of_months(work, months_of("2024"), *names).values()) == 103


@pytest.mark.usefixtures("without_noise")
def test_what_was_published_is_listed_and_found_by_its_dimensions_in_any_order(counted: Store) -> None:
    publish(counted, first="sex", second="country", epsilon=0.25)
    with counted.read() as work:
        assert [(each.year, each.epsilon) for each in published.entries(work)] == [("2024", 0.25)]
        found = published.find(work, "2024", published.what_of("country", "sex"))
        assert found.content["fields"] == publish(counted, first="country", second="sex").content["fields"]
        assert published.years(work) == ("2025", "2024")
        with pytest.raises(StatisticsProblem, match="2024: no such table was published"):
            published.find(work, "2024", "sector")


@pytest.mark.usefixtures("without_noise")
def test_the_trail_has_a_line_for_what_was_published_and_none_for_what_was_there_or_refused(counted: Store) -> None:
    publish(counted)
    publish(counted)
    with pytest.raises(StatisticsProblem):
        publish(counted, first="country", epsilon=0.75)
    with counted.read() as work:
        acts = [line.act for line in audit.lines(work)]
    assert [(act.operator_id, act.action, act.detail) for act in acts] == [(None, "published", "2024 sex, epsilon 0.5")]


@pytest.mark.usefixtures("without_noise")
def test_as_csv_it_has_a_line_for_each_cell(counted: Store) -> None:
    lines = list(csv.DictReader(io.StringIO(publish(counted).as_csv())))
    assert {line["prs_Gender"]: line["conversations"] for line in lines}["Feminine"] == "60"
    assert {line["shown"] for line in lines} == {"with noise", "few"}


@pytest.mark.long("makes a year, and loads OpenDP")
def test_a_made_year_keeps_nine_of_ten_records_and_large_cells_are_right_to_5_percent(store: Store) -> None:
    found = publish_a_made_year(store)
    assert found.represented >= 0.9
    assert found.error <= 0.05
    assert found.cells >= 100
    assert found.spent <= published.BUDGET
