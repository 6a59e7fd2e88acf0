"""Commas and spaces as each script writes them."""

from __future__ import annotations

import pytest

from bot.replies.compose import Situation, compose
from bot.text.punctuation import as_written


@pytest.mark.parametrize(
    ("joined", "written"),
    [
        ("اللغات: الألمانية, الإنجليزية.", "اللغات: الألمانية، الإنجليزية."),
        ("الجميع; من تضرروا", "الجميع؛ من تضرروا"),
        ("پولیس: \u2068110\u2069, ایمبولینس", "پولیس: \u2068110\u2069، ایمبولینس"),
        ("\u2068Law, Article 5\u2069", "\u2068Law, Article 5\u2069"),
        ("打电话免费。 语言：德语, 英语; 法语。", "打电话免费。语言：德语、英语；法语。"),
        ("Languages: German, English; free. Call.", "Languages: German, English; free. Call."),
        ("Языки: немецкий, русский; бесплатно.", "Языки: немецкий, русский; бесплатно."),
    ],
)
def test_signs_are_those_of_the_letters_before_them(joined: str, written: str) -> None:
    assert as_written(joined) == written


@pytest.mark.parametrize("language", ["ar", "fa", "ur", "zh"])
@pytest.mark.parametrize("response", ["utter_emergency", "utter_legal_aid", "utter_shelter", "utter_rights_overview"])
@pytest.mark.parametrize("country", ["DE", "GB", "PL"])
def test_no_reply_joins_its_parts_with_signs_of_another_script(language: str, response: str, country: str) -> None:
    text = compose(response, Situation(language, country)).text
    assert as_written(text) == text
