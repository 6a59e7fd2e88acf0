"""What makes a desk of its own for each test affordable."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest
from argon2 import PasswordHasher
from jinja2 import Environment

from bot.desk import passwords

COMPILED: dict[tuple[Any, ...], CodeType] = {}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The true cost of a hash, 0.1 s of work and 64 MiB, is what tests/desk/test_passwords.py looks at."""
    passwords._nobodys_hash.cache_clear()
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(autouse=True)
def templates_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each desk loads its templates; the same source becomes the same code, and that takes half of a page's time."""
    compile_anew = Environment.compile

    def compile_once(environment: Environment, *given: Any, **named: Any) -> CodeType:
        made_of = (environment.autoescape, environment.trim_blocks, environment.lstrip_blocks, *given, *named.items())
        if made_of not in COMPILED:
            COMPILED[made_of] = compile_anew(environment, *given, **named)
        return COMPILED[made_of]

    monkeypatch.setattr(Environment, "compile", compile_once)
