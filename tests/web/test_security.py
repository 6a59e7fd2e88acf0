"""Every answer carries the headers, whatever it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.channels.webchat.channel import WebchatChannel
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.settings import Settings, SettingsError, read_settings
from bot.storage.engine import Database
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from bot.web.limits import MAX_BODY_BYTES
from bot.web.security import headers

SITE = "https://hotline.example"


@pytest.fixture
async def web(
    request: pytest.FixtureRequest, tmp_path: Path, database: Database, vault: Vault
) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(var=tmp_path, webchat_origins=getattr(request, "param", ""))
    store = Store(database, vault)
    app = make_app(settings, store, {"webchat": WebchatChannel(settings, store)}, StoringIntake(store))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    store.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/chat", 200),
        ("GET", "/chat/texts/en", 200),
        ("GET", "/chat/texts/xx", 404),
        ("GET", "/widget.js", 200),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/static/../pages.py", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/chat", 405),
        ("GET", "/health", 503),
        ("GET", "/socket.io/?EIO=3&transport=polling", 400),
    ],
)
async def test_every_answer_has_the_headers(web: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    response = await web.request(method, path)
    assert response.status_code == status
    for name, value in headers().items():
        assert response.headers[name] == value


async def test_refusals_have_them_too(web: httpx.AsyncClient) -> None:
    response = await web.post("/chat", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (response.status_code, response.headers["cache-control"]) == (413, "no-store")


def test_the_policy_allows_only_our_own_files() -> None:
    policy = headers()["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("web", [SITE], indirect=True)
async def test_named_sites_may_frame_the_page_and_load_the_widget(web: httpx.AsyncClient) -> None:
    page, widget = await web.get("/chat"), await web.get("/widget.js")
    assert f"frame-ancestors 'self' {SITE}" in page.headers["content-security-policy"]
    assert "x-frame-options" not in page.headers
    assert widget.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("origins", ["*", "https://*.example", "hotline.example", "https://a.example/x", "https://a;b"])
def test_what_is_no_origin_is_refused_at_start(origins: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_ORIGINS", origins)
    with pytest.raises(SettingsError, match=r"WEBCHAT_ORIGINS .* is not an origin"):
        read_settings()
