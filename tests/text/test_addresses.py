from __future__ import annotations

import pytest

from bot.text.addresses import without_addresses


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("see https://a.example/b?c=d now", "see   now"),
        ("WWW.Example.org", " "),
        ("to me@example.org @anna or #help", "to     or  "),
        ("5@ 3 # a@b", "5@ 3 # a@b"),
        ("a@b@c.d e.", "  e."),
        ("(see:https://a.example)", "(see: "),
        ("@a@b. @c@d.e", " @b.  "),
    ],
)
def test_addresses_handles_and_hashtags_go(text: str, rest: str) -> None:
    assert without_addresses(text) == rest
