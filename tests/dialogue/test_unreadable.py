"""A phone without our letters: what reports it, in every language, and what does not."""

from __future__ import annotations

import pytest

from bot.dialogue.keywords import recognise
from bot.dialogue.unreadable import Report, answer_to, report_in
from bot.i18n.catalogues import available_languages, spellings
from bot.replies.compose import CANNOT_READ
from bot.replies.phrases.service import NOT_SHOWN_WORDS
from bot.replies.reply import Choice, Reply

PERSON = Choice("A person", "/talk_to_human")
REPLY = Reply(("The answer.", "Call 1.", "More."), "ru", (Choice("Pay", "/unpaid_wages"), PERSON))


@pytest.mark.parametrize(
    "text", ["????", "??? ????? ?? ???", "؟؟؟؟", "□□□ □□", "▯", "\ufffd\ufffd \ufffd", "??□??", "?????!"]
)
def test_nothing_but_question_marks_or_boxes_is_a_report(text: str) -> None:
    assert report_in(text, "ru") is Report.SURE


@pytest.mark.parametrize("text", ["?", "??", "???", " ؟ ", "??!"])
def test_a_few_question_marks_may_also_mean_what(text: str) -> None:
    assert report_in(text, "ar") is Report.PERHAPS


@pytest.mark.parametrize(
    "text",
    [
        "I only see boxes",
        "there are just question marks on my phone",
        "je vois que des carrés",
        "вижу только вопросительные знаки",
        "prihodyat odni kvadraty",
        "самі квадратики",
        "виждам само въпросителни",
        "كل ما أراه علامات استفهام",
        "فقط مربع می‌بینم",
        "صرف ڈبے نظر آ رہے ہیں",
        "sirf dibbe dikh rahe hai",
        "सिर्फ डिब्बे दिख रहे हैं",
        "শুধু বক্স দেখা যায়",
        "डिब्बा मात्र देखिन्छ",
        "toan dau hoi",
        "我手机上全是方块",
        "widze same kwadraty",
        "só vejo quadradinhos",
    ],
)
def test_saying_so_is_a_report(text: str) -> None:
    assert report_in(text, "hi") is Report.SURE


@pytest.mark.parametrize("language", available_languages())
def test_every_language_has_words_for_it_and_none_is_a_keyword(language: str) -> None:
    words = spellings(NOT_SHOWN_WORDS, (language,))
    assert len(words) > 4
    assert all(report_in(word.lower(), "ru") is Report.SURE for word in words)
    assert not any(recognise(word) for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "where is my passport????",
        "my boss took my passport",
        "",
        "...",
        "9",
        "we carry boxes all night and he pays us nothing, he said see boxes are not done, no money for you",
    ],
)
def test_other_texts_are_no_report(text: str) -> None:
    assert report_in(text, "ru") is None


@pytest.mark.parametrize("language", [None, "en", "fr"])
def test_who_was_not_answered_in_another_script_reports_nothing(language: str | None) -> None:
    assert report_in("????", language) is None


@pytest.mark.parametrize("text", ["□□ng", "□□□", "\ufffd", "toan dau hoi", "widze same kwadraty"])
def test_of_latin_letters_some_may_be_missing_and_english_is_only_offered(text: str) -> None:
    assert report_in(text, "vi") is (None if "ng" in text else Report.PERHAPS)
    assert report_in(text, "en") is None


def test_a_sure_report_gets_the_way_back_before_the_person() -> None:
    answered = answer_to(Report.SURE, REPLY, "ru")
    assert [choice.title for choice in answered.choices] == ["Pay", "Русский", "A person"]
    assert answered.choices[1].payload == '/change_language{"language": "ru"}'


def test_a_doubtful_one_gets_the_way_to_english_after_the_number_to_call() -> None:
    answered = answer_to(Report.PERHAPS, REPLY, "ru")
    assert answered.paragraphs == ("The answer.", "Call 1.", CANNOT_READ, "More.")
    assert answered.asides == (CANNOT_READ,)
    assert answer_to(Report.PERHAPS, answered, "ru") == answered
    assert answered.choices == REPLY.choices
