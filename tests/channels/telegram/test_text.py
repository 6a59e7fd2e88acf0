"""Long texts are cut where it hurts least, and never inside a number or a letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.text import LONGEST_TEXT, split, units

LETTERS = st.sampled_from(list("ab é0189 +()-.,:/\n\n。！؟\u2068\u2069\u200d\u200c\u0301\u093f👩🏽🇺🇦नव我"))
TEXTS = st.text(LETTERS, max_size=300)
LIMITS = st.integers(min_value=2, max_value=80)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(TEXTS, LIMITS)
@example("a" * 10, 3)
@example("👩" * 5, 3)
def test_nothing_is_lost_added_or_swapped(text: str, limit: int) -> None:
    assert squeezed("".join(split(text, limit))) == squeezed(text)


@given(TEXTS, LIMITS)
def test_each_part_fits_and_says_something(text: str, limit: int) -> None:
    for part in split(text, limit):
        assert 0 < units(part) <= limit
        assert part == part.strip()


@given(TEXTS, LIMITS)
def test_each_part_is_valid_text(text: str, limit: int) -> None:
    for part in split(text, limit):
        assert part.encode("utf-16").decode("utf-16") == part


NUMBERS = ["+44 20 7946 0000", "0800 123 45 67", "1.5.2026"]


@given(st.lists(st.sampled_from([*NUMBERS, "call", "now.", "我们", "\n\n"])), LIMITS)
def test_a_number_stays_whole(words: list[str], limit: int) -> None:
    limit = max(limit, 20)  # the longest number here takes 16
    for separator in (" and ", "\n"):
        text = separator.join(words)
        parts = split(text, limit)
        for number in NUMBERS:
            assert sum(part.count(number) for part in parts) == text.count(number)


@given(st.text(st.sampled_from("ae\u0301\u0308नि\u093f"), min_size=30, max_size=200), st.integers(10, 30))
def test_an_accent_stays_with_its_letter(text: str, limit: int) -> None:
    for run in re.findall("[\u0301\u0308\u093f]+", text):
        if len(run) >= limit - 1:
            return  # a letter longer than a part can only be cut
    assert not any(part[0] in "\u0301\u0308\u093f" for part in split("a" + text, limit))


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("short", 4096, ["short"]),
        ("", 10, []),
        (" \n ", 10, []),
        ("one two.\n\nthree four", 18, ["one two.", "three four"]),
        ("one\ntwo three four", 16, ["one", "two three four"]),
        ("One. Two three? Four", 18, ["One. Two three?", "Four"]),
        ("one two three", 8, ["one two", "three"]),
        ("我们来了。你好吗？好", 8, ["我们来了。", "你好吗？好"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("call 112 345 678 now", 12, ["call", "112 345 678", "now"]),
        ("call\u2068+1 2 3\u2069now", 11, ["call", "\u2068+1 2 3\u2069now"]),
        ("1234567890", 4, ["1234", "5678", "90"]),
    ],
)
def test_the_best_place_is_taken(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_exactly_the_limit_is_one_part() -> None:
    assert split("x" * LONGEST_TEXT) == ["x" * LONGEST_TEXT]
    assert len(split("x" * (LONGEST_TEXT + 1))) == 2
    assert len(split("😀" * (LONGEST_TEXT // 2))) == 1
    assert len(split("😀" * (LONGEST_TEXT // 2 + 1))) == 2
