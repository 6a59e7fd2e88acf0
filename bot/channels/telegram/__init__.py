"""Telegram."""

TURNED_ON_BY = "telegram_bot_token"
WHEN_OFF = "Telegram is off: set TELEGRAM_BOT_TOKEN"
