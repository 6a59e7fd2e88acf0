"""What a text costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gsm7 import GSM7_BASIC, GSM7_EXTENSION, Encoding, segments


@pytest.mark.parametrize(
    ("text", "count", "encoding", "units"),
    [
        ("", 1, Encoding.GSM7, 0),
        ("a" * 160, 1, Encoding.GSM7, 160),
        ("a" * 161, 2, Encoding.GSM7, 161),
        ("a" * 306, 2, Encoding.GSM7, 306),
        ("a" * 307, 3, Encoding.GSM7, 307),
        ("a" * 459, 3, Encoding.GSM7, 459),
        ("a" * 460, 4, Encoding.GSM7, 460),
        ("€" * 80, 1, Encoding.GSM7, 160),
        ("€" * 81, 2, Encoding.GSM7, 162),
        ("€" * 153, 3, Encoding.GSM7, 306),  # 76 escapes a segment: the 153rd septet stays empty
        ("я" * 70, 1, Encoding.UCS2, 70),
        ("я" * 71, 2, Encoding.UCS2, 71),
        ("я" * 134, 2, Encoding.UCS2, 134),
        ("я" * 135, 3, Encoding.UCS2, 135),
        ("😀" * 35, 1, Encoding.UCS2, 70),
        ("😀" * 66, 2, Encoding.UCS2, 132),
        ("😀" * 67, 3, Encoding.UCS2, 134),  # 33 pairs a segment: the 67th unit stays empty
        ("a" * 70 + "ê", 2, Encoding.UCS2, 71),
        ("`", 1, Encoding.UCS2, 1),
        ("\t", 1, Encoding.UCS2, 1),
        ("ç", 1, Encoding.UCS2, 1),
        ("Çàèéùìòñäöüß¿¡§£Δ", 1, Encoding.GSM7, 17),
    ],
)
def test_a_text_costs_what_the_standard_says(text: str, count: int, encoding: Encoding, units: int) -> None:
    cost = segments(text)
    assert (cost.count, cost.encoding, cost.units) == (count, encoding, units)


def test_the_alphabet_is_whole() -> None:
    assert len(GSM7_BASIC) == 127  # 128 places, one of them the escape
    assert len(GSM7_EXTENSION) == 10
    assert not GSM7_BASIC & GSM7_EXTENSION


@given(st.text(max_size=500), st.text(max_size=5))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count


@given(st.text(alphabet=sorted(GSM7_BASIC | GSM7_EXTENSION), max_size=700))
def test_no_segment_holds_more_than_it_can(text: str) -> None:
    cost = segments(text)
    assert cost.encoding is Encoding.GSM7
    assert cost.units <= (160 if cost.count == 1 else cost.count * 153)


@given(st.text(alphabet="aя€😀\U0001f1e6", max_size=700))
def test_it_is_counted_as_if_put_in_one_after_the_other(text: str) -> None:
    cost = segments(text)
    size = 153 if cost.encoding is Encoding.GSM7 else 67
    count, used = 1, 0
    for character in text:
        width = 2 if (character == "€" and cost.encoding is Encoding.GSM7) or character > "\uffff" else 1
        count, used = (count + 1, width) if used + width > size else (count, used + width)
    assert cost.count == (1 if cost.units <= (160 if cost.encoding is Encoding.GSM7 else 70) else count)
