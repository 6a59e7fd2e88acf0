"""Fixtures that every test may use: real databases, fresh keys."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations.work import Store
from bot.lean_rasa.start import prepare
from bot.privacy.encryption import Vault, make_keys
from bot.storage.engine import Database
from tests.databases import database, database_kind, database_url, postgresql_database, postgresql_migrated
from tests.named_hotline import named_hotline
from tests.small_rasa import small_assistant, small_model, talk

__all__ = [  # fixtures for every folder
    "database",
    "database_kind",
    "database_url",
    "named_hotline",
    "postgresql_database",
    "postgresql_migrated",
    "small_assistant",
    "small_model",
    "talk",
]

MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 * 1024**3
MODELS = frozenset({"model", "small_model"})
QUICK_SECONDS = 0.4  # of processor time; whatever takes longer says why: `@pytest.mark.long("starts a process")`
NOISE = 3  # the same work takes so much longer where others share the core
BESIDE_OTHERS = "PYTEST_XDIST_WORKER" in os.environ
TOOK_LONG = "took long"
REASONS = ("long", "slow", "browser", "e2e")  # each says why, here or in pyproject.toml
IDLE_SECONDS = 5.0  # of waiting, for a disk or another process; a test does not sleep

prepare()  # before any test module imports rasa


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Our commands keep what they write private for as long as their process lives; no test relies on another's."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def vault() -> Vault:
    """Fresh random keys."""
    return make_keys()


@pytest.fixture
def store(database: Database, vault: Vault) -> Store:
    """An empty database with fresh keys."""
    return Store(database, vault)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model for the present training data."""
    from bot.training import train

    return train()


@pytest.hookimpl(tryfirst=True)  # before pytest's own, which takes the folder
def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' files in memory where there is room: SQLite waits for the disk at each commit.

    In a folder with a short name, as those who wait for SQLite need: a socket's address has 107 characters at most.
    """
    if hasattr(config, "workerinput"):  # one of several processes: its folder is in the one of the run
        tempfile.tempdir = str(Path(config.option.basetemp).parent)
    elif not config.option.basetemp and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        tempfile.tempdir = folder = tempfile.mkdtemp(prefix="t", dir=MEMORY)
        config.option.basetemp = f"{folder}/p"
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a trained model is slow; `make quick` leaves it out."""
    for item in items:
        if MODELS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that takes long and does not say why fails; beside other processes of the run it is only named.

    Set-up does not count: fixtures are there to share it.
    """
    at_work, begun = _processor_seconds(), time.monotonic()
    yield
    at_work, took = _processor_seconds() - at_work, time.monotonic() - begun
    if any(item.get_closest_marker(reason) for reason in REASONS):
        return
    found = None
    if at_work > QUICK_SECONDS * NOISE:
        found = f"took {at_work:.1f} s of processor time: make it quick, or mark it as long and say why"
    elif took - at_work > IDLE_SECONDS and not BESIDE_OTHERS:
        found = f"waited {took - at_work:.1f} s: let it not wait, or mark it as long and say why"
    if found and BESIDE_OTHERS:
        item.user_properties.append((TOOK_LONG, found))
    elif found:
        pytest.fail(found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that took long beside others."""
    passed = terminalreporter.stats.get("passed", ())
    long = [(report.nodeid, said) for report in passed for name, said in report.user_properties if name == TOOK_LONG]
    if long:
        terminalreporter.section("long tests that say no reason")
    for nodeid, said in long:
        terminalreporter.write_line(f"{nodeid} {said}")


def _processor_seconds() -> float:
    """Of this process, and of those it started and waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
