"""Keeps what became of each channel's conformance tests, for `rightsline check <channel>`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

FOLDER = "conformance"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """A line a case: of a test that ended, or whose set-up failed."""
    outcome = yield
    report = outcome.get_result()
    driver = getattr(item, "callspec", None) and item.callspec.params.get("scene")  # type: ignore[attr-defined]
    cache = getattr(item.config, "cache", None)
    if driver is not None and cache is not None and (report.when == "call" or report.outcome != "passed"):
        passed = report.outcome != "failed"  # skipped: the channel has no such thing, and its driver says why
        with (cache.mkdir(FOLDER) / driver.name).open("a", encoding="utf-8") as file:
            file.write(f"{'passed' if passed else 'failed'} {item.name}\n")
