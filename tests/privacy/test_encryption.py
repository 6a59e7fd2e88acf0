"""Data keys, and the master keys that wrap them."""

from __future__ import annotations

import dataclasses

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.encryption import KeyProblem, KeyWrapper, Vault, make_key, make_keys, master_keys_of

KEYS = make_keys()
KEY = KEYS.new_data_key()


@given(st.text())
def test_a_text_comes_back_and_its_token_does_not_show_it(text: str) -> None:
    token = KEY.encrypt(text)
    assert KEY.decrypt(token) == text
    assert KEYS.data_key(KEY.stored).decrypt(token) == text
    if len(text.encode()) > 4:
        assert text.encode() not in token


def test_no_contact_has_another_ones_key() -> None:
    assert KEYS.new_data_key().readable(KEY.encrypt("hello")) is None


def test_all_labels_are_of_one_length() -> None:
    labels = ["emergency", "sexual_exploitation", "", "x" * 31]
    tokens = [KEY.encrypt_label(label) for label in labels]
    assert [KEY.label(token) for token in tokens] == labels
    assert len({len(token or b"") for token in tokens}) == 1
    assert KEY.encrypt_label(None) is None
    assert KEY.label(None) is None


def test_an_older_master_key_still_opens_and_the_newest_wraps() -> None:
    old = make_keys()
    key = old.new_data_key()
    both = dataclasses.replace(old, encryption=(make_key(), *old.encryption))
    assert both.data_key(key.stored).decrypt(key.encrypt("hello")) == "hello"
    newer = both.new_data_key()
    assert old.data_key(newer.stored).readable(newer.encrypt("hello")) is None


def test_a_key_that_is_wrapped_anew_opens_the_same_and_needs_the_old_master_no_more() -> None:
    old, token = make_keys(), KEY.encrypt("hello")
    moved = dataclasses.replace(KEYS, encryption=(*old.encryption, *KEYS.encryption)).wrapped_anew(KEY.stored)
    assert old.data_key(moved).decrypt(token) == "hello"
    assert KEYS.data_key(moved).readable(token) is None
    assert old.wrapped_anew(moved) == moved, "nothing is done twice"
    assert not master_keys_of(moved) & master_keys_of(KEY.stored)


def test_what_a_lost_master_key_wrapped_is_readable_again_once_it_is_put_back() -> None:
    lost, ours = make_keys(), make_keys()
    first = lost.new_data_key()
    token = first.encrypt("before")
    second = ours.new_data_key(before=first.stored)
    assert second.is_open
    assert ours.data_key(second.stored).readable(token) is None
    assert ours.data_key(ours.wrapped_anew(second.stored)).decrypt(second.encrypt("after")) == "after"
    both = dataclasses.replace(ours, encryption=ours.encryption + lost.encryption)
    assert both.data_key(second.stored).decrypt(token) == "before"


def test_a_key_that_no_master_opens_encrypts_nothing() -> None:
    key = make_keys().data_key(KEY.stored)
    assert not key.is_open
    with pytest.raises(KeyProblem, match="older key"):
        key.encrypt("hello")


def test_the_same_address_on_two_channels_is_two_hashes() -> None:
    assert KEYS.address_hash("sms", "1") != KEYS.address_hash("telegram", "1")
    assert KEYS.address_hash("sms", "1") == KEYS.address_hash("sms", "1")


class Service:
    """A key management service: its master key is nowhere here."""

    def __init__(self) -> None:
        self._master, self.asked = Fernet(Fernet.generate_key()), 0

    def wrap(self, data_key: bytes) -> bytes:
        return b"service/1:" + self._master.encrypt(data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        self.asked += 1
        return self._master.decrypt(wrapped.partition(b":")[2])

    def is_newest(self, wrapped: bytes) -> bool:
        return wrapped.startswith(b"service/1:")


def test_a_key_management_service_stands_where_the_local_keys_did() -> None:
    service: KeyWrapper = Service()
    vault = dataclasses.replace(KEYS, wrapper=service)
    key = vault.new_data_key()
    assert vault.data_key(key.stored).decrypt(key.encrypt("hello")) == "hello"
    assert Vault(KEYS.encryption, KEYS.address_key, KEYS.session_key).data_key(key.stored).is_open is False
    assert vault.wrapped_anew(key.stored) == key.stored
