from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.when import when_in
from bot.i18n.catalogues import available_languages
from bot.knowledge.deadlines import When

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "language", "period"),
    [
        ("2024", "en", "2024-01-01/2024-12-31"),
        ("in 2024 i think", "en", "2024-01-01/2024-12-31"),
        ("2026", "en", "2026-01-01/2026-11-24"),
        ("in may 2025", "en", "2025-05-01/2025-05-31"),
        ("2025 may", "en", "2025-05-01/2025-05-31"),
        ("5 may 2025", "en", "2025-05-05/2025-05-05"),
        ("May 5, 2025", "en", "2025-05-05/2025-05-05"),
        ("mayo de 2025", "es", "2025-05-01/2025-05-31"),
        ("im März 2025", "de", "2025-03-01/2025-03-31"),
        ("en août 2025", "fr", "2025-08-01/2025-08-31"),
        ("в январе 2025 года", "ru", "2025-01-01/2025-01-31"),
        ("в июне 2025", "ru", "2025-06-01/2025-06-30"),
        ("в мае 2025", "ru", "2025-01-01/2025-12-31"),
        ("5 мая 2025", "ru", "2025-05-05/2025-05-05"),
        ("05/2025", "en", "2025-05-01/2025-05-31"),
        ("5.2025", "de", "2025-05-01/2025-05-31"),
        ("2025-05", "en", "2025-05-01/2025-05-31"),
        ("2025-05-13", "en", "2025-05-13/2025-05-13"),
        ("13.05.2025", "de", "2025-05-13/2025-05-13"),
        ("05/13/2025", "en", "2025-05-13/2025-05-13"),
        ("03/04/2025", "en", "2025-03-04/2025-04-03"),
        ("from 2022 to 2024", "en", "2022-01-01/2024-12-31"),
        ("it may be 2024", "en", "2024-01-01/2024-12-31"),
        ("٢٠٢٤", "ar", "2024-01-01/2024-12-31"),
        ("۲۰۲۴", "fa", "2024-01-01/2024-12-31"),
        ("२०२४", "hi", "2024-01-01/2024-12-31"),
        ("２０２４年", "zh", "2024-01-01/2024-12-31"),
        ("২০২৫ মে", "bn", "2025-05-01/2025-05-31"),  # vowel signs belong to their word
        ("फ़रवरी 2025", "hi", "2025-02-01/2025-02-28"),
        ("2025年5月", "zh", "2025-05-01/2025-05-31"),
        ("hồi tháng 11 năm 2025", "vi", "2025-11-01/2025-11-30"),
        ("২০২৪", "bn", "2024-01-01/2024-12-31"),
        ("5 de mayo de 2025", "es", "2025-05-05/2025-05-05"),
        ("in may 2025, he owes 3000", "en", "2025-05-01/2025-05-31"),
        ("1500 euro, 2023", "en", "2023-01-01/2023-12-31"),
        ("2024 and last month again", "en", "2024-01-01/2026-10-31"),
    ],
)
def test_a_time_is_understood_as_people_write_it(text: str, language: str, period: str) -> None:
    assert when_in(text, language, TODAY) == When.from_text(period)


@pytest.mark.parametrize(
    "text",
    [
        "last summer",
        "i don't know",
        "",
        "2 months",
        "2031",  # not yet
        "1403",  # another calendar, in a language that has none
        "2082",
        "call +44 20 2024 2024",
        "20245",
        "12/2027",
        "2000 euro",
        "he owes me 2000 dollars",
        "2000€",
        "£ 2000",
        "2000.50",
        "EUR 2000",
        "2000 toman",
    ],
)
def test_what_would_need_a_guess_is_not_understood(text: str) -> None:
    assert when_in(text, "en", TODAY) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2000 dólares", "es"),
        ("2000 dolares", "es"),
        ("2000 франков", "ru"),
        ("۲۰۰۰ ریال", "fa"),
        ("2000 افغانی", "fa"),
        ("२००० रूपैयाँ", "ne"),
        ("2000 đồng", "vi"),
        ("۲۰۲۰ یورو", "fa"),
        ("2020 lei", "ro"),
    ],
)
def test_a_sum_in_the_money_of_the_region_or_of_home_is_no_year(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) is None


@settings(deadline=None)  # the first text of a language reads its lists
@given(st.text(max_size=60), st.sampled_from(["en", "ru", "ar", "fa", "ne", "xx"]))
def test_no_text_is_understood_as_a_time_to_come(text: str, language: str) -> None:
    found = when_in(text, language, TODAY)
    assert found is None or (found.latest is not None and found.earliest <= found.latest <= TODAY)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), TODAY))
def test_every_day_written_the_iso_way_is_read_back(day: date) -> None:
    assert when_in(day.isoformat(), "en", TODAY) == When.on(day)


BEFORE_2022 = {
    "en": ("before 2022", "until may 2022"),
    "de": ("vor 2022", "bis Mai 2022", "vor dem Jahr 2022"),
    "fr": ("avant 2022", "avant le 3 mai 2022"),
    "it": ("prima del 2022", "fino al 2022"),
    "es": ("antes de 2022", "hasta mayo de 2022"),
    "pt": ("antes de 2022", "até 2022"),
    "ro": ("înainte de 2022", "până în 2022"),
    "pl": ("przed 2022", "do maja 2022"),
    "ru": ("до 2022 года", "до мая 2022"),
    "uk": ("до 2022", "до травня 2022"),
    "bg": ("преди 2022", "до май 2022"),
    "sq": ("para 2022", "deri në 2022"),
    "tr": ("2022'den önce", "2022 kadar"),
    "ar": ("قبل 2022", "حتى 2022"),
    "fa": ("قبل از ۲۰۲۲", "تا ۲۰۲۲"),
    "ur": ("2022 سے پہلے", "2022 تک"),
    "hi": ("2022 से पहले", "2022 तक"),
    "bn": ("২০২২ এর আগে", "২০২২ পর্যন্ত"),
    "ne": ("२०२२ भन्दा अगाडि", "2022 samma"),
    "vi": ("trước năm 2022", "đến 2022"),
    "zh": ("2022年以前", "到2022年"),
}


@pytest.mark.parametrize("language", available_languages())
def test_before_a_year_says_no_time_and_is_asked_again(language: str) -> None:
    for text in BEFORE_2022[language]:
        assert when_in(text, language, TODAY) is None, text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("from 2022 to 2023", "en"),
        ("2022 bis 2023", "de"),
        ("de 2022 à 2023", "fr"),
        ("с 2022 до 2023", "ru"),
        ("2022 से 2023 तक", "hi"),
        ("2022年到2023年", "zh"),
        ("من 2022 إلى 2023", "ar"),
    ],
)
def test_from_one_year_to_another_begins_with_the_first(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) == When(date(2022, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("text", "language"), [("since 2022", "en"), ("seit 2022", "de"), ("2022 se", "ur"), ("в мае 2022", "ru")]
)
def test_since_a_year_and_in_it_are_read(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) is not None
