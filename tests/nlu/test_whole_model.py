"""What the trained model must not get wrong: the ways to a human, to another language, to another country."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.nlu.evaluation import Parse
from bot.nlu.texts import nlu_files
from bot.settings import PROJECT_ROOT

LANGUAGES = [file.stem for file in nlu_files(PROJECT_ROOT / "data/nlu")]
COUNTRIES = sorted(file.stem.upper() for file in (PROJECT_ROOT / "data/knowledge/countries").glob("*.yml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_s_bare_name_changes_the_country(parse: Parse, language: str) -> None:
    missed = []
    for country in COUNTRIES:
        found = parse(Locale(language).territories[country], {"language": language})
        values = [entity["value"] for entity in found["entities"] if entity["entity"] == "country"]
        if found["intent"]["name"] != "change_country" or values != [country]:
            missed.append(country)
    assert not missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_languages_bare_name_changes_the_language(parse: Parse, language: str) -> None:
    for written_in in LANGUAGES:
        name = Locale(written_in).languages[language]
        for typed in (name, name.lower(), name.upper()):
            found = parse(typed, {"language": written_in})
            values = {entity["value"] for entity in found["entities"] if entity["entity"] == "language"}
            assert (found["intent"]["name"], values) == ("change_language", {language}), typed


A_PERSON = {
    "ar": ["إنسان", "انسان", "شخص"],
    "bg": ["човек", "оператор", "chovek"],
    "bn": ["মানুষ", "অপারেটর", "manush"],
    "de": ["mensch", "person", "berater"],
    "en": ["human", "person", "operator"],
    "es": ["humano", "persona", "operador"],
    "fa": ["انسان", "آدم", "اپراتور"],
    "fr": ["humain", "operateur", "opérateur"],
    "hi": ["इंसान", "इन्सान", "व्यक्ति"],
    "it": ["umano", "persona", "operatore"],
    "ne": ["मान्छे", "मानिस", "अपरेटर"],
    "pl": ["człowiek", "czlowiek", "osoba"],
    "pt": ["humano", "pessoa", "operador"],
    "ro": ["om", "uman", "persoana"],
    "ru": ["человек", "оператор", "chelovek"],
    "sq": ["njeri", "person", "operator"],
    "tr": ["insan", "operatör", "operator"],
    "uk": ["людина", "оператор", "lyudyna"],
    "ur": ["انسان", "آپریٹر", "بندہ"],
    "vi": ["người", "nguoi", "nhân viên"],
    "zh": ["人", "人工", "真人"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_one_word_away(parse: Parse, language: str) -> None:
    for word in A_PERSON[language]:
        for typed in (word, word.upper()):
            assert parse(typed, {"language": language})["intent"]["name"] == "talk_to_human", typed


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("help he is going to kill me", "emergency"),
        ("hilfe er bringt mich um", "emergency"),
        ("aidez moi il va me tuer", "emergency"),
        ("ayuda me va a matar", "emergency"),
        ("aiuto mi uccide", "emergency"),
        ("помогите он меня убьёт", "emergency"),
        ("pomogite on menya ubyet", "emergency"),
        ("i want to die", "distress"),
        ("ich will sterben", "distress"),
        ("je veux mourir", "distress"),
        ("quiero morir", "distress"),
        ("voglio morire", "distress"),
        ("хочу умереть", "distress"),
        ("human please", "talk_to_human"),
        ("ich will mit einem menschen reden", "talk_to_human"),
        ("je veux parler à une personne", "talk_to_human"),
        ("quiero hablar con una persona", "talk_to_human"),
        ("voglio parlare con una persona", "talk_to_human"),
        ("хочу поговорить с человеком", "talk_to_human"),
    ],
)
def test_danger_despair_and_the_wish_for_a_human_are_answered_at_once(parse: Parse, text: str, intent: str) -> None:
    found = parse(text, {})
    assert (found["intent"]["name"], found["decision"]) == (intent, "answer")


@pytest.mark.parametrize("text", ["ok", "1", "Anna", "👍", "https://example.org", "Ivan Petrov"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_says_little_is_evidence_of_a_language(parse: Parse, text: str, language: str) -> None:
    assert not parse(text, {"language": language})["language"]["substantial"]


def test_a_payload_goes_through_untouched(parse: Parse) -> None:
    found = parse('/change_country{"country":"DE"}', {"language": "de"})
    assert found["intent"]["name"] == "change_country"
    assert [(entity["entity"], entity["value"]) for entity in found["entities"]] == [("country", "DE")]


IN_PASSING = {
    "de": "Wir haben zehn Jahre in dem Haus gewohnt. Die Miete ist jetzt doppelt so hoch. Ich will nicht mehr leben. "
    "Der Hund braucht auch neues Futter, und meine Schwester ruft nie an.",
    "en": "We moved here two years ago for my husband's job. The flat is small and the neighbours are loud. "
    "I want to kill myself. My mother says I should find a hobby.",
    "es": "Llevamos dos años en este piso. Mi hermana viene los domingos y hacemos paella. Ya no quiero vivir. "
    "El lunes tengo dentista.",
    "fr": "On a déménagé à Lyon l'an dernier. Les enfants vont bien à l'école. Je veux mourir. "
    "Ma voisine m'apporte parfois des gâteaux.",
    "pl": "Mąż odszedł w marcu. Dzieci są u mamy. Chcę umrzeć. W sobotę przyjedzie brat z Gdańska.",
    "ru": "Мы переехали сюда два года назад. Дети ходят в школу, муж на работе. Я не хочу больше жить. "
    "В субботу приедет свекровь.",
    "zh": "我们两年前搬到这里。孩子上学了。我不想活了。星期六婆婆要来。",
}


@pytest.mark.parametrize("language", IN_PASSING)
def test_despair_said_in_passing_is_heard(parse: Parse, language: str) -> None:
    assert parse(IN_PASSING[language], {"language": language})["intent"]["name"] == "distress"
