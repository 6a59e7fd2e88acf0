"""Operators' passwords: made, hashed with argon2id, checked in constant time whether the account exists or not."""

from __future__ import annotations

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12  # NIST SP 800-63B asks for length, not for kinds of characters
LONGEST_PASSWORD = 128
CHECKS_AT_ONCE = 2  # each takes 64 MiB
UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0/o, 1/i/l: it is typed from a terminal or a note
GROUPS, GROUP_LETTERS = 5, 4  # 99 bits

_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommended parameters
_checking = threading.BoundedSemaphore(CHECKS_AT_ONCE)


class PasswordProblem(ValueError):
    """The password may not be used; the message says why, to people."""


def make_password() -> str:
    """A random password that can be typed: five groups of four letters and digits, 99 bits."""
    return "-".join("".join(secrets.choice(UNAMBIGUOUS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))


def hash_password(password: str, name: str) -> str:
    """The password as an argon2id hash. Raises PasswordProblem when it is too short, too long or the name."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordProblem(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordProblem(f"The password may have at most {LONGEST_PASSWORD} characters.")
    if name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST_PASSWORD:
        raise PasswordProblem("The password may not be built on the name.")
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
