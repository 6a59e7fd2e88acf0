"""Web and desk answer to local names and to those of the settings; a foreign name gets nothing of us."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

from bot.channels.webchat.channel import WebchatChannel
from bot.conversations.hosts import HINT, is_ours, names_of
from bot.conversations.work import Store
from bot.desk.app import make_desk
from bot.settings import Settings, SettingsError, read_settings
from bot.web.app import make_app
from bot.web.intake import StoringIntake


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:5010",
        "[::1]:5005",
        "10.1.2.3",
        "localhost:5005",
        "web:5005",  # a container
        "Desk.Internal",
        "desk.local.",
        "",  # a health check by HTTP/1.0
        "chat.hotline.example",
        "CHAT.hotline.example:443",
        "desk.hotline.example",
    ],
)
def test_local_names_and_those_of_the_settings_are_ours(host: str, tmp_path: Path) -> None:
    settings = Settings(
        var=tmp_path, public_url="https://chat.hotline.example", hosts="other.example, Desk.hotline.example"
    )
    assert is_ours(host, names_of(settings))


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "chat.hotline.example", "[::1", "a.b@c.d"],
)
def test_without_settings_only_local_names_are(host: str, tmp_path: Path) -> None:
    assert not is_ours(host, names_of(Settings(var=tmp_path)))


async def test_web_and_desk_refuse_a_foreign_name(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(var=tmp_path)
    web = make_app(settings, store, {"webchat": WebchatChannel(settings, store)}, StoringIntake(store))
    for app, path in ((web, "/chat"), (make_desk(settings, store), "/login")):
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as client:
            caplog.clear()
            answers = [await client.get(path) for _ in range(3)]
            assert {answer.status_code for answer in answers} == {421}
            assert answers[0].text == HINT
            assert answers[0].headers["x-content-type-options"] == "nosniff"
            assert [record.levelno for record in caplog.records] == [logging.WARNING]
            assert (await client.get(path, headers={"host": "localhost:5005"})).status_code == 200


async def test_a_signed_post_is_taken_whatever_proxies_made_of_its_host(store: Store, tmp_path: Path) -> None:
    web = make_app(Settings(var=tmp_path), store, {}, StoringIntake(store))
    transport = httpx.ASGITransport(app=web)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://upstream.example") as client:
        assert (await client.post("/webhooks/sms/webhook")).status_code == 404  # no such channel here, and no 421


def test_a_wrong_name_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSLINE_HOSTS", "https://desk.hotline.example")
    with pytest.raises(SettingsError, match="RIGHTSLINE_HOSTS"):
        read_settings()
