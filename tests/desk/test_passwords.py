"""Passwords: long and hard to guess, hashed slowly, and as slow for names that do not exist."""

from __future__ import annotations

import threading
import time

import pytest
import zxcvbn
from argon2 import PasswordHasher

from bot.desk import passwords
from bot.desk.passwords import (
    LONGEST_PASSWORD,
    WHAT_TO_TAKE,
    PasswordProblem,
    hash_password,
    make_password,
    matches,
    needs_rehash,
    require_strong,
)

pytestmark = pytest.mark.long("argon2id takes its time, on purpose")

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick_hashes() -> None:
    """None here."""


def test_a_made_password_can_be_typed_and_is_never_the_same() -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    assert all(set(one) <= set(passwords.UNAMBIGUOUS + "-") and len(one) == 24 for one in made)


def test_only_the_right_password_matches() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert matches(stored, PASSWORD)
    assert not matches(stored, PASSWORD + " ")
    assert not matches(stored, "")
    assert not matches("not a hash", PASSWORD)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("short", "at least 12 characters"),
        ("kaputte tasse 7 berge " * 6, f"at most {LONGEST_PASSWORD}"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("abcabcabcabc", "easy to guess"),
        ("aaaaaaaaaaab", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("qwertyuiopas", "easy to guess"),
        ("passwordpassword", "easy to guess"),
        ("P@ssw0rd2026", "easy to guess"),
        ("letmeinplease", "easy to guess"),
        ("Amira1234567", "easy to guess"),
        ("Amira El-Sayed", "easy to guess"),
        ("el-sayed-2026", "easy to guess"),
        ("rightsline2026", "easy to guess"),
        ("Rightsline!Rightsline!", "easy to guess"),
        ("пароль123456", "easy to guess"),
        ("йцукенгшщзхъ", "easy to guess"),
        ("y" * LONGEST_PASSWORD, "easy to guess"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_take_instead(bad: str, says: str) -> None:
    with pytest.raises(PasswordProblem, match=says) as refused:
        require_strong(bad, "Amira El-Sayed")
    assert WHAT_TO_TAKE in str(refused.value) or len(bad) > LONGEST_PASSWORD


@pytest.mark.parametrize(
    "good", [PASSWORD, "kaputte tasse 7 berge", "синий чайник едет домой", "مفتاح أخضر فوق الجبل", "k7hnvq2m4pxw"]
)
def test_words_in_any_language_and_random_letters_are_taken(good: str) -> None:
    require_strong(good, "Amira")


def test_a_made_password_is_always_strong_enough() -> None:
    for name in ("Amira", "a", "x2"):
        require_strong(make_password(), name)


def test_no_password_keeps_the_desk_busy() -> None:
    begun = time.process_time()
    require_strong("{(<[4@819630571!|+%$2{(<[4@819630571!|+%$2" * 3, "Amira")
    assert time.process_time() - begun < 10  # judged whole, it takes minutes


def test_two_who_choose_at_once_are_judged_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[str] = []
    most = 0

    def judge(password: str, user_inputs: list[str]) -> dict[str, int]:  # the library keeps user_inputs for all threads
        nonlocal most
        inside.append(password)
        most = max(most, len(inside))
        time.sleep(0.02)
        inside.remove(password)
        return {"score": 4}

    monkeypatch.setattr(zxcvbn, "zxcvbn", judge)
    threads = [threading.Thread(target=require_strong, args=(f"{PASSWORD} {n}", "Amira")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_the_longest_password_works_and_a_longer_one_does_not_match_it() -> None:
    longest = "y" * LONGEST_PASSWORD
    stored = hash_password(longest)
    assert matches(stored, longest)
    assert not matches(stored, longest + "y")


def test_an_unknown_name_takes_as_long_and_never_matches() -> None:
    stored = hash_password(PASSWORD)
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
    assert not needs_rehash(hash_password(PASSWORD))
