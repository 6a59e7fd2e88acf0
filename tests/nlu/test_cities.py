"""The city that somebody is in tells the country; words that cities are called too do not."""

from __future__ import annotations

import pytest
import yaml
from babel import Locale

from bot.nlu.cities import CITIES_FILE, NAMES_PARTED_BY, Cities
from bot.nlu.places import Places
from bot.text.folding import without_accents
from bot.text.words import WORD
from tests.nlu.extraction import ALL_LANGUAGES, places_of


@pytest.fixture(scope="module")
def places() -> Places:
    return places_of(*ALL_LANGUAGES)


def roles(places: Places, text: str, language: str) -> list[tuple[str, str | None]]:
    return [(name.value, name.role) for name in places.find(text, language) if name.entity == "country"]


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("it", "sono a torino senza documenti", "IT"),
        ("it", "mi hanno portata a Francoforte", "DE"),
        ("it", "Torino", "IT"),
        ("es", "trabajo en Huelva en la fresa", "ES"),
        ("es", "estoy en Granada", "ES"),  # and not in Grenada
        ("fr", "je travaille à Lyon dans un restaurant", "FR"),
        ("fr", "bonsoir au québec j'appelle quel numéro", "CA"),
        ("de", "ich arbeite in Nürnberg auf dem Bau", "DE"),
        ("en", "i work at a car wash near Leicester", "GB"),
        ("pt", "vivo em Setúbal com uma tia", "PT"),
        ("ro", "lucrez badantă la Bologna", "IT"),
        ("pl", "jestem w Krakowie", "PL"),
        ("pl", "mieszkam we wrocławiu", "PL"),
        ("pl", "siedzę w hali pod Antwerpią", "BE"),
        ("pl", "pracuję w świetlicy na Pradze", None),  # a part of Warsaw
        ("ru", "работаю в Милане", "IT"),
        ("ru", "мы в Нижнем Новгороде", "RU"),
        ("ru", "ya v Krakove", "PL"),
        ("uk", "я у Вроцлаві", "PL"),
        ("uk", "живемо в Києві", "UA"),
        ("bg", "на строеж съм в Щутгарт", "DE"),
        ("sq", "punoj badante ne Milano", "IT"),
        ("tr", "Hamburg'da çalışıyorum", "DE"),
        ("tr", "hamburgdayım yardım edin", "DE"),
        ("ar", "أعمل في تورينو", "IT"),
        ("ar", "انا بهامبورغ", "DE"),
        ("fa", "من تو هامبورگ کار می‌کنم", "DE"),
        ("hi", "main Brescia me kaam karta hu", "IT"),
        ("ur", "میں بریڈفورڈ میں ہوں", "GB"),
        ("bn", "আমি মিলানে কাজ করি", "IT"),
        ("ne", "म लिस्बनमा काम गर्छु", "PT"),
        ("zh", "我在佛罗伦萨做工", "IT"),
        ("vi", "em đang ở Leipzig", "DE"),
    ],
)
def test_the_city_somebody_is_in_tells_the_country(
    places: Places, language: str, text: str, country: str | None
) -> None:
    assert roles(places, text, language) == ([(country, "city")] if country else [])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it was nice and in bath water"),
        ("en", "they put us in van"),
        ("de", "wir schlafen in Halle 3"),
        ("de", "ich liege in Bergen von Wäsche"),
        ("fr", "arrivé à trente minutes de là"),
        ("it", "a pari condizioni"),
        ("it", "ho dato i soldi a Mila"),
        ("pt", "a comida no prato"),
        ("pt", "trabalho no porto"),
        ("ro", "tine telefonul in palma"),
        ("pl", "trzyma w ręce nóż"),
        ("ru", "смотрит в глаза"),
        ("uk", "працюю в порту"),
        ("uk", "сидить у барі"),
        ("tr", "arada bir gelir"),
        ("ur", "میں باتھ روم میں بند ہوں"),
        ("bn", "ami bari te jabo"),
        ("hi", "balti me pani"),
        ("fa", "پاسپورت تو کیف"),
        ("ar", "جا في ليل"),
        ("ar", "كيف بدي"),
        ("vi", "trong bệnh viện ở viện"),
    ],
)
def test_a_word_that_a_city_is_called_too_is_no_city(places: Places, language: str, text: str) -> None:
    assert roles(places, text, language) == []


@pytest.mark.parametrize(("language", "text"), [("en", "i work in Nice"), ("es", "trabajo en Nice")])
def test_a_word_is_a_city_where_only_a_city_has_a_capital(places: Places, language: str, text: str) -> None:
    assert roles(places, text, language) == [("FR", "city")]
    assert roles(places, text.lower(), language) == []
    assert roles(places, text.upper(), language) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("it", "vengo dal Marocco, abito a Torino", [("MA", "origin"), ("IT", "city")]),
        ("it", "prima ero a Milano, adesso sono a Lione", [("IT", "not"), ("FR", "city")]),
        ("de", "letztes Jahr war ich in Dortmund, jetzt bin ich in Linz", [("DE", "not"), ("AT", "city")]),
        ("fr", "j'étais à Grenoble, maintenant je suis à Genève", [("FR", "not"), ("CH", "city")]),
        ("pl", "byłam w Rotterdamie, teraz mieszkam w Antwerpii", [("NL", "not"), ("BE", "city")]),
        ("ro", "eram la Torino, acum sunt la Stuttgart", [("IT", "not"), ("DE", "city")]),
        ("tr", "Münih'te değilim, Salzburg'dayım", [("DE", "not"), ("AT", "city")]),
        ("en", "not in Leeds anymore, i am in Cork", [("GB", "not"), ("IE", "city")]),
        ("ru", "моя мама в Самарканде", [("UZ", "kin")]),
        ("uk", "мої діти у Харкові", [("UA", "kin")]),
    ],
)
def test_cities_are_mentioned_as_countries_are(
    places: Places, language: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert roles(places, text, language) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "estoy en Córdoba"),  # more of them are in Argentina
        ("fr", "je suis à Brest"),  # in France or in Belarus
        ("en", "i am in Cambridge"),
        ("ru", "я в Донецке"),
        ("ru", "я в Симферополе"),
        ("en", "i am in Surrey"),
    ],
)
def test_a_name_of_several_cities_or_of_a_contested_one_tells_nothing(places: Places, language: str, text: str) -> None:
    assert roles(places, text, language) == []


def test_no_name_of_a_city_is_another_countrys_or_another_citys() -> None:
    cities: dict[str, list[str]] = yaml.safe_load(CITIES_FILE.read_text("utf-8"))
    countries_of: dict[str, set[str]] = {}
    for country, all_names in cities.items():
        assert country in Locale("en").territories
        for names in all_names:
            for name in names.split(NAMES_PARTED_BY):
                key = " ".join(without_accents(word) for word in WORD.findall(name))
                countries_of.setdefault(key, set()).add(country)
    assert {name: countries for name, countries in countries_of.items() if len(countries) > 1} == {}


def test_no_city_is_looked_for_in_an_empty_text_or_one_in_no_language() -> None:
    cities = Cities()
    assert cities.find([], "it") == []
    assert cities.find(["in", "milano"], None) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "ciao bro lavoro autolavaggio torino 30 euro al giorno", [("IT", "town")]),
        ("de", "arbeite in laufhaus nürnberg zimmer kost 150 am tag", [("DE", "town")]),
        ("it", "un mio amico di Torino", []),  # from there
        ("en", "my friend likes torino football", []),  # where no English is spoken
        ("tr", "konya. kimlik yok kaçak geldim", [("TR", "city")]),  # all that a clause says
        ("es", "fuenlabrada, madrid", [("ES", "city"), ("ES", "city")]),
        ("en", "nice. thank you", []),
    ],
)
def test_a_city_that_is_only_named_is_a_town(
    places: Places, language: str, text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert roles(places, text, language) == expected
