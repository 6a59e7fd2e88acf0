"""Every route of the public web app, and what it asks of whoever calls it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.routing import BaseRoute, Route

import bot.channels.telegram.channel  # noqa: F401  # its libraries take a second, which is no test of routes
from bot.channels.registry import open_channels
from bot.channels.webchat.static_files import static_path
from bot.conversations.work import Store
from bot.hotline import Hotline
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN

SIGNED, SECRET, FROM_OUR_PAGE, OPEN = "signed by Twilio", "Telegram's secret", "a form of our own page", "open"
ROUTES = {
    ("POST", "/webhooks/sms/webhook"): SIGNED,
    ("POST", "/webhooks/sms/status"): SIGNED,
    ("POST", "/webhooks/telegram/webhook"): SECRET,
    ("GET", "/chat"): OPEN,
    ("POST", "/chat"): FROM_OUR_PAGE,
    ("GET", "/chat/texts/{language}"): OPEN,
    ("GET", "/widget.js"): OPEN,
    ("GET", "/static/{name:path}"): OPEN,
    ("GET", "/"): OPEN,
    ("GET", "/privacy"): OPEN,
    ("GET", "/imprint"): OPEN,
}
OF_THE_PROCESS = {("GET", "/health"): OPEN, ("GET", "/ready"): OPEN}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        var=tmp_path,
        hotline=Hotline(privacy={"short": {"en": "Short."}, "page": {"en": "Page."}}, imprint={"en": "Us."}),
        public_url="https://hotline.example",
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_from="+15005550006",
        telegram_bot_token="1:" + "x" * 35,
        telegram_mode="webhook",
        telegram_webhook_secret="secret",
    )


def methods_of(route: BaseRoute) -> set[tuple[str, str]]:
    assert isinstance(route, Route)
    return {(method, route.path) for method in (route.methods or ()) if method != "HEAD"}


async def test_every_route_is_in_the_table(settings: Settings, store: Store) -> None:
    channels, intake = open_channels(settings, store), StoringIntake(store)
    found = set().union(*(methods_of(route) for channel in channels.values() for route in channel.routes(intake)))
    assert found == set(ROUTES)
    for channel in channels.values():
        await channel.close()


@pytest.mark.parametrize(("route", "asks"), [*ROUTES.items(), *OF_THE_PROCESS.items()])
async def test_what_a_stranger_gets(route: tuple[str, str], asks: str, settings: Settings, store: Store) -> None:
    channels = open_channels(settings, store)
    web = make_app(settings, store, channels, StoringIntake(store))
    method, path = route
    path = path.replace("{language}", "en").replace("/static/{name:path}", static_path("chat/main.js"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=web), base_url="http://localhost") as stranger:
        response = await stranger.request(method, path, data={"text": "x"} if method == "POST" else None)
    let_in = response.status_code in (200, 307, 503)  # to the chat; health without a worker is 503
    assert let_in == (asks == OPEN), (response.status_code, response.text[:80])
    for channel in channels.values():
        await channel.close()
