"""What a text denies, leaves, comes from or asks of others is no place its writer is in, and no language they want."""

from __future__ import annotations

import pytest
import yaml

from bot.nlu.mentions import ELSEWHERE, HERE, NEGATION_FOLDER
from bot.nlu.places import Places
from tests.nlu.extraction import ALL_LANGUAGES, places_of


@pytest.fixture(scope="module")
def places() -> Places:
    """The names of all languages."""
    return places_of(*ALL_LANGUAGES)


def roles(places: Places, text: str, language: str) -> list[tuple[str, str | None]]:
    """Countries and how they are mentioned; that somebody is there now has a test of its own."""
    return [(name.value, None if name.role == HERE else name.role) for name in places.find(text, language)]


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_every_language_has_its_words_for_not(language: str) -> None:
    words = yaml.safe_load((NEGATION_FOLDER / f"{language}.yml").read_text("utf-8"))
    assert all(isinstance(word, str) for key in ("not", "between", "gone", "they_speak") for word in words[key])


@pytest.mark.parametrize(
    ("language", "text", "here", "not_here"),
    [
        ("es", "ahora me fui a Suiza, ya no estoy en Italia", "CH", "IT"),
        ("ne", "पोल्यान्डमा छैन अब, जर्मनी आएँ", "DE", "PL"),
        ("hi", "ab main scotland me nahi ireland me hu", "IE", "GB"),
        ("hi", "main India me hu abhi tak gaya nahi germany", "IN", "DE"),
        ("hi", "मैं जर्मनी में नहीं हूं ऑस्ट्रिया में हूं", "AT", "DE"),
        ("bn", "ami age france e chilam ekhon germany te", "DE", "FR"),
        ("ar", "انا هلق بالسويد مو بتركيا", "SE", "TR"),
        ("ar", "ana db f sbania machi f talyan", "ES", "IT"),
        ("fa", "دیگه ترکیه نیستم رفتم یونان", "GR", "TR"),
        ("fa", "راستی من الان تو اتریشم آلمان نیستم", "AT", "DE"),
        ("fa", "man alan too faransam na alman", "FR", "DE"),
        ("ur", "میں اب سپین میں ہوں اٹلی میں نہیں", "ES", "IT"),
        ("ur", "ab main germany aa gaya hoon italy chor diya", "DE", "IT"),
        ("en", "i am not in italy anymore, i am in spain", "ES", "IT"),
        ("fr", "je ne suis plus en France, je suis en Belgique", "BE", "FR"),
        ("fr", "je suis en Suisse, pas en Italie", "CH", "IT"),
        ("de", "ich bin nicht mehr in Italien sondern in Österreich", "AT", "IT"),
        ("it", "non sono più in Italia, ora sono in Francia", "FR", "IT"),
        ("pt", "não, foi na Espanha, agora to em Portugal", "PT", "ES"),
        ("ro", "nu mai sunt in Italia, sunt in Spania", "ES", "IT"),
        ("ru", "я уже не в Польше, я в Германии", "DE", "PL"),
        ("uk", "я не в Польщі а в Німеччині", "DE", "PL"),
        ("pl", "nie jestem już w Polsce, jestem w Niemczech", "DE", "PL"),
        ("bg", "вече не съм в Гърция, в Германия съм", "DE", "GR"),
        ("sq", "nuk jam me ne Greqi, jam ne Itali", "IT", "GR"),
        ("tr", "Almanya'da değilim, Hollanda'dayım", "NL", "DE"),
        ("pl", "mieszkałam w Holandii, teraz jestem w Niemczech", "DE", "NL"),
        ("de", "letztes Jahr war ich in Italien, jetzt bin ich in Österreich", "AT", "IT"),
        ("vi", "tôi không ở Ba Lan nữa, tôi ở Đức", "DE", "PL"),
        ("zh", "我不在意大利了,我在西班牙", "ES", "IT"),
    ],
)
def test_the_country_that_is_denied_or_left_is_not_where_somebody_is(
    places: Places, language: str, text: str, here: str, not_here: str
) -> None:
    assert set(roles(places, text, language)) == {(here, None), (not_here, "not")}


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "I was not paid in Italy", "IT"),
        ("en", "I can't leave Italy", "IT"),
        ("en", "i left to cyprus", "CY"),
        ("es", "no me pagan en España", "ES"),
        ("es", "estoy en Italia no estoy bien", "IT"),
        ("fr", "on ne me paie pas en France", "FR"),
        ("ru", "мне не платят в Польше", "PL"),
        ("hi", "main germany me nahi rehna chahta", "DE"),
    ],
)
def test_a_not_about_something_else_denies_no_country(places: Places, language: str, text: str, country: str) -> None:
    assert roles(places, text, language) == [(country, None)]


@pytest.mark.parametrize(
    ("language", "text", "wanted", "not_known"),
    [
        ("hi", "english nahi aati mujhe", None, "en"),
        ("hi", "english nahi aati hindi me likho", "hi", "en"),
        ("bn", "amar to english ashe na", None, "en"),
        ("ne", "malai english aaudaina", None, "en"),
        ("es", "mi amiga no habla español, can you say it in english", "en", "es"),
        ("en", "mi amiga no habla español, can you say it in english", "en", "es"),
        ("en", "dont speak english well, spanish please", "es", "en"),
        ("ar", "ما بحكي انجليزي", None, "en"),
        ("fa", "انگلیسی بلد نیستم", None, "en"),
        ("de", "ich spreche kein Englisch", None, "en"),
        ("fr", "je ne parle pas anglais", None, "en"),
        ("tr", "ingilizce bilmiyorum türkçe yaz", "tr", "en"),
        ("zh", "我不会英语", None, "en"),
        ("vi", "tôi không biết tiếng anh", None, "en"),
        ("hi", "english nahi chahiye", None, "en"),
    ],
)
def test_a_language_that_somebody_does_not_know_is_not_the_one_they_want(
    places: Places, language: str, text: str, wanted: str | None, not_known: str
) -> None:
    assert set(roles(places, text, language)) - {(wanted, None)} == {(not_known, "not")}


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("it", "il 800 290 290 parlano bengalese?", "bn"),
        ("fa", "فارسی هم حرف میزنن؟", "fa"),
        ("ne", "nepali bolcha tyaha?", "ne"),
        ("en", "can they speak nepali", "ne"),
        ("ru", "они говорят по-русски?", "ru"),
    ],
)
def test_a_language_that_others_speak_is_asked_about_and_not_for(
    places: Places, language: str, text: str, spoken: str
) -> None:
    assert roles(places, text, language) == [(spoken, "theirs")]


@pytest.mark.parametrize(
    ("language", "text", "home"),
    [("ar", "بدي ارجع ع سوريا", "SY"), ("ur", "France me hun, Pakistan se aaya tha", "PK")],
)
def test_where_somebody_is_from_or_goes_back_to_is_not_where_they_are(
    places: Places, language: str, text: str, home: str
) -> None:
    assert (home, "origin") in roles(places, text, language)


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("es", "estoy en madrid", "ES"),
        ("it", "sono a roma", "IT"),
        ("de", "ich bin in wien", "AT"),
        ("ru", "я в москве", "RU"),
        ("hi", "main berlin me hu", "DE"),
        ("fr", "je suis a paris", "FR"),
    ],
)
def test_the_city_somebody_is_in_tells_the_country(places: Places, language: str, text: str, country: str) -> None:
    assert roles(places, text, language) == [(country, "city")]


@pytest.mark.parametrize(("language", "text"), [("es", "mi amiga Sofia no come"), ("it", "il mio capo di Roma paga")])
def test_a_city_that_nobody_says_they_are_in_tells_nothing(places: Places, language: str, text: str) -> None:
    assert roles(places, text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "a incuiat usa si nu pot iesi"),
        ("ro", "patronul a încuiat ușa. Ușa e de fier"),
        ("en", "Hello. My boss took my passport"),
        ("pl", "Dzien dobry. My pracujemy bez umowy"),
        ("pl", "My"),
        ("de", "Hallo Oma, bin gut angekommen"),
        ("tr", "Üç aydır para yok"),
        ("ar", "mn 3 chhor ma khlsnich"),
        ("pt", "ele usa meu documento"),
    ],
)
def test_a_word_of_this_language_is_no_country_of_another(places: Places, language: str, text: str) -> None:
    assert places.find(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "role"),
    [
        ("uk", "у мене діти в Україні чекають грошей, а шеф не платить", "kin"),
        ("bg", "жена ми в България чака пари", "kin"),
        ("en", "my mother in Moldova is sick and the boss does not pay", "kin"),
        ("ur", "میں اٹلی میں ہوں", "here"),
        ("en", "i am in Moldova and my mother is sick", "here"),
        ("tr", "türkmenistandan geldim patron pasaportumu aldı", "origin"),
        ("tr", "türkmenistandayım", None),
        ("tr", "Özbekistanlıyım, patron pasaportumu aldı", "origin"),
        ("tr", "ben ozbekistanliyim", "origin"),
        ("tr", "biz Suriyeliyiz", "origin"),
        ("tr", "men azerbaycanliyam", "origin"),
    ],
)
def test_where_relatives_are_and_where_one_comes_from_is_told_apart(
    places: Places, language: str, text: str, role: str | None
) -> None:
    assert [named.role for named in places.find(text, language)] == [role]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my number is from Poland but i am in Ireland"),
        ("de", "nummer polen aber ich bin in irland"),
        ("es", "número de polonia pero estoy en irlanda"),
        ("fr", "numéro de pologne mais je suis en irlande"),
        ("it", "numero della polonia ma sono in irlanda"),
        ("pt", "número da polonia mas tou na irlanda"),
        ("ro", "nr din polonia dar sunt in irlanda"),
        ("pl", "numer Polska ale jestem w Irlandii"),
        ("ru", "номер польша а я в Ирландии"),
        ("uk", "номер Польща а я в Ірландії"),
        ("bg", "номер от Полша ама съм в Ирландия"),
        ("tr", "polonya numarası ama irlandada yaşıyorum"),
        ("sq", "numri i polonise po jam ne irlande"),
        ("ar", "رقم بولندا بس أنا في إيرلندا"),
        ("fa", "شماره لهستان ولی من تو ایرلندم"),
        ("ur", "number poland ka ha lekin main ireland me hun"),
        ("hi", "number poland ka hai par main ireland me hu"),
        ("bn", "number poland er kintu ami ireland e achi"),
        ("ne", "number poland ko ho tara ma ireland ma xu"),
        ("vi", "số Ba Lan nhưng em đang ở Ireland"),
        ("zh", "号码是波兰的 但我在爱尔兰"),
    ],
)
def test_who_says_where_they_are_now_is_there_whatever_else_they_name(places: Places, language: str, text: str) -> None:
    found = {named.value: named.role for named in places.find(text, language)}
    assert found.pop("IE") == HERE
    assert set(found.values()) <= ELSEWHERE
