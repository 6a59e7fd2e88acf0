"""A text as numbers: character n-grams and words of its Latin-letter form, and its concepts, by how telling each is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from bot.nlu.hashing import FeatureSpace, Kind
from bot.text.folding import romanised
from bot.text.words import NO_SPACES, WORD

CHARACTERS, WORDS, STEMS, PAIRS, CONCEPTS = "characters", "words", "stems", "pairs", "concepts"
KINDS = {  # how much each counts was measured: docs/understanding.md
    CHARACTERS: Kind("char_wb", (3, 5), share=0.8),
    WORDS: Kind("word", (1, 2), share=0.7),
    STEMS: Kind("word", (1, 2), share=1.0),
    PAIRS: Kind("word", (1, 1), share=0.6),
    CONCEPTS: Kind("word", (1, 1), share=0.35),
}
STEM = 4  # letters; a word without its ending, roughly, in every language that has endings
NEAR = 4  # words; two of them within so few make a pair, whatever their order and what stands between
SHORTEST_OF_A_PAIR = 3  # letters
MOSTLY = 0.5  # from this share of its words on, a text is about what it names

Names = Sequence[Sequence[Any]]
Seen = tuple[str, Names, Sequence[str]]  # a text, what it names as [entity, start, end], its concepts


class TopicFeatures(FeatureSpace[Seen]):
    """Turns texts, each with what PlaceExtractor and ConceptFinder found in it, into rows of a sparse matrix."""

    kinds = KINDS

    @staticmethod
    def looked_at(text: Seen) -> dict[str, str]:
        """What each kind of feature is counted in."""
        written, names, concepts = text
        latin, marks = romanised(written), _marks(written, names)
        if NO_SPACES.search(written):
            # run together in Latin letters, a sentence would be a single word, and syllables that sound alike the same
            words, stems = WORD.findall(written.casefold()), WORD.findall(romanised(NO_SPACES.sub(r" \g<0> ", written)))
            pairs = _near_pairs(words)
        else:
            words = WORD.findall(latin)
            stems = [word[:STEM] for word in words]
            pairs = _near_pairs([word[:STEM] for word in words if len(word) >= SHORTEST_OF_A_PAIR])
        return {
            CHARACTERS: latin,
            WORDS: " ".join([*words, *marks]),
            STEMS: " ".join([*stems, *(mark[:STEM] for mark in marks)]),
            PAIRS: " ".join(pairs),
            CONCEPTS: " ".join(_with_pairs(concepts)),
        }


def _with_pairs(concepts: Sequence[str]) -> list[str]:
    """The concepts, and every two of them together in whatever order the text has them."""
    return [*concepts, *("+".join(pair) for pair in combinations(sorted(concepts), 2))]


def _near_pairs(stems: Sequence[str]) -> list[str]:
    """Every two different stems that stand near each other: the same for "boss has papers" and "papers, my boss"."""
    near = ((one, other) for place, one in enumerate(stems) for other in stems[place + 1 : place + NEAR])
    return [f"{one}+{other}" if one < other else f"{other}+{one}" for one, other in near if one != other]


def _marks(text: str, names: Names) -> list[str]:
    """Words that stand for what a text names, the same in every language, and for whether it says little else."""
    if not names:
        return []
    marks = [f"xx{entity}" for entity, _, _ in names]
    words = len(WORD.findall(text))
    naming = sum(len(WORD.findall(text[start:end])) for _, start, end in names)
    if words and naming >= MOSTLY * words:
        marks += [f"xxonly{entity}" for entity, _, _ in names]
    return marks
