"""What people type into right-to-left texts keeps its order."""

from __future__ import annotations

import pytest

from bot.text.direction import isolate, isolate_typed

NUMBERS = ["+49 30 1234567", "+44 (0)20 7946 0000", "0800 111 555", "116 006", "(030) 123456", "+491701234567"]
ADDRESSES = ["https://example.org/a?b=1", "help@example.org"]


@pytest.mark.parametrize("typed", [*NUMBERS, *ADDRESSES])
@pytest.mark.parametrize("around", ["اتصلي على {}.", "({}) اتصلي", "میرا نمبر {} ہے", "شماره: {}، از ۹ تا ۵"])
def test_numbers_and_addresses_are_isolated_once(typed: str, around: str) -> None:
    ordered = isolate_typed(around.format(typed))
    assert isolate(typed) in ordered
    assert isolate_typed(ordered) == ordered


@pytest.mark.parametrize(
    "text",
    [
        "Call +49 30 1234567, see https://example.org",
        "من 9 إلى 5",
        "في 24.11.2026 أو 2026-11-24",
        "15000 يورو أو 15 000",
        "اتصلي على 110",
        "",
    ],
)
def test_what_keeps_its_order_by_itself_is_left_alone(text: str) -> None:
    assert isolate_typed(text) == text
