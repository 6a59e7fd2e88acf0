"""The channels that are on, by name."""

from __future__ import annotations

from importlib import import_module

from bot import channels
from bot.channels.enabled import channel_names, is_on
from bot.conversations.contract import Channel
from bot.conversations.work import Store
from bot.settings import Settings


def open_channels(settings: Settings, store: Store) -> dict[str, Channel]:
    """The channels whose settings are there. Raises SettingsError for what a channel cannot work with."""
    modules = (
        import_module(f"{channels.__name__}.{name}.channel") for name in channel_names() if is_on(name, settings)
    )
    opened: list[Channel] = [module.open_channel(settings, store) for module in modules]
    return {channel.name: channel for channel in opened}
