"""Passwords: long enough, hashed slowly, and as slow for names that do not exist."""

from __future__ import annotations

import time

import pytest
from argon2 import PasswordHasher

from bot.desk import passwords
from bot.desk.passwords import LONGEST_PASSWORD, PasswordProblem, hash_password, make_password, matches, needs_rehash

PASSWORD = "correct horse battery staple"


def test_a_made_password_can_be_typed_and_is_never_the_same() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    assert all(set(one) <= set(passwords.UNAMBIGUOUS + "-") and len(one) == 24 for one in made)


def test_only_the_right_password_matches() -> None:
    stored = hash_password(PASSWORD, "Amira")
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert matches(stored, PASSWORD)
    assert not matches(stored, PASSWORD + " ")
    assert not matches(stored, "")
    assert not matches("not a hash", PASSWORD)


@pytest.mark.parametrize("bad", ["short", "x" * (LONGEST_PASSWORD + 1), "Amira1234567"])
def test_a_weak_password_is_refused(bad: str) -> None:
    with pytest.raises(PasswordProblem):
        hash_password(bad, "Amira")


def test_the_longest_password_works_and_a_longer_one_does_not_match_it() -> None:
    longest = "y" * LONGEST_PASSWORD
    stored = hash_password(longest, "Amira")
    assert matches(stored, longest)
    assert not matches(stored, longest + "y")


def test_an_unknown_name_takes_as_long_and_never_matches() -> None:
    stored = hash_password(PASSWORD, "Amira")
    matches(None, PASSWORD)  # the first time makes the hash to compare with

    def best(password_hash: str | None) -> float:
        took = []
        for _ in range(3):
            begun = time.perf_counter()
            assert not matches(password_hash, "a wrong password")
            took.append(time.perf_counter() - begun)
        return min(took)

    known, unknown = best(stored), best(None)
    assert unknown > known / 3, f"an unknown name is told apart by time: {unknown:.4f} s against {known:.4f} s"


def test_a_hash_of_other_parameters_is_to_be_renewed() -> None:
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    assert not needs_rehash(hash_password(PASSWORD, "Amira"))
