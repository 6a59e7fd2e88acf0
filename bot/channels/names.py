"""Which channels the settings leave off, said to whoever starts the service."""

from __future__ import annotations

from bot.settings import Settings


def channels_that_are_off(settings: Settings) -> list[str]:
    """One line for each channel that is off, naming the settings that turn it on."""
    lines = []
    if not settings.sms_is_on:
        lines.append("SMS and WhatsApp are off: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and PUBLIC_URL")
    if not settings.telegram_is_on:
        lines.append("Telegram is off: set TELEGRAM_BOT_TOKEN")
    return lines
