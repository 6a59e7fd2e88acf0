"""The channels that are on, by name. A new channel is one module in this folder and one line here."""

from __future__ import annotations

from bot.channels.sms.channel import SmsChannel
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.webchat.channel import WebchatChannel
from bot.conversations.contract import Channel
from bot.conversations.work import Store
from bot.settings import Settings


def open_channels(settings: Settings, store: Store) -> dict[str, Channel]:
    """The channels whose settings are there. The web chat needs none."""
    channels: list[Channel] = [WebchatChannel(settings, store)]
    if settings.sms_is_on:
        channels.append(SmsChannel(settings))
    if settings.telegram_is_on:
        channels.append(TelegramChannel(settings))
    return {channel.name: channel for channel in channels}
