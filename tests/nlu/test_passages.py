"""Where people end sentences, in whatever script."""

from __future__ import annotations

import pytest

from bot.nlu.sentences import MOST, sentences_of


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("ok. yes. 12!", []),
        ("Mąż mnie zostawił. Chcę umrzeć. ok.", ["Mąż mnie zostawił.", "Chcę umrzeć."]),
        ("he took my passport what now", ["he took my passport what now"]),
        ("He left me. I lost the job! Now what is there?", ["He left me.", "I lost the job!", "Now what is there?"]),
        ("I owe 3.500 euro to them...\nI am so tired", ["I owe 3.500 euro to them...", "I am so tired"]),
        ("他走了。我一个人在这里！怎么办？", ["他走了。", "我一个人在这里！", "怎么办？"]),
        ("वह चला गया। मैं अकेली हूँ।", ["वह चला गया।", "मैं अकेली हूँ।"]),
        ("وہ چلا گیا ہے۔ میں اکیلی ہوں؟", ["وہ چلا گیا ہے۔", "میں اکیلی ہوں؟"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_the_longest_text_has_no_endless_list() -> None:
    assert len(sentences_of("this is one. " * 300)) == MOST
