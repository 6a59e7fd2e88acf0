"""What can be tapped is surely a number or an address; anything else stays text."""

from __future__ import annotations

import pytest

from bot.channels.webchat.links import links_of
from bot.knowledge.loader import load_countries
from bot.replies.known import KNOWLEDGE


@pytest.mark.parametrize(
    ("text", "country", "hrefs"),
    [
        ("Call +49 30 1234567 now.", None, ["tel:+49301234567"]),
        ("Call 0800 0005780.", "DE", ["tel:08000005780"]),
        ("Call 0800 0005780.", None, []),
        ("اتصل \u2068116 006\u2069", None, ["tel:116006"]),
        ("police: 110, ambulance: 112", "DE", ["tel:110", "tel:112"]),
        ("police : 17, SAMU: 15.", "FR", ["tel:17", "tel:15"]),
        ("Time to apply: 15 days, 17 years, 112 euros, 112 €, 110 EUR", "FR", []),
        ("In 2008 there were 1970 cases, 3112 of 1,112 or 112.5", "DE", []),
        ("+", None, []),
        ("See https://example.org/a?b=c&d=1.", None, ["https://example.org/a?b=c&d=1"]),
        ("(https://example.org)", None, ["https://example.org"]),
        ("javascript:alert(1) data:text/html,x http://", None, []),
        ("https://example.org/+49301234567", None, ["https://example.org/+49301234567"]),
        ("call \u2068hello\u2069 \u2068+\u2069", None, []),
    ],
)
def test_links(text: str, country: str | None, hrefs: list[str]) -> None:
    links = links_of(text, country)
    assert [link.href for link in links] == hrefs
    position = 0
    for link in links:
        position = text.index(link.text, position) + len(link.text)


def test_an_unknown_country_has_no_numbers_of_its_own() -> None:
    assert links_of("police: 110", "XX") == ()


@pytest.mark.long("reads all records")
def test_every_number_of_every_country_record_can_be_tapped_and_dials_its_own_digits() -> None:
    for code, record in load_countries(KNOWLEDGE / "countries").items():
        written = {number.dial for contact in record.contacts for number in contact.numbers}
        written |= {entry.number for entry in record.emergency}
        for number in written:
            links = links_of(f"Help line: {number}. It is free.", code)
            digits = "".join(letter for letter in number if letter.isdigit())
            assert [link.href.replace("+", "") for link in links] == [f"tel:{digits}"], (code, number)
