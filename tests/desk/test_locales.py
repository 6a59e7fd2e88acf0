"""Names and directions come from CLDR; a script that does not fit is only hinted at."""

from __future__ import annotations

import pytest

from bot.desk.locales import country_name, direction, english_name, name_of_language, other_script, own_name


def test_languages_stand_in_their_own_name() -> None:
    assert [own_name(code) for code in ("de", "fr", "ru", "ar", "uk")] == [
        "Deutsch",
        "français",
        "русский",
        "العربية",
        "українська",
    ]
    assert english_name("uk") == "Ukrainian"
    assert country_name("BA") == "Bosnia & Herzegovina"
    assert (name_of_language("uk", "fr"), country_name("DE", "es")) == ("ukrainien", "Alemania")


def test_what_cldr_does_not_know_is_its_code() -> None:
    assert own_name("qqq") == english_name("qqq") == "qqq"
    assert country_name("ZQ") == "ZQ"
    assert own_name("not a language!") == "not a language!"


def test_the_direction_is_the_languages_and_left_open_when_it_is_not_known() -> None:
    assert [direction(code) for code in ("ar", "fa", "he", "en", None, "qqq")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "auto",
        "auto",
    ]


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Hello, where are you now?", "ru", "Latin"),
        ("Привет, где вы?", "de", "Cyrillic"),
        ("مرحبا كيف حالك", "en", "Arabic"),
        ("你好吗，你在哪里", "en", "Chinese"),
        ("Привет, где вы?", "ru", None),
        ("你好吗，你在哪里", "zh", None),
        ("Bonjour à tous", "fr", None),
        ("ok", "ru", None),
        ("0800 123456 789", "ru", None),
        ("Hello there", None, None),
        ("Hello there", "qqq", None),
    ],
)
def test_a_script_that_does_not_fit_the_language_is_named(text: str, language: str | None, script: str | None) -> None:
    assert other_script(text, language) == script
