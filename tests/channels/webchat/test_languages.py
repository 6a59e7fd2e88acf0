"""The likeliest language first, every one in its own name."""

from __future__ import annotations

import pytest

from bot.channels.webchat.languages import (
    countries,
    country_choices,
    language_choices,
    languages,
    page_language,
    wanted_languages,
)
from bot.knowledge.loader import load_countries
from bot.replies.known import KNOWLEDGE


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", ("fr", "en", "de")),
        ("en;q=0.2, ru", ("ru", "en")),
        ("uk-UA,uk;q=0.9,ru;q=0", ("uk",)),
        ("zh-Hans-CN", ("zh",)),
        ("", ()),
        ("*", ()),
        (";;;,q=,é;q=x,\x00,--", ()),
        ("en;q=nonsense, de", ("de",)),
        (",".join(["de"] * 5000), ("de",)),
    ],
)
def test_wanted_languages(header: str, wanted: tuple[str, ...]) -> None:
    assert wanted_languages(header) == wanted


def test_wanted_languages_come_first_and_none_is_missing() -> None:
    choices = language_choices(("ru", "xx", "fr"))
    assert choices[:2] == [("ru", "Русский"), ("fr", "Français")]
    assert sorted(code for code, _ in choices) == sorted(languages())


def test_a_language_wanted_twice_is_offered_once() -> None:
    choices = language_choices(("ru", "ru", "fr", "ru"))
    assert sorted(code for code, _ in choices) == sorted(languages())


def test_countries_stand_in_alphabetical_order() -> None:
    codes = [code for code, _ in country_choices("pl")]
    assert codes.index("LT") < codes.index("LU") < codes.index("LV") < codes.index("MT")  # Luksemburg, Łotwa, Malta


def test_the_page_falls_back_to_english() -> None:
    assert page_language(("xx", "fr", "de")) == "fr"
    assert page_language(()) == page_language(("tlh",)) == "en"


@pytest.mark.long("sorts all countries in every language")
def test_every_country_with_a_record_can_be_picked_by_its_name() -> None:
    assert set(countries()) == set(load_countries(KNOWLEDGE / "countries"))
    german = dict(country_choices("de"))
    assert (german["AT"], german["US"]) == ("Österreich", "Vereinigte Staaten")
    names = [name for _, name in country_choices("de")]
    assert names.index("Österreich") < names.index("Polen")  # Ö is sorted as O
