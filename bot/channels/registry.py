"""The channels that are on, by name. A new channel is one module in this folder and one line here."""

from __future__ import annotations

from bot.channels.contract import Channel
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.webchat import WebchatChannel
from bot.privacy.encryption import Vault
from bot.settings import Settings
from bot.storage.engine import Database


def open_channels(settings: Settings, database: Database, vault: Vault) -> dict[str, Channel]:
    """The channels whose settings are there. The web chat needs none."""
    channels: list[Channel] = [WebchatChannel(settings, database, vault)]
    if settings.sms_is_on:
        channels.append(SmsChannel(settings))
    if settings.telegram_is_on:
        channels.append(TelegramChannel(settings, database))
    return {channel.name: channel for channel in channels}


def channels_that_are_off(settings: Settings) -> list[str]:
    """One line for each channel that is off, naming the settings that turn it on."""
    lines = []
    if not settings.sms_is_on:
        lines.append("SMS and WhatsApp are off: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and PUBLIC_URL")
    if not settings.telegram_is_on:
        lines.append("Telegram is off: set TELEGRAM_BOT_TOKEN")
    return lines
