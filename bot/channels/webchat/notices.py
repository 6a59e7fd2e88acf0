"""The hotline's own pages: its privacy notice and who is responsible, as hotline.yml has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jinja2 import Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.webchat.languages import page_language, wanted_languages
from bot.channels.webchat.static_files import static_path
from bot.channels.webchat.texts import page_texts
from bot.hotline import ByLanguage, Hotline
from bot.text.direction import direction_of

PRIVACY, IMPRINT = "privacy", "imprint"


class Layer(NamedTuple):
    """A text as it is shown."""

    text: str
    language: str
    direction: str


class Notices:
    """The pages, and the way from the bare address to the chat."""

    def __init__(self, hotline: Hotline, template: Template, chat: str) -> None:
        self._template, self._chat = template, chat
        self._layers: dict[str, tuple[ByLanguage, ...]] = {}
        if hotline.privacy:
            layers = (hotline.privacy.short, hotline.privacy.page, hotline.privacy.full)
            self._layers[PRIVACY] = tuple(layer for layer in layers if layer)
        if hotline.imprint:
            self._layers[IMPRINT] = (hotline.imprint,)

    def of(self, language: str) -> list[tuple[str, list[Layer]]]:
        """Each notice by its name, in a language or else in English: the chat's own page holds them, and its exit."""
        return [(name, _said(layers, language)) for name, layers in self._layers.items()]

    def routes(self) -> Sequence[BaseRoute]:
        """Paths, methods and what answers them."""
        return (
            Route("/", self.home, methods=["GET"]),
            *(Route(f"/{name}", self.show, name=name, methods=["GET"]) for name in (PRIVACY, IMPRINT)),
        )

    async def home(self, _: Request) -> Response:
        """To the chat: nobody has to know a path."""
        return RedirectResponse(self._chat, status_code=307)

    async def show(self, request: Request) -> Response:
        """A page in the browser's language; where the hotline has no text in it, in English."""
        name = request.url.path.removeprefix("/")
        layers = self._layers.get(name)
        if layers is None:
            return PlainTextResponse("not found", status_code=404)
        language = page_language(wanted_languages(request.headers.get("accept-language", "")))
        texts = page_texts(language)
        page = self._template.render(
            language=language,
            dir=direction_of(language),
            texts=texts,
            heading=texts[name],
            layers=_said(layers, language),
            static=static_path,
        )
        return HTMLResponse(page)


def _said(layers: Sequence[ByLanguage], language: str) -> list[Layer]:
    best = (layer.best(language) for layer in layers)
    return [Layer(text, spoken, direction_of(spoken)) for text, spoken in best]
