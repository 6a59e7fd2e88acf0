"""Operators' passwords: made, judged, hashed with argon2id, checked in one time whether the account exists or not."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.i18n.filled import filled

SHORTEST_PASSWORD = 12  # NIST SP 800-63B asks for length, not for kinds of characters
LONGEST_PASSWORD = 128
CHECKS_AT_ONCE = 2  # each takes 64 MiB
MOST_STRANGERS = 6  # who log in at once, those that wait included: the last waits for a second
MOST_KNOWN = 12  # the same of browsers that have logged in before
UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0/o, 1/i/l: it is typed from a terminal or a note
GROUPS, GROUP_LETTERS = 5, 4  # 99 bits
LEAST_SCORE = 4  # zxcvbn's highest: 10^10 guesses or more
LETTERS_JUDGED = 32  # time grows fast with length: 72 letters of the worst kind take zxcvbn nine seconds, 32 under one
# What somebody who knows the desk tries first, and what zxcvbn, whose lists are English, does not know: the word for
# password and the top row of keys where they are Cyrillic.
TRIED_FIRST = ("rightsline", "hotline", "helpline", "пароль", "йцукен", "йцукенгшщзхъ")
WHAT_TO_TAKE = "Take four words or more that nobody says together; no names, dates, keys in a row or well-known lines."

_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommended parameters
_checking = threading.BoundedSemaphore(CHECKS_AT_ONCE)
_strangers, _known = threading.BoundedSemaphore(MOST_STRANGERS), threading.BoundedSemaphore(MOST_KNOWN)
_judging = threading.Lock()  # zxcvbn keeps the words it is given in one place for all threads


class PasswordProblem(ValueError):
    """The password may not be used; the message says why, to people."""


class TooBusy(Exception):
    """So many log in at this moment that one more would wait too long, and hold up the desk."""


@contextmanager
def place(*, known: bool) -> Iterator[None]:
    """A place in the queue for checking a password. Raises TooBusy when there is none. `known`: a known browser's."""
    places = _known if known else _strangers
    if not places.acquire(blocking=False):
        raise TooBusy
    try:
        yield
    finally:
        places.release()


def make_password() -> str:
    """A random password that can be typed: five groups of four letters and digits, 99 bits."""
    return "-".join("".join(secrets.choice(UNAMBIGUOUS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))


def require_strong(password: str, name: str) -> None:
    """Raise PasswordProblem unless the password is hard to guess for who knows the account's name.

    NIST SP 800-63B: length, and nothing commonly used, expected, repetitive or taken from the name.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordProblem(
            filled(
                "The password needs at least {least} characters. {advice}",
                least=SHORTEST_PASSWORD,
                advice=filled(WHAT_TO_TAKE),
            )
        )
    if len(password) > LONGEST_PASSWORD:
        raise PasswordProblem(filled("The password may have at most {most} characters.", most=LONGEST_PASSWORD))
    if _score(password, name) < LEAST_SCORE:
        raise PasswordProblem(filled("The password is easy to guess. {advice}", advice=filled(WHAT_TO_TAKE)))


def hash_password(password: str) -> str:
    """The password as an argon2id hash."""
    with _checking:
        return str(_hasher.hash(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. With no hash (an unknown name) the same work is done, and the answer is no."""
    if len(password) > LONGEST_PASSWORD:
        password = password[:LONGEST_PASSWORD] + "too long"
    with _checking:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return bool(_hasher.check_needs_rehash(password_hash))


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return str(_hasher.hash(secrets.token_hex(16)))


def _score(password: str, name: str) -> int:
    """From 0, guessed at once, to LEAST_SCORE."""
    from zxcvbn import zxcvbn  # 15 MB of word lists, for those processes only in which somebody sets a password

    with _judging:
        judged = zxcvbn(password[:LETTERS_JUDGED], user_inputs=[*TRIED_FIRST, name, *name.split()])
    return int(judged["score"])
