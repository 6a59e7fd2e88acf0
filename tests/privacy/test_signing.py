"""What we signed is known again, whatever the clocks do, and nothing else is."""

from __future__ import annotations

import time

import pytest
from itsdangerous import BadSignature

from bot.privacy.encryption import FormerKey, SigningKeys
from bot.privacy.signing import CLOCK_SECONDS, sign, signed

KEYS, LASTS = SigningKeys("k" * 64), 300


def is_known(token: str, keys: SigningKeys = KEYS, what: str = "form") -> bool:
    try:
        return signed(keys, what, token, LASTS)[0] == "7.é"
    except BadSignature:
        return False


@pytest.mark.parametrize(
    ("jump", "known"), [(-CLOCK_SECONDS - 9, False), (-3, True), (0, True), (3, True), (LASTS + 9, False)]
)
def test_a_clock_that_is_set_makes_nothing_foreign(monkeypatch: pytest.MonkeyPatch, jump: int, known: bool) -> None:
    token, moment = sign(KEYS, "form", "7.é"), time.time()
    monkeypatch.setattr(time, "time", lambda: moment + jump)
    assert is_known(token) is known


def test_what_was_signed_as_something_else_or_by_another_is_foreign() -> None:
    token = sign(KEYS, "form", "7.é")
    assert is_known(token)
    assert not is_known(token, what="session")
    assert not is_known(token, SigningKeys("l" * 64))
    assert not is_known(token.replace("7", "8", 1))
    assert not is_known("")


def test_a_former_key_counts_for_as_long_as_what_it_signed() -> None:
    token = sign(KEYS, "form", "7.é")
    for ago, known in ((LASTS - 60, True), (LASTS + 60, False)):
        rotated = SigningKeys("l" * 64, (FormerKey(KEYS.newest, int(time.time()) - ago),))
        assert is_known(token, rotated) is known
