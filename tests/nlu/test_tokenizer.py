"""Tokens are parts of the text, at the places they say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.tokenizer import MultilingualTokenizer

TOKENIZER = MultilingualTokenizer(MultilingualTokenizer.get_default_config())


def tokens_of(text: str) -> list[Token]:
    message = Message.build(text)
    TOKENIZER.process([message])
    return message.get(TOKENS_NAMES[TEXT]) or []


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80))
def test_every_token_stands_where_it_says(text: str) -> None:
    for token in tokens_of(text):
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I can't leave.", ["I", "can", "t", "leave"]),
        ("j'ai l'argent", ["j", "ai", "l", "argent"]),
        ("我被锁", ["我", "被", "锁"]),
        ("मुझे डर है।", ["मुझे", "डर", "है"]),
        ("😀 ...", []),
    ],
)
def test_words_of_every_script(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(text)] == tokens
