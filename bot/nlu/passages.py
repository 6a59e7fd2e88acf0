"""The passages of a longer text, each read by itself. What is said once, in passing, is outvoted in the whole text."""

from __future__ import annotations

import re

from bot.text.sentences import END
from bot.text.words import NO_SPACES, WORD

# Commas, semicolons and dashes of the languages offered part clauses, as the ends of sentences do.
CLAUSE_END = re.compile(rf"[,;،、，؛\n]+|{END.pattern}|\s[-–—]\s")
ENDS = re.compile(rf"{END.pattern}|\n+")
FEWEST_WORDS = 2  # of a sentence: "chcę umrzeć"; one alone ("ok.", "help!") tells nothing beside others
LONG = 24  # words; in a text of more, every stretch of so many is a passage too, since many people end no sentence
STRETCH, STEP = 12, 6  # words
CHARACTERS_OF_A_WORD = 2  # of Chinese and other scripts without spaces, where WORD finds each character
WINDOW, WINDOW_STEP, FEWEST_LEFT = 8, 4, 3  # words: about what one need is told in; fewer beside it tell of none
MOST = 60  # sentences, and as many stretches


def parts_of(text: str) -> list[str]:
    """The clauses of a text of several, and its short stretches: each may ask for something of its own.

    "he took my passport, doesn't pay, I want to go home". Nothing of a text of one short clause.
    """
    clauses = [part.strip() for part in CLAUSE_END.split(text) if len(WORD.findall(part)) >= FEWEST_WORDS][:MOST]
    return [*(clauses if len(clauses) > 1 else ()), *_windows(text)]


def passages_of(text: str) -> list[str]:
    """The sentences of a text of several, and the stretches of a long one; nothing of a short text."""
    sentences = sentences_of(text)
    return [*(sentences if len(sentences) > 1 else ()), *_stretches(text)]


def _windows(text: str) -> list[str]:
    words, scale = list(WORD.finditer(text)), CHARACTERS_OF_A_WORD if NO_SPACES.search(text) else 1
    length = WINDOW * scale
    if len(words) < length + FEWEST_LEFT * scale:
        return []
    step = max(WINDOW_STEP * scale, -(-len(words) // MOST))
    starts = (min(start, len(words) - length) for start in range(0, len(words) - length + step, step))
    return [text[words[start].start() : words[start + length - 1].end()] for start in starts]


def sentences_of(text: str) -> list[str]:
    """The sentences of at least two words, in their order; of a text that marks none, the text."""
    sentences = (sentence.strip() for sentence in ENDS.split(text))
    return [sentence for sentence in sentences if len(WORD.findall(sentence)) >= FEWEST_WORDS][:MOST]


def _stretches(text: str) -> list[str]:
    words, scale = list(WORD.finditer(text)), CHARACTERS_OF_A_WORD if NO_SPACES.search(text) else 1
    if len(words) <= LONG * scale:
        return []
    step = max(STEP * scale, -(-len(words) // MOST))  # the end of the longest text is looked at too
    length = max(STRETCH * scale, step)
    starts = range(0, len(words) - length + step, step)
    return [text[words[start].start() : words[min(start + length, len(words)) - 1].end()] for start in starts]
