"""A phone's country is only a first guess, but never a country that nobody has a record of."""

from __future__ import annotations

import pytest

from bot.i18n.phone_prefix import phone_country


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("+447400123456", "GB"),
        ("+447911123456", "GB"),  # a range of Guernsey
        ("+447700900001", "GB"),  # a range the library does not know
        ("+491701234567", "DE"),
        ("whatsapp:+33612345678", "FR"),
        ("+77011234567", "KZ"),
        ("+79161234567", "RU"),
        ("+12025550123", "US"),
        ("+14165550123", "CA"),
        ("+3906698123", "VA"),
        ("+881612345678", None),  # satellite
        ("RIGHTS", None),
        ("", None),
    ],
)
def test_the_prefix_gives_the_country(address: str, country: str | None) -> None:
    assert phone_country("sms", address) == country


def test_only_phones_have_a_prefix() -> None:
    assert phone_country("telegram", "447700900001") is None
