"""Names stand where readers of their language look for them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.i18n.alphabets import ALPHABETS, place_of
from bot.i18n.catalogues import available_languages
from bot.i18n.formats import country_name

ORDER: dict[str, str] = yaml.safe_load((Path(__file__).parent / "country_order.yml").read_text("utf-8"))


@pytest.mark.parametrize("language", available_languages())
def test_countries_stand_in_the_order_of_cldr(language: str) -> None:
    codes = ORDER[language].split()
    assert sorted(codes, key=lambda code: place_of(country_name(code, language), language)) == codes


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", ["Äthiopien", "Australien", "Straße", "Strauß"]),
        ("es", ["Nuez", "Ñame", "Ohio"]),
        ("fa", ["آلمان", "اتریش", "پرتغال", "ترکیه", "کویت", "گرجستان"]),
        ("hi", ["कज़ाखस्तान", "क्रोएशिया", "ग्रीस"]),
        ("pl", ["Litwa", "Luksemburg", "Łotwa", "Malta"]),
        ("sq", ["Gana", "Greqi", "Gjermani", "Haiti"]),
        ("tr", ["Hollanda", "Irak", "İran", "Japonya"]),
        ("uk", ["Греція", "Ґренландія", "Данія"]),
        ("ur", ["ترکی", "ٹوگو", "جرمنی", "چیک"]),
        ("vi", ["Dominica", "Đức", "Estonia", "Hungary"]),
        ("zh", ["阿富汗", "德国", "中国"]),
        ("en", ["Åland", "Albania", "Česko", "Denmark", "Österreich", "Zambia", "Греция", "ไทย"]),
    ],
)
def test_letters_stand_where_the_alphabet_has_them(language: str, names: list[str]) -> None:
    assert sorted(names, key=lambda name: place_of(name, language)) == names


def test_signs_come_before_letters_and_names_never_tie() -> None:
    assert place_of("Congo - Kinshasa", "en") < place_of("Congolese", "en")
    assert place_of("Peru", "en") != place_of("Perú", "en")


def test_no_alphabet_has_a_letter_twice() -> None:
    assert all(len(letters.split()) == len(set(letters.split())) for letters in ALPHABETS.values())
