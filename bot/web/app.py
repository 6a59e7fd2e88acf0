"""The public web process: webhooks, web chat and health. Imports neither rasa nor tensorflow."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol, runtime_checkable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.conversations.contract import Channel, Intake
from bot.conversations.hosts import HostGate
from bot.conversations.unwritable import Unwritable
from bot.conversations.work import Store
from bot.settings import Settings
from bot.web.health import health_route, ready_route
from bot.web.limits import SIGNED_PATHS, BodyLimit, RateLimit
from bot.web.security import SecurityHeaders

COMPRESSED_FROM_BYTES = 1024


@runtime_checkable
class RunsInWeb(Protocol):
    """A channel with something to run beside its routes: long polling, or pushing to open pages."""

    def run(self, intake: Intake) -> AbstractAsyncContextManager[None]:
        """Started with the web process, ended with it."""


@runtime_checkable
class WrapsWeb(Protocol):
    """A channel whose server wraps the web app (Socket.IO's own protocol beside the routes)."""

    def wrap(self, app: ASGIApp, intake: Intake) -> ASGIApp:
        """The app with the channel's own protocol in front."""


def make_app(settings: Settings, store: Store, channels: Mapping[str, Channel], intake: Intake) -> ASGIApp:
    """The ASGI app of the web process."""
    routes: list[BaseRoute] = [
        Route("/health", health_route(store), methods=["GET"]),
        Route("/ready", ready_route(store), methods=["GET"]),
    ]
    for channel in channels.values():
        routes.extend(channel.routes(intake))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for channel in channels.values():
                if isinstance(channel, RunsInWeb):
                    await stack.enter_async_context(channel.run(intake))
            yield

    middleware = [Middleware(Unwritable, store=store), Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES)]
    app: ASGIApp = Starlette(routes=routes, lifespan=lifespan, middleware=middleware)
    for channel in channels.values():
        if isinstance(channel, WrapsWeb):
            app = channel.wrap(app, intake)
    app = RateLimit(BodyLimit(app, intake=intake), intake=intake)
    app = HostGate(app, settings, open_to_all=SIGNED_PATHS)  # what proxies make of a signed post's host does not matter
    return SecurityHeaders(app, settings.embedding_origins)
