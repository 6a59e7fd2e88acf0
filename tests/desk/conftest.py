"""A desk on a real store, and operators' browsers that talk to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.conversations.work import Store
from bot.desk.accounts import add_operator
from bot.desk.app import make_desk
from bot.hotline import Hotline
from bot.settings import Settings
from tests.desk.making import PASSWORD, Browser
from tests.quick_desk import quick_hashes, templates_compiled_once

__all__ = ["quick_hashes", "templates_compiled_once"]  # for every test here

# As a hotline may set it; tests/desk/test_second_factor.py has the desk that asks for codes.
PASSWORD_ONLY = Hotline(second_factor=())


@dataclass
class RunningDesk:
    """A desk with its database; `come` opens a browser, logged in."""

    store: Store
    app: object

    def browser(self, address: str = "127.0.0.1") -> Browser:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True, client=(address, 1))  # type: ignore[arg-type]
        return Browser(
            httpx.AsyncClient(
                transport=transport,
                base_url="http://desk.test",
                headers={"origin": "http://desk.test"},
            )
        )

    def add(self, name: str, role: str = "operator") -> int:
        return add_operator(self.store, name, PASSWORD, role)

    async def come(self, name: str, role: str = "operator") -> Browser:
        operator_id = self.add(name, role)
        browser = self.browser()
        await browser.log_in(name)
        browser.operator_id = operator_id
        return browser


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> RunningDesk:
    """A desk on an empty database."""
    return RunningDesk(store, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), store))


Come = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def amira(desk: RunningDesk) -> Browser:
    """An operator who is logged in."""
    return await desk.come("Amira")


@pytest.fixture
async def boris(desk: RunningDesk) -> Browser:
    """Another operator who is logged in."""
    return await desk.come("Boris")


@pytest.fixture
async def admin(desk: RunningDesk) -> Browser:
    """An administrator who is logged in."""
    return await desk.come("Adele", "administrator")


@pytest.fixture
async def nora(desk: RunningDesk) -> Browser:
    """A coordinator who is logged in."""
    return await desk.come("Nora", "coordinator")


@pytest.fixture
async def chief(desk: RunningDesk) -> Browser:
    """A supervisor who is logged in."""
    return await desk.come("Chief", "supervisor")
