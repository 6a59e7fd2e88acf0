from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal

import pytest
from babel import localedata

from bot.i18n import formats
from bot.i18n.catalogues import available_languages
from bot.knowledge.records import Hours, Opening
from bot.settings import PROJECT_ROOT
from bot.text.letters import is_latin

WEEK = ("mon", "tue", "wed", "thu", "fri")


def opening(days: tuple[str, ...], opens: str, closes: str) -> Opening:
    return Opening.parse_obj({"days": days, "from": opens, "to": closes})


@pytest.mark.parametrize(
    ("amount", "unit", "language", "said"),
    [
        (1, "years", "en", "1 year"),
        (6, "months", "fr", "6 mois"),
        (2, "years", "ru", "2 года"),
        (5, "years", "ru", "5 лет"),
        (72, "hours", "de", "72 Stunden"),
    ],
)
def test_durations_have_the_plural_of_the_language(amount: int, unit: str, language: str, said: str) -> None:
    assert formats.duration(amount, unit, language).replace("\u00a0", " ") == said


def test_money_has_no_decimals_where_there_are_none() -> None:
    assert formats.money(500000, "GBP", "en") == "£500,000"
    assert formats.money(Decimal("4010.35"), "EUR", "de").replace("\u00a0", " ") == "4.010,35 €"
    assert formats.money(Decimal("4010.00"), "EUR", "de").replace("\u00a0", " ") == "4.010 €"


def test_names_are_in_the_language_or_their_own() -> None:
    assert formats.own_name("fr") == "Français"
    assert formats.own_name("ru") == "Русский"
    assert formats.language_name("pl", "de") == "Polnisch"
    assert formats.country_name("DE", "it") == "Germania"
    assert formats.language_name("qqq", "en") == "qqq"
    assert formats.country_name("DE", "not a language") == "Germany"


def test_opening_hours_join_days_in_a_row() -> None:
    hours = Hours(openings=(opening(WEEK, "09:00", "17:30"), opening(("sat",), "22:00", "24:00")))
    assert formats.opening_hours(hours, "de") == "Mo-Fr 09:00-17:30, Sa 22:00-24:00"
    assert formats.opening_hours(Hours(openings=(opening(("mon", "wed"), "9:00".zfill(5), "12:00"),)), "de") == (
        "Mo, Mi 09:00-12:00"
    )


def test_an_opening_that_is_not_for_the_readers_language_names_its_own() -> None:
    polish = Opening.parse_obj({"days": ["mon"], "from": "08:00", "to": "20:00", "languages": ["pl"]})
    other = Opening.parse_obj({"days": ["mon"], "from": "14:00", "to": "20:00", "languages": ["uk", "ru"]})
    hours = Hours(openings=(polish, other))
    assert formats.opening_hours(hours, "de") == "Mo 08:00-20:00 (Polnisch), Mo 14:00-20:00 (Ukrainisch, Russisch)"
    assert formats.opening_hours(hours, "pl") == "pon. 08:00-20:00, pon. 14:00-20:00 (ukraiński, rosyjski)"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "الاثنين-الجمعة 9:00\u00a0ص-5:30\u00a0م"),
        ("fa", "دوشنبه-جمعه 9:00 تا 17:30"),
        ("ur", "پیر-جمعہ 9:00-17:30"),
        ("sq", "hën-pre 9:00\u202fp.d.-5:30\u202fm.d"),
        ("he", "יום ב׳-יום ו׳ 9:00-17:30"),
    ],
)
def test_opening_hours_are_read_in_the_right_order_and_end_without_a_full_stop(language: str, said: str) -> None:
    assert formats.opening_hours(Hours(openings=(opening(WEEK, "09:00", "17:30"),)), language) == said


@pytest.mark.parametrize("language", [code for code in available_languages() if not is_latin(code)])
def test_no_latin_am_or_pm_stands_among_letters_of_another_script(language: str) -> None:
    said = formats.opening_hours(Hours(openings=(opening(WEEK, "07:00", "22:00"),)), language)
    assert not any(letter.isascii() and letter.isalpha() for letter in said)


@pytest.mark.long("starts Python, since what was asked first counts")
@pytest.mark.parametrize("first", ["ur", "sq", "he"])
def test_what_one_language_asked_for_first_is_not_said_in_another(first: str) -> None:
    script = f"""
import datetime
from bot.knowledge.records import Hours, Opening
from bot.dates.when import when_in
from bot.i18n import formats
from bot.i18n.catalogues import available_languages
from bot.text.letters import is_latin
hours = Hours(openings=(Opening.parse_obj({{"days": ["mon"], "from": "09:00", "to": "17:00"}}),))
for language in ("{first}", "fr"):
    when_in("2 x 2025", language, datetime.date(2026, 1, 1))
    print(formats.opening_hours(hours, language), formats.date(datetime.date(2026, 3, 1), language))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT)
    assert ran.stdout.splitlines()[1] == "lun. 09:00-17:00 1 mars 2026"


def test_lists_and_dates_are_those_of_the_language() -> None:
    assert formats.join(["a", "b", "c"], "en", "or") == "a, b, or c"
    assert formats.join(["a", "b"], "es") == "a y b"
    assert formats.date(datetime.date(2026, 11, 24), "es") == "24 de noviembre de 2026"


@pytest.mark.parametrize("unit", ["hours", "days", "months", "years"])
@pytest.mark.parametrize(
    "language",
    [locale for locale in localedata.locale_identifiers() if len(locale) == 2],
)
def test_a_duration_is_never_the_name_of_a_unit(language: str, unit: str) -> None:
    for amount in (1, 2, 3, 5, 10, 21):
        said = formats.duration(amount, unit, language)
        assert "duration" not in said
        assert not said.isdigit()
