"""Every answer carries the headers: pages, redirects, errors and files."""

from __future__ import annotations

import pytest

from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/static/desk.css", "/health", "/conversations/99"])
async def test_every_answer_is_not_stored_not_framed_and_loads_nothing_from_elsewhere(
    desk: RunningDesk, path: str
) -> None:
    headers = (await desk.browser().client.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


async def test_pages_hold_no_inline_script_style_or_foreign_address(admin: Browser) -> None:
    for path in ("/", "/operators", "/audit", "/account"):
        page = (await admin.get(path)).text
        assert "style=" not in page
        assert " onclick" not in page
        assert "<script>" not in page
        assert 'src="http' not in page
        assert "<style" not in page
