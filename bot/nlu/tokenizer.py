"""Words of a text, by spaCy's rules for its language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from bot.nlu.language import LANGUAGE, LANGUAGES_OF_EXAMPLE

ANY_LANGUAGE = "xx"  # spaCy's rules that hold for all


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MultilingualTokenizer(Tokenizer):  # type: ignore[misc]  # rasa ships no types
    """Splits by the rules of the language that LanguageIdentifier found; nothing is downloaded."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What Rasa's own tokenizers take; intents are never split here."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "prefix_separator_symbol": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of a message, with the offsets of each in the text."""
        found = message.get(LANGUAGE) or {}
        of_example = message.get(LANGUAGES_OF_EXAMPLE) or [None]
        return tokens_of(message.get(attribute), found.get("language") or of_example[0])


def tokens_of(text: str, language: str | None) -> list[Token]:
    """The tokens of a text in a language (ISO 639-1; None or one that spaCy has no rules for: rules for any)."""
    words = rules_of(language or ANY_LANGUAGE).make_doc(text)
    return [Token(word.text, word.idx) for word in words if not word.is_space]


@lru_cache(maxsize=64)
def rules_of(language: str) -> Language:
    """SpaCy's blank pipeline of a language, made when it is first needed."""
    try:
        return spacy.blank(language)
    except ImportError:
        return spacy.blank(ANY_LANGUAGE)
