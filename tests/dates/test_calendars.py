"""Dates in the calendars of Iran and Afghanistan, of Nepal, and of Islam."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.calendars import calendars_of
from bot.dates.when import when_in
from bot.i18n.catalogues import available_languages
from bot.knowledge.deadlines import When

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "language", "period"),
    [
        ("۱۵ مهر ۱۴۰۳", "fa", "2024-10-06/2024-10-06"),
        ("1403/7/15", "fa", "2024-10-06/2024-10-06"),
        ("۱۵/۷/۱۴۰۳", "fa", "2024-10-06/2024-10-06"),
        ("7/1403", "fa", "2024-09-22/2024-10-21"),
        ("مهر ۱۴۰۳", "fa", "2024-09-22/2024-10-21"),
        ("مهر ماه سال ۱۴۰۳", "fa", "2024-09-22/2024-10-21"),
        ("میزان ۱۴۰۳", "fa", "2024-09-22/2024-10-21"),
        ("آذر ۱۴۰۳ بود", "fa", "2024-11-21/2024-12-20"),
        ("دي ١٤٠٣", "fa", "2024-12-21/2025-01-19"),  # from an Arabic keyboard
        ("mehr 1403", "fa", "2024-09-22/2024-10-21"),
        ("۱۴۰۳", "fa", "2024-03-20/2025-03-20"),
        ("سال ۱۴۰۲ مرا زدند", "fa", "2023-03-21/2024-03-19"),
        ("از ۱۴۰۱ تا ۱۴۰۳", "fa", "2022-03-21/2025-03-20"),
        ("1405", "fa", "2026-03-21/2026-11-24"),
        ("2024", "fa", "2024-01-01/2024-12-31"),
        ("२०८१ असोज ५", "ne", "2024-09-20/2024-09-22"),
        ("2081 asoj 5 gate", "ne", "2024-09-20/2024-09-22"),
        ("२०८१/६/५", "ne", "2024-09-20/2024-09-22"),
        ("२०८१ सालको असोज", "ne", "2024-09-16/2024-10-17"),
        ("असोज २०८१", "ne", "2024-09-16/2024-10-17"),
        ("२०८०", "ne", "2023-04-13/2024-04-13"),
        ("२०८० सालमा कुटे", "ne", "2023-04-13/2024-04-13"),
        ("2080 ma", "ne", "2023-04-13/2024-04-13"),
        ("2083", "ne", "2026-04-13/2026-11-24"),
        ("2024", "ne", "2024-01-01/2024-12-31"),
        ("रमजान 2024", "ne", "2024-01-01/2024-12-31"),
        ("رمضان ١٤٤٥", "ar", "2024-03-09/2024-04-11"),
        ("ربيع الأول 1445", "ar", "2023-09-14/2023-10-17"),
        ("٥ رمضان ١٤٤٥ هـ", "ar", "2024-03-13/2024-03-17"),
        ("15/9/1445 هـ", "ar", "2024-03-23/2024-03-27"),
        ("سنة ١٤٤٥ هجرية", "ar", "2023-07-17/2024-07-08"),
        ("رمضان 1445", "ur", "2024-03-09/2024-04-11"),
        ("1445 ہجری", "ur", "2023-07-17/2024-07-08"),
    ],
)
def test_a_date_in_another_calendar_is_read_as_the_days_it_may_be(text: str, language: str, period: str) -> None:
    assert when_in(text, language, TODAY) == When.from_text(period)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("۱۴۰۰ تومان", "fa"),
        ("1400 یورو", "fa"),
        ("۱۴۰۰ افغانی", "fa"),
        ("ماهی ۱۴۰۰ می‌دهد", "fa"),
        ("سال ۱۴۰۰ یورو گرفتم", "fa"),
        ("۱۴۰۶", "fa"),  # not yet
        ("۱۳۵۰", "fa"),
        ("२०८० रुपैयाँ", "ne"),
        ("रु २०८०", "ne"),
        ("महिनाको २०८० पाउँछु", "ne"),
        ("2084", "ne"),
        ("2083 चैत", "ne"),
        ("١٤٤٥", "ar"),
        ("أخذ مني 1445", "ar"),
        ("1445 درهم", "ar"),
        ("1403", "ar"),
        ("2081", "hi"),
        ("असोज 1403", "fa"),
    ],
)
def test_a_number_that_may_be_an_amount_or_lies_in_the_future_is_no_year(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) is None


@pytest.mark.parametrize("language", [code for code in available_languages() if code not in ("fa", "ne", "ar", "ur")])
@pytest.mark.parametrize("text", ["1403", "2081", "1445", "1403/7/15", "2081-06-05"])
def test_other_languages_have_no_such_years(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) is None


@settings(deadline=None)  # the first date of a calendar reads its table
@given(st.dates(date(2013, 4, 14), TODAY), st.sampled_from(["fa", "ne", "ar"]))
def test_every_day_lies_in_what_is_read_of_its_year_month_and_date(day: date, language: str) -> None:
    calendar = calendars_of(language)[1]
    year, month = calendar.month_of(day)
    number = (day - calendar.first_day(year, month)).days + 1
    for found in (calendar.in_year(year), calendar.in_month(year, month), calendar.on(year, month, number)):
        assert found is not None
        assert found.latest is not None
        assert found.earliest + calendar.margin <= day <= found.latest - calendar.margin


@pytest.mark.parametrize("language", ["fa", "ne", "ar"])
def test_every_month_has_names_and_every_day_a_month(language: str) -> None:
    calendar = calendars_of(language)[1]
    assert set(calendar.months.values()) == set(range(1, 13))
    first = calendar.first_day(*calendar.month_of(TODAY))
    assert first <= TODAY < first + timedelta(days=33)
