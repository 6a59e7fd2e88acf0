"""Tokens are parts of the text, at the places they say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.tokenizer import MultilingualTokenizer, tokens_of

LANGUAGES = ["en", "fr", "de", "it", "es", "ru", "uk", "ro", "bg", "pl", "sq", "tr", "ar", "fa", "ur", "hi", "bn", "ne"]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "zh", "vi", "pt", "tlh", None]))
def test_every_token_stands_where_it_says(text: str, language: str | None) -> None:
    for token in tokens_of(text, language):
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("en", "I can't leave.", ["I", "ca", "n't", "leave", "."]),
        ("fr", "j'ai l'argent", ["j'", "ai", "l'", "argent"]),
        ("zh", "我被锁", ["我", "被", "锁"]),
        ("hi", "मुझे डर है।", ["मुझे", "डर", "है", "।"]),
    ],
)
def test_each_language_has_its_own_rules(language: str, text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(text, language)] == tokens


def test_the_language_found_before_is_the_one_used() -> None:
    tokenizer = MultilingualTokenizer(MultilingualTokenizer.get_default_config())
    message = Message.build("我被锁")
    message.set("language", {"language": "zh"})
    tokenizer.process([message])
    assert len(message.get(TOKENS_NAMES[TEXT])) == 3
