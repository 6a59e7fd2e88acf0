"""The words of a text, for whatever in Rasa wants tokens. All other code here finds words in the same way."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.text.words import WORD


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MultilingualTokenizer(Tokenizer):
    """The words of every language by one rule; vowel signs belong to their letters, a Chinese character is a word.

    Not spaCy's rules for each language: spaCy never forgets a word it saw, 4 MB for a thousand texts, without end.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What Rasa's own tokenizers take; intents are never split here."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "prefix_separator_symbol": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing: no component here learns from tokens, and Rasa takes seconds to hash those of all examples."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of a message, with the offsets of each in the text."""
        return [Token(word.group(), word.start()) for word in WORD.finditer(message.get(attribute))]
