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


# What people write in languages that are not ours, and what of ours they most likely read.
IN_OTHER_LANGUAGES = [
    ("паспорти маро гирифтанд пул намедиханд", "ru"),
    ("Хоҷаин маро намегузорад, ки ба хона равам", "ru"),
    ("паспортимни олиб куйди хужайин, пул бермаяпти", "ru"),
    ("Xo'jayin ikki oydan beri oylik bermayapti, uyga ham yubormayapti", "ru"),
    ("yordam bering iltimos", "ru"),
    ("Паспортумду алып коюшту, акча беришпейт", "ru"),
    ("Сәлеметсіз бе, маған көмек керек", "ru"),
    ("kömek ediň, meni urýarlar", "ru"),
    ("Salam, mənə kömək lazımdır", "tr"),
    ("დამეხმარეთ, მცემენ", "ru"),
    ("Բարև ձեզ, ինձ օգնություն է պետք", "ru"),
    ("زما پاسپورټ یې اخیستی او پیسې نه راکوي", "fa"),
    ("Silav, ji min re alîkarî lazim e", "tr"),
    ("دەمەوێت بگەڕێمەوە ماڵەوە", "ar"),
    ("Узели су ми пасош и не плаћају ме", "en"),
    ("Želim se vratiti kući ali nemam dokumente", "en"),
    ("Ми го зедоа пасошот и не ми плаќаат", "en"),
    ("Elvették az útlevelemet és nem fizetnek", "en"),
    ("Šéf mi už dva mesiace nedáva výplatu a nechce ma pustiť domov", "en"),
    ("Waar vind ik een advocaat", "en"),
    ("βοηθήστε με με χτυπάνε", "en"),
    ("እርዱኝ ይመቱኛል", "en"),
    ("Waxaan rabaa inaan guriga ku noqdo laakiin waraaqo ma haysto", "en"),
    ("ਮੇਰੀ ਮਦਦ ਕਰੋ ਮੈਨੂੰ ਮਾਰਦੇ ਨੇ", "hi"),
    ("tolong saya dipukul", "en"),
]


@pytest.mark.parametrize(("text", "language"), IN_OTHER_LANGUAGES)
def test_another_language_is_not_taken_for_the_nearest_of_ours(parse: Parse, text: str, language: str) -> None:
    found = parse(text, {"phone_country": "IT"})
    assert found["language"]["language"] == language
    assert found["language"]["other"]
    assert found["decision"] != "none"


@pytest.mark.parametrize(
    ("text", "phone", "language"),
    [
        ("زما پاسپورټ یې اخیستی او پیسې نه راکوي", "PK", "ur"),
        ("دەمەوێت بگەڕێمەوە ماڵەوە", "IR", "fa"),
        ("Silav, ji min re alîkarî lazim e", "SY", "ar"),
        ("паспорти маро гирифтанд пул намедиханд", "GB", "ru"),
        ("Šéf mi už dva mesiace nedáva výplatu a nechce ma pustiť domov", "DE", "en"),
    ],
)
def test_a_prefix_of_where_it_is_spoken_tells_what_is_read_there(
    parse: Parse, text: str, phone: str, language: str
) -> None:
    assert parse(text, {"phone_country": phone})["language"]["language"] == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("мой хозяин Қуаныш забрал паспорт и не платит", "ru"),
        ("я из Таджикистана, тоҷик, паспорт забрали, помогите", "ru"),
        ("мене звати Ґалаґан, їхній шеф забрав паспорт і не віддає", "uk"),
        ("Господине, шефът ми взе паспорта, ѝ не плаща", "bg"),
        ("szef Đorđe zabrał mi paszport i nie płaci", "pl"),
        ("șeful Dragoš mi-a luat pașaportul și nu mă plătește", "ro"),
        ("ông chủ lấy hộ chiếu của tôi và không trả lương", "vi"),
        ("şefim pasaportumu aldı ve maaşımı vermiyor", "tr"),
        ("shefi Đorđe ma mori pasaportën dhe nuk më paguan", "sq"),
        ("مالک نے میرا پاسپورٹ چھین لیا ہے اور تنخواہ نہیں دیتا، ڈر لگتا ہے", "ur"),
        ("صاحبکارم پاسپورتم را گرفته و پولم را نمی‌دهد، گیر کرده‌ام", "fa"),
        ("الباترون خدالي الپاسپور وما خلصنيش، ڤيزا ديالي سالات گاع", "ar"),
        ("el jefe Müller me quitó el pasaporte y no me paga", "es"),
    ],
)
def test_a_foreign_name_or_letter_leaves_a_text_in_its_language(parse: Parse, text: str, language: str) -> None:
    found = parse(text, {})["language"]
    assert found["language"] == language
    assert "other" not in found
