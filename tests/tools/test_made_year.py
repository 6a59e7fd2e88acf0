"""A made year is marked, the same for the same seed, and never beside real records."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from bot.conversations.work import Store
from bot.statistics import tables
from bot.storage.tables import coded_record
from tests.statistics.making import add_records
from tools.made_year import MadeDataProblem, make_year

pytestmark = pytest.mark.long("makes a year and closes its months")


def test_it_is_marked_and_shown_as_made(store: Store) -> None:
    make_year(store, 2025, 300)
    with store.read() as work:
        assert set(work.run(select(coded_record.c.made)).scalars()) == {True}
        assert tables.table(work, "channel", "", tables.chosen(work, "2025")).is_made


def test_the_same_seed_makes_the_same_year(store: Store) -> None:
    def made() -> list[tuple[object, ...]]:
        make_year(store, 2025, 40, length=None)
        with store.write() as work:
            rows = [tuple(row) for row in work.run(select(coded_record).order_by(coded_record.c.id))]
            work.run(delete(coded_record))
        return rows

    assert made() == made()


def test_it_never_stands_beside_real_records(store: Store) -> None:
    add_records(store, 1)
    with pytest.raises(MadeDataProblem, match="make data in another one"):
        make_year(store, 2025, 10)


@pytest.mark.parametrize(("year", "conversations", "words"), [(2999, 10, "in the future"), (2025, 0, "make one")])
def test_what_cannot_be_made_is_said(store: Store, year: int, conversations: int, words: str) -> None:
    with pytest.raises(MadeDataProblem, match=words):
        make_year(store, year, conversations)
