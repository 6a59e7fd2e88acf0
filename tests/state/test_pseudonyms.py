"""Contacts' names: two words, each its own."""

from __future__ import annotations

import pytest

from bot.conversations import contacts, pseudonyms
from bot.conversations.pseudonyms import FIRST, SECOND, beginning_of, name_of, new_pseudonym
from bot.conversations.work import Store


def test_every_pair_of_digits_has_a_word_of_its_own() -> None:
    assert len(FIRST) == len(set(FIRST)) == 256
    assert len(SECOND) == len(set(SECOND)) == 256


def test_a_name_is_two_words_and_stays() -> None:
    assert name_of("0000aaaaaaaaaaaa") == f"{FIRST[0]} {SECOND[0]}".title()
    assert name_of("ff00aaaaaaaaaaaa") == name_of("ff00bbbbbbbbbbbb") == f"{FIRST[255]} {SECOND[0]}".title()
    assert name_of("silent 1") == "silent"


def test_a_name_leads_back_to_how_its_pseudonyms_begin() -> None:
    assert beginning_of(name_of("0a1baaaaaaaaaaaa").lower()) == "0a1b"
    assert beginning_of("0a1b") is None
    assert beginning_of("nobody's name") is None


def test_a_new_contact_gets_a_name_that_nobody_has(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["abcd" + "0" * 12, "abcd" + "1" * 12, "abce" + "1" * 12])
    monkeypatch.setattr(pseudonyms.secrets, "token_hex", lambda _: next(drawn))
    with store.write() as work:
        first = contacts.find_or_add(work, "sms", "+491701000001")
        assert first.pseudonym == "abcd" + "0" * 12
        assert new_pseudonym(work) == "abce" + "1" * 12
