"""The words of a language that may leave a conversation: those that its training texts use often, in any conversation.

A word that only few people write (a name, a village, a nickname) is in no vocabulary, whoever writes it. The texts are
read line by line: the YAML of all languages would hold up a turn for seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.settings import PROJECT_ROOT
from bot.text.words import NO_SPACES, words_of

TRAINING_TEXTS = PROJECT_ROOT / "data" / "nlu"
LEAST_TEXTS = 5  # of how many training texts a word is; names of people in them are of one to four
LEAST_TOPICS = 2
MOST_TOPICS = 0.75  # what is in more of them ("the", "have") says nothing about what was asked
SHORTEST_WORD = 3  # letters; of a script written without spaces each character counts as a word
INTENT, EXAMPLE = "- intent:", "      - "


@cache  # as many as there are languages
def vocabulary(language: str, folder: Path = TRAINING_TEXTS) -> frozenset[str]:
    """The words of a language, lower case; none of a language that has no training texts."""
    file = folder / f"{language}.yml"
    if not file.is_file():
        return frozenset()
    texts: dict[str, int] = defaultdict(int)
    topics: dict[str, set[str]] = defaultdict(set)
    every = set()
    for topic, text in _examples(file):
        every.add(topic)
        for word in set(words_of(without_names(text))):
            texts[word] += 1
            topics[word].add(topic)
    return frozenset(
        word
        for word, number in texts.items()
        if number >= LEAST_TEXTS
        and LEAST_TOPICS <= len(topics[word]) <= max(LEAST_TOPICS, MOST_TOPICS * len(every))
        and (len(word) >= SHORTEST_WORD or NO_SPACES.match(word))
    )


def without_names(text: str) -> str:
    """Without the words that begin with a capital letter: in German without its nouns, too, unless written small."""
    return " ".join(word for word in text.split() if not _begins_with_capital(word))


def _begins_with_capital(word: str) -> bool:
    first = next((letter for letter in word if letter.isalpha()), "")
    return first.isupper()


def _examples(file: Path) -> Iterator[tuple[str, str]]:
    """Topic and text of each example."""
    topic = ""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.lstrip().startswith(INTENT):
                topic = line.partition(":")[2].strip()
            elif line.startswith(EXAMPLE):
                yield topic, line[len(EXAMPLE) :]
