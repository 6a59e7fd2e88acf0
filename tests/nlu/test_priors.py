"""What is known of a contact makes languages likelier, and never impossible."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.priors import likeliest, prior_weights, read_in, spoken_in

LANGUAGES = ("de", "en", "es", "fr", "it", "ru")


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({}, "en"),
        ({"language": "fr"}, "fr"),
        ({"language": "fr", "language_chosen": True, "phone_country": "DE", "language_hints": ["de"]}, "fr"),
        ({"language_hints": ["ru-RU"]}, "ru"),
        ({"language_hints": ["es_MX", "en"]}, "es"),
        ({"phone_country": "AT"}, "de"),
        ({"phone_country": "RU"}, "ru"),
        ({"phone_country": "PY"}, "es"),
        ({"language_hints": ["nonsense-tag", "xx", ""], "phone_country": "ZZ", "language": "tlh"}, "en"),
    ],
)
def test_the_likeliest_language_follows_from_what_is_known(known: dict[str, Any], language: str) -> None:
    assert likeliest(LANGUAGES, known) == language


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({"phone_country": "UZ"}, "ru"),
        ({"phone_country": "TJ"}, "ru"),
        ({"phone_country": "TM"}, "ru"),
        ({"phone_country": "AM"}, "ru"),
        ({"phone_country": "GE"}, "ru"),
        ({"phone_country": "RS"}, "en"),
        ({"phone_country": "PH"}, "en"),
        ({"language_hints": ["uz"]}, "ru"),
        ({"language_hints": ["tg-TJ", "en"]}, "ru"),
        ({"language_hints": ["de", "uz"]}, "de"),
        ({"language_hints": ["hr"]}, "en"),
    ],
)
def test_a_language_that_is_none_of_ours_stands_for_what_its_writers_read(known: dict[str, Any], language: str) -> None:
    assert likeliest(LANGUAGES, known) == language


@given(
    st.fixed_dictionaries(
        {
            "language": st.sampled_from([None, *LANGUAGES, "xx"]),
            "language_chosen": st.booleans(),
            "language_hints": st.lists(st.text(max_size=8), max_size=4),
            "phone_country": st.sampled_from([None, "DE", "CH", "IN", "AQ", "ZZ", "gb"]),
        }
    )
)
def test_weights_sum_to_one_and_no_language_is_ruled_out(known: dict[str, Any]) -> None:
    weights = prior_weights(LANGUAGES, known)
    assert sum(weights.values()) == pytest.approx(1.0)
    assert min(weights.values()) > 0.0


def test_the_languages_of_a_country_come_from_cldr() -> None:
    assert spoken_in("CH")["de"] > spoken_in("CH")["it"] > 0.0
    assert spoken_in(None) == {}


def test_where_one_of_ours_is_official_another_language_stands_for_nothing() -> None:
    assert read_in("BE", ("en", "fr")) == {code: spoken_in("BE")[code] for code in ("en", "fr")}  # whatever Dutch reads
    assert read_in("UZ", ("en", "ru"))["ru"] > spoken_in("UZ")["ru"]
