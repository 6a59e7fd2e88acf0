"""Whether yes or no answers a question of cost, and which: in every language, also in Latin letters."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.dialogue.asked_cost import asked_in
from bot.i18n.catalogues import available_languages
from bot.replies.lines import IF_CHARGED, IF_FREE

FREE: Mapping[str, tuple[str, ...]] = {
    "ar": ("هل هي مجانية؟", "bi balash?", "wach fabor"),
    "bg": ("безплатно ли е", "besplatno li e"),
    "bn": ("এটা কি ফ্রি?", "eta ki free"),
    "de": ("ist das gratis?", "kostenlose nummer?"),
    "en": ("is it free?", "is this free or do i pay"),
    "es": ("¿es gratis?", "la llamada es gratuita"),
    "fa": ("رایگانه؟", "majanie?"),
    "fr": ("c'est gratuit ?", "c gratos"),
    "hi": ("मुफ्त है या पैसे लगेंगे", "ye free h kya"),
    "it": ("è gratis?", "la chiamata è gratuita?"),
    "ne": ("सित्तैमा हो?", "free ho?"),
    "pl": ("czy to za darmo?", "bezplatne?"),
    "pt": ("é grátis?", "e de graca?"),
    "ro": ("e gratis?", "e gratuită linia?"),
    "ru": ("это бесплатно?", "besplatno?"),
    "sq": ("a është falas?", "pa pagese?"),
    "tr": ("ücretsiz mi?", "bedava mi"),
    "uk": ("це безкоштовно?", "bezkoshtovno?"),
    "ur": ("کیا یہ مفت ہے", "muft hai?"),
    "vi": ("có miễn phí không", "mien phi ko"),
    "zh": ("免费吗", "不要钱吧？"),
}
CHARGED: Mapping[str, tuple[str, ...]] = {
    "ar": ("الخدمة دي بفلوس؟", "المكالمة بتكلف؟"),
    "bg": ("плаща ли се", "struva li neshto"),
    "bn": ("ফোন করলে টাকা লাগবে?", "taka lage?"),
    "de": ("kostet das was", "muss ich bezahlen"),
    "en": ("does it cost anything", "do i have to pay"),
    "es": ("¿me cobran?", "tengo que pagar"),
    "fa": ("پولیه؟", "pool migiran?"),
    "fr": ("il faut payer ?", "c'est payant"),
    "hi": ("पैसे लगेंगे क्या इसके?", "paisa lagega kya"),
    "it": ("si paga?", "devo pagare"),
    "ne": ("पैसा लाग्छ?", "paisa lagcha?"),
    "pl": ("czy to kosztuje", "trzeba zaplacic?"),
    "pt": ("tenho de pagar?", "cobram?"),
    "ro": ("costa ceva?", "se plătește?"),
    "ru": ("это платно?", "tam dengi berut?"),
    "sq": ("a paguhet?", "duan para?"),
    "tr": ("ücretli mi?", "para alıyorlar mı", "para aliyorlar mi"),
    "uk": ("це платно?", "треба платити?"),
    "ur": ("پیسے لگیں گے کیا", "paise lagenge?"),
    "vi": ("có mất tiền không", "co tinh phi khong"),
    "zh": ("要钱吗", "shou fei ma"),
}
NEITHER: Mapping[str, tuple[str, ...]] = {
    "ar": ("كم تكلف المكالمة", "انا ما معيش فلوس خالص"),
    "bg": ("колко струва", "нямам пари"),
    "bn": ("কত টাকা লাগে", "amar taka nai"),
    "de": ("was kostet der anruf", "wie viel muss ich zahlen", "hab nur 3 euro"),
    "en": ("how much does it cost", "i have no money", "what does it cost"),
    "es": ("cuanto cuesta la llamada", "no tengo dinero"),
    "fa": ("چقدر هزینه داره", "پول ندارم"),
    "fr": ("combien ça coûte", "j'ai pas d'argent"),
    "hi": ("कितने पैसे लगते हैं", "mere paas paise nahi hai"),
    "it": ("quanto costa", "non ho soldi"),
    "ne": ("कति पैसा लाग्छ", "paisa chhaina"),
    "pl": ("ile to kosztuje", "nie mam pieniędzy"),
    "pt": ("quanto custa", "não tenho dinheiro"),
    "ro": ("cât costă", "nu am bani"),
    "ru": ("сколько стоит звонок", "нет денег"),
    "sq": ("sa kushton", "s'kam para"),
    "tr": ("ne kadar ücret", "param yok"),
    "uk": ("скільки коштує", "немає грошей"),
    "ur": ("کتنے پیسے لگیں گے", "paise nahi hain"),
    "vi": ("gọi mất tiền bao nhiêu", "em khong co tien"),
    "zh": ("要多少钱", "要不要钱", "我没有钱"),
}


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize(("texts", "asked"), [(FREE, IF_FREE), (CHARGED, IF_CHARGED), (NEITHER, None)])
def test_what_is_asked_of_the_cost(language: str, texts: Mapping[str, tuple[str, ...]], asked: str | None) -> None:
    assert {text: asked_in(text, (language, "en")) for text in texts[language]} == dict.fromkeys(texts[language], asked)
