"""The sentences of a text, as far as people mark them."""

from __future__ import annotations

import re

from bot.nlu.folding import WORD

# Ends of sentences in the languages offered, the Arabic and Devanagari ones too; Chinese has no space after them.
ENDS = re.compile(r"(?<=[.!?…۔؟।])\s+|(?<=[。！？])|\n+")
FEWEST_WORDS = 2  # "chcę umrzeć"; one alone ("ok.", "help!") tells nothing beside others
MOST = 60  # of the longest texts that a channel lets in


def sentences_of(text: str) -> list[str]:
    """The sentences of at least two words, in their order; of a text that marks none, the text."""
    sentences = (sentence.strip() for sentence in ENDS.split(text))
    return [sentence for sentence in sentences if len(WORD.findall(sentence)) >= FEWEST_WORDS][:MOST]
