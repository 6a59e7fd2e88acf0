"""Where people end sentences, in whatever script, and the stretches of texts that end none."""

from __future__ import annotations

import pytest

from bot.nlu.passages import LONG, MOST, STEP, STRETCH, WINDOW, parts_of, passages_of, sentences_of
from bot.text.words import WORD


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


def test_a_short_text_has_passages_only_where_it_has_several_sentences() -> None:
    assert passages_of("he took my passport what now") == []
    assert passages_of(" ".join(["word"] * LONG)) == []
    assert passages_of("He left me. I lost the job!") == ["He left me.", "I lost the job!"]


def test_a_long_text_without_an_end_is_read_stretch_by_stretch() -> None:
    words = [f"w{number}" for number in range(LONG + 1)]
    stretches = [" ".join(words[start : start + STRETCH]) for start in range(0, LONG + 1 - STRETCH + STEP, STEP)]
    assert passages_of(" ".join(words)) == stretches
    assert stretches[-1].endswith(words[-1])


def test_of_chinese_a_stretch_has_twice_as_many_characters() -> None:
    text = "我" * (2 * LONG)
    assert passages_of(text) == []
    assert [len(stretch) for stretch in passages_of(text + "我")] == [24, 24, 24, 13]


@pytest.mark.parametrize("words", [25, 30, 100, 359, 360, 361, 700, 2000])
def test_every_word_of_the_longest_text_is_in_a_stretch(words: int) -> None:
    text = ", ".join(f"w{number}" for number in range(words))
    stretches = passages_of(text)
    assert {word for stretch in stretches for word in WORD.findall(stretch)} == set(WORD.findall(text))
    assert len(stretches) <= MOST + 1


@pytest.mark.parametrize("words", [11, 100, 486, 1333, 2000, 4000])
def test_a_text_of_any_length_has_short_stretches_to_its_end(words: int) -> None:
    stretches = parts_of(" ".join(f"w{number}" for number in range(words)))
    assert stretches[-1].endswith(f"w{words - 1}")
    assert {len(stretch.split()) for stretch in stretches} == {WINDOW}
    assert len(stretches) <= MOST + 1


def test_clauses_and_short_stretches_are_parts() -> None:
    assert parts_of("he took my passport, does not pay; i want to go home") == [
        "he took my passport",
        "does not pay",
        "i want to go home",
        "he took my passport, does not pay; i",
        "does not pay; i want to go home",
    ]
    assert parts_of("he took my passport") == []
    assert parts_of("老板拿走了护照，不给工资，我想回家")[:3] == ["老板拿走了护照", "不给工资", "我想回家"]
