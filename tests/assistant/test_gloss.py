"""A gloss names what each sentence is about, in every language; a station is no police station."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.assistant.gloss import SILENT, glossed
from bot.i18n.catalogues import available_languages
from bot.settings import PROJECT_ROOT

# The boss has my passport. I am hungry. I am at the station.
TEXTS = {
    "en": "The boss has my passport. I am so hungry. I am at the station.",
    "de": "Der Chef hat meinen Pass. Ich habe Hunger. Ich bin am Bahnhof.",
    "fr": "Le patron a mon passeport. J'ai très faim. Je suis à la gare.",
    "es": "El jefe tiene mi pasaporte. Tengo mucha hambre. Estoy en la estación.",
    "it": "Il capo ha il mio passaporto. Ho molta fame. Sono alla stazione.",
    "pt": "O patrão tem o meu passaporte. Tenho fome. Estou na estação.",
    "ro": "Șeful are pașaportul meu. Mi-e foame. Sunt la gară.",
    "ru": "Мой паспорт у хозяина. Я очень голодная. Я на вокзале.",
    "uk": "Мій паспорт у господаря. Я дуже голодна. Я на вокзалі.",
    "bg": "Паспортът ми е у шефа. Гладна съм. Аз съм на гарата.",
    "pl": "Szef ma mój paszport. Jestem głodna. Jestem na dworcu.",
    "sq": "Shefi ma mori pasaportën. Kam shumë uri. Jam në stacion.",
    "tr": "Patron pasaportumu aldı. Ben çok açım. Ben istasyondayım.",
    "ar": "المدير أخذ جواز سفري. أنا جائعة جدا. أنا في محطة القطار.",
    "fa": "رئیس پاسپورتم را گرفته. من گرسنه‌ام. من در ایستگاه هستم.",
    "ur": "مالک نے میرا پاسپورٹ لے لیا۔ مجھے بھوک لگی ہے۔ میں اسٹیشن پر ہوں۔",
    "hi": "मालिक के पास मेरा पासपोर्ट है। मुझे भूख लगी है। मैं स्टेशन पर हूँ।",
    "bn": "মালিক আমার পাসপোর্ট নিয়েছে। আমার খিদে পেয়েছে। আমি স্টেশনে আছি।",
    "ne": "मालिकले मेरो पासपोर्ट लग्यो। मलाई भोक लागेको छ। म स्टेशनमा छु।",
    "vi": "Chủ giữ hộ chiếu của tôi. Tôi đói lắm. Tôi đang ở nhà ga.",
    "zh": "老板拿走了我的护照。我很饿。我在火车站。",
}


@pytest.mark.long("reads the lexicon of each language")
@pytest.mark.parametrize("language", available_languages())
def test_each_sentence_is_glossed_in_every_language(language: str) -> None:
    first, second, third = glossed(TEXTS[language], language)
    assert {"boss", "passport"} <= set(first[1])
    assert "hunger" in second[1]
    assert "station" in third[1]
    assert "police" not in third[1]


def test_the_police_is_the_police_where_it_is_named() -> None:
    ((_, concepts),) = glossed("the police took me to the station", "en")
    assert {"police", "station"} <= set(concepts)


def test_a_text_in_no_language_of_ours_is_glossed_by_its_english_words_alone() -> None:
    ((sentence, concepts),) = glossed("zot passport blah", None)
    assert (sentence, concepts) == ("zot passport blah", ["passport"])


def test_what_is_left_out_is_there() -> None:
    lexicon = YAML(typ="safe").load((PROJECT_ROOT / "data/lexicons/concepts/en.yml").read_text("utf-8"))
    assert lexicon.keys() >= SILENT
