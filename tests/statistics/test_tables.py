"""What is shown of closed periods."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import update

from bot.conversations.work import Store
from bot.statistics import counts, tables
from bot.statistics.codes import TOO_FEW, UNKNOWN, StatisticsProblem
from bot.statistics.counts import ALONE
from bot.statistics.months import Month
from bot.statistics.tables import TOTAL
from bot.storage.engine import now
from bot.storage.tables import closed_month, coded_item
from tests.databases import on_both
from tests.statistics.making import OVER, add_records


def closed(store: Store, length: str = "month") -> None:
    counts.close_months(store, length)  # type: ignore[arg-type]


def shown(store: Store, first: str, second: str = ALONE, period: str = str(OVER)) -> tables.Table:
    with store.read() as work:
        return tables.table(work, first, second, tables.chosen(work, period))


def test_numbers_are_rounded_and_small_ones_withheld(store: Store) -> None:
    add_records(store, 33, sex="Feminine", channel="sms")
    add_records(store, 4, sex="Feminine", channel="telegram")
    add_records(store, 41, sex="Masculine", channel="sms")
    add_records(store, 52, sex="Masculine", channel="telegram")
    closed(store)
    table = shown(store, "sex", "channel")
    assert table.cell("Feminine", TOTAL).number == 35
    assert table.cell(TOTAL, TOTAL).number == 130
    assert table.cell("Feminine", "telegram").number is None
    assert table.withheld == 4, "with 4 alone all others could be computed"


def test_a_code_with_few_people_is_put_together_with_another_in_every_table(store: Store) -> None:
    add_records(store, 40, sector="F_Construction")
    add_records(store, 20, sector="C_Manufacturing")
    add_records(store, 2, sector="P_Education")
    closed(store)
    for table in (shown(store, "sector"), shown(store, "sector", "channel")):
        assert set(table.rows) == {"F_Construction", TOO_FEW}
    assert shown(store, "sector").cell(TOO_FEW).number == 20


def test_of_several_codes_too_few_are_left_out(store: Store) -> None:
    add_records(store, 30, many={"topic": {"unpaid_wages", "shelter"}}, sex="Feminine")
    add_records(store, 3, many={"topic": {"legal_aid"}}, sex="Masculine")
    add_records(store, 30, many={"topic": {"unpaid_wages"}}, sex="Masculine")
    add_records(store, 20, sex="Feminine")
    closed(store)
    table = shown(store, "topic")
    assert set(table.rows) == {"unpaid_wages", "shelter"}
    assert table.cell("unpaid_wages").number == 60
    crossed = shown(store, "sex", "topic")
    assert crossed.cell("Feminine", "unpaid_wages").number == 30


def test_of_several_codes_one_that_fewer_than_eleven_do_not_have_is_withheld_with_its_row(store: Store) -> None:
    """Of 12 men, 8 at least: 68 asked for wages, and there are 60 women. The withheld cell would have 5 values left."""
    wages = {"topic": {"unpaid_wages"}}
    add_records(store, 58, sex="Feminine", many=wages)
    add_records(store, 2, sex="Feminine")
    add_records(store, 10, sex="Masculine", many=wages)
    add_records(store, 2, sex="Masculine", many={"topic": {"shelter"}})
    closed(store)
    assert shown(store, "topic").rows == ("unpaid_wages",)
    assert shown(store, "topic").cell("unpaid_wages").number is None
    crossed = shown(store, "sex", "topic")
    assert crossed.cell(TOTAL, "unpaid_wages").number is None
    assert [crossed.cell(sex, "unpaid_wages").number for sex in ("Feminine", "Masculine")] == [None, None]
    assert crossed.cell("Masculine", TOTAL).number == 10


def test_a_place_that_no_period_has_is_withheld_where_somebody_may_be_in_it(store: Store) -> None:
    """It was shown as 0: the men of April are too few by themselves, and may be in construction, where May has none."""
    add_records(store, 30, Month(2025, 4), sex="Feminine", sector="F_Construction")
    add_records(store, 20, Month(2025, 4), sector="F_Construction")
    add_records(store, 4, Month(2025, 4), sex="Masculine", sector="F_Construction")
    for sex in ("Feminine", "Masculine"):
        add_records(store, 30, Month(2025, 5), sex=sex, sector="C_Manufacturing")
    closed(store)
    table = shown(store, "sex", "sector", "2025")
    assert table.cell("Masculine", "F_Construction").number is None
    assert table.cell("Feminine", "C_Manufacturing").number == 30


def test_a_place_where_nobody_can_be_is_nobody(store: Store) -> None:
    add_records(store, 30, Month(2025, 4), sex="Feminine", sector="F_Construction")
    add_records(store, 30, Month(2025, 5), sex="Masculine", sector="C_Manufacturing")
    closed(store)
    assert shown(store, "sex", "sector", "2025").cell("Feminine", "C_Manufacturing") == tables.Cell(0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("month", "quarter", ("2025-01", "2025-02", "2025-03", "2025-Q2")),
        ("month", "year", ("2025-01", "2025-02", "2025-03", "2025-Q2")),
        ("quarter", "month", ("2025-Q1", "2025-04", "2025-05", "2025-06")),
        ("quarter", "year", ("2025-Q1", "2025-Q2")),
        ("year", "month", ("2025",)),
    ],
)
def test_periods_do_not_overlap_when_the_setting_changes_in_the_middle_of_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, before: str, after: str, expected: tuple[str, ...]
) -> None:
    """The quarter less two of its months was the third, and the year counted them twice."""
    for number in range(1, 7):
        add_records(store, 20, Month(2025, number), sex="Feminine")
    with monkeypatch.context() as while_it_lasts:
        while_it_lasts.setattr(counts, "now", lambda: datetime.datetime(2025, 2, 20, tzinfo=datetime.timezone.utc))
        closed(store, before)
    closed(store, after)
    with store.read() as work:
        assert tables.periods(work) == expected
    assert shown(store, "sex", period="2025").cell("Feminine").number == 120


def test_of_periods_that_an_older_release_let_overlap_each_shows_its_own_months(store: Store) -> None:
    for number in (1, 2, 3):
        add_records(store, 20, Month(2025, number), sex="Feminine")
    closed(store)
    with store.write() as work:
        work.run(update(closed_month).where(closed_month.c.month > "2025-01").values(period="2025-Q1"))
    assert shown(store, "sex", period="2025-01").cell("Feminine").number == 20
    assert shown(store, "sex", period="2025").cell("Feminine").number == 60


def test_a_period_with_fewer_than_eleven_shows_nothing(store: Store) -> None:
    add_records(store, 10)
    closed(store)
    table = shown(store, "sex")
    assert table.cells == {}
    assert table.too_few_people == (str(OVER),)


def test_a_year_is_the_sum_of_what_its_periods_show(store: Store) -> None:
    """Else a month would be the year less the other months."""
    for number, month in ((30, 3), (8, 4), (22, 5)):
        add_records(store, number, Month(2025, month), sex="Feminine")
        add_records(store, 40, Month(2025, month), sex="Masculine")
    closed(store)
    table = shown(store, "sex", period="2025")
    assert table.cell("Masculine").number == 80
    assert table.cell("Masculine").at_least
    assert table.cell("Feminine").number == 50
    by_month = shown(store, "month", "sex", period="2025")
    assert by_month.rows[2:5] == ("2025-03", "2025-04", "2025-05") or "2025-04" in by_month.rows


def test_both_orders_of_two_dimensions_show_the_same(store: Store) -> None:
    add_records(store, 30, sex="Feminine", channel="sms", many={"topic": {"shelter"}})
    add_records(store, 25, sex="Masculine", channel="webchat", many={"topic": {"shelter", "unpaid_wages"}})
    closed(store)
    for one, other in (("sex", "channel"), ("topic", "sex"), ("month", "sex")):
        there, back = shown(store, one, other), shown(store, other, one)
        assert {(row, column): cell for (row, column), cell in there.cells.items()} == {
            (row, column): cell for (column, row), cell in back.cells.items()
        }


@pytest.mark.parametrize(
    ("first", "second", "period", "words"),
    [
        ("sex", "age", "soon", "soon: is no period; write for example 2026, 2026-Q4 or 2026-11"),
        ("sex", "age", "2025-13", "2025-13: is no period"),
        ("sex", "age", "0000", "0000: is no period"),
        ("sex", "age", "0000-05", "0000-05: is no period"),
        ("sex", "age", "٢٠٢٥", "٢٠٢٥: is no period"),
        ("sex", "age", "2999", "2999 is in the future"),
        ("sex", "age", "2019-01", "2019-01: nothing was counted then"),
        ("sex", "name", "2025-03", "name: there is no such dimension"),
        ("sex", "sex", "2025-03", "sex: take two different dimensions"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(
    store: Store, first: str, second: str, period: str, words: str
) -> None:
    add_records(store, 20)
    closed(store)
    with pytest.raises(StatisticsProblem) as problem:
        shown(store, first, second, period)
    assert str(problem.value).startswith(words)
    assert "\n" not in str(problem.value)


def test_a_month_that_is_still_open_says_when_it_comes(store: Store) -> None:
    open_month = Month.of(now())
    add_records(store, 20, open_month)
    with pytest.raises(StatisticsProblem, match=f"{open_month} is still open; its figures come on "):
        shown(store, "sex", period=str(open_month))


def test_a_month_inside_a_longer_period_is_not_shown_by_itself(store: Store) -> None:
    add_records(store, 20)
    closed(store, "quarter")
    with pytest.raises(StatisticsProblem, match="2025-03 is not shown by itself but in 2025-Q1"):
        shown(store, "sex")
    assert shown(store, "sex", period="2025-Q1").cell(UNKNOWN).number == 20


def test_a_quarter_is_shown_when_all_its_months_are_closed(store: Store) -> None:
    latest = Month.of(now() - datetime.timedelta(days=20))
    add_records(store, 20, latest)
    closed(store, "year")
    with store.read() as work:
        there = tables.periods(work)
    assert there == () or latest.number == 12


@on_both
def test_a_record_that_comes_while_its_month_is_counted_is_counted_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_records(store, 20, sex="Feminine", many={"topic": {"shelter"}})
    select, came = counts.select, []

    def selected(*columns: Any) -> Any:
        if columns[0] is coded_item.c.record_id and not came:  # between the records and their codes
            came.append(add_records(store, 30, sex="Feminine", many={"topic": {"shelter"}}))
        return select(*columns)

    monkeypatch.setattr(counts, "select", selected)
    assert counts.close_months(store, "month") == []
    assert came
    assert OVER in counts.close_months(store, "month")
    with store.read() as work:
        assert counts.of_months(work, [OVER], "sex", "topic") == {("Feminine", "shelter"): 50}
        assert counts.of_months(work, [OVER], counts.EVERYBODY) == {(ALONE, ALONE): 50}
