"""Words of a text, by spaCy's rules for its language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.nlu.language import LANGUAGE

ANY_LANGUAGE = "xx"  # spaCy's rules that hold for all


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MultilingualTokenizer(Tokenizer):
    """Splits by the rules of the language that LanguageIdentifier found; nothing is downloaded."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What Rasa's own tokenizers take; intents are never split here."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "prefix_separator_symbol": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: no component here learns from tokens, and Rasa takes seconds to hash those of all examples."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of a message, with the offsets of each in the text."""
        found = message.get(LANGUAGE) or {}
        return tokens_of(message.get(attribute), found.get("language"))


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
