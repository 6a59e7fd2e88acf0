"""Which channels there are, and which of them the settings turn on. Imports none of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from bot import channels
from bot.settings import Settings


def channel_names() -> tuple[str, ...]:
    """The folders of bot/channels, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg))


def is_on(name: str, settings: Settings) -> bool:
    """Whether the settings turn a channel on."""
    setting = getattr(_folder(name), "TURNED_ON_BY", None)
    return setting is None or bool(getattr(settings, setting, None))


def channels_that_are_off(settings: Settings) -> list[str]:
    """One line for each channel that is off, naming the settings that turn it on."""
    return [when_off(name) for name in channel_names() if not is_on(name, settings)]


def when_off(name: str) -> str:
    """What is to be set for a channel that is off."""
    return str(_folder(name).WHEN_OFF)


def _folder(name: str) -> ModuleType:
    return import_module(f"{channels.__name__}.{name}")
