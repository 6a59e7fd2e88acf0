from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.hotline import Hotline
from bot.knowledge.ages import is_confirmed, is_line_confirmed, newest_day, page_age, page_day, usual_age
from bot.knowledge.own_lines import with_own_lines
from bot.knowledge.records import Country, Source

With = Callable[..., Country]

TODAY = date(2026, 12, 2)


def page(dated: str | None) -> Source:
    return Source(url="https://example.org", title="T", publisher="P", dated=dated, read=TODAY)


@pytest.mark.parametrize(
    ("dated", "day"),
    [
        ("2017", date(2017, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2024-06-03", date(2024, 6, 3)),
        ("2010-2017", date(2017, 12, 31)),
        ("about 2019", date(2019, 12, 31)),
        ("spring", None),
        (None, None),
    ],
)
def test_the_day_of_a_page_is_the_last_that_its_date_allows(dated: str | None, day: date | None) -> None:
    assert page_day(page(dated)) == day


def test_a_page_is_as_old_as_it_says_and_not_as_its_reading() -> None:
    assert page_age(page("2016-12-02"), TODAY) == pytest.approx(10, abs=0.01)
    assert page_age(page("2027"), TODAY) == 0
    assert page_age(page(None), TODAY) is None


def test_a_page_of_the_last_year_confirms_and_one_without_a_date_never_does() -> None:
    assert is_confirmed(page("2025-12-02"), TODAY)
    assert not is_confirmed(page("2025-12-01"), TODAY)
    assert not is_confirmed(page(None), TODAY)


def test_a_page_without_a_date_is_taken_to_be_as_old_as_most(with_contacts: With) -> None:
    pages = {f"S{place}": page(dated).dict() for place, dated in enumerate(["2024-12-02", "2016-12-02", None], 1)}
    assert usual_age([with_contacts(sources=pages)], TODAY) == pytest.approx(6, abs=0.01)
    assert usual_age([], TODAY) == 0


def test_a_hotlines_own_line_is_as_old_as_its_last_call_by_the_hotline(with_contacts: With) -> None:
    line = {"name": "Us", "countries": ["GB"], "dial": "0800 111", "confirmed_on": "2025-06-01"}
    record = with_own_lines(with_contacts(), Hotline.parse_obj({"name": "Us", "lines": [line]}))
    own = record.contacts[0]
    assert newest_day(record, own) == date(2025, 6, 1)
    assert is_line_confirmed(record, own, date(2026, 6, 1))
    assert not is_line_confirmed(record, own, date(2026, 6, 2))
