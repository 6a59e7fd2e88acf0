"""The commands in Telegram's menu. Whoever holds the phone can read them, so they say nothing of what this is about."""

from bot.i18n.catalogues import Phrase, phrase

COMMANDS: dict[str, Phrase] = {
    "help": phrase("telegram command", "Show the choices"),
    "human": phrase("telegram command", "Talk to a person"),
    "language": phrase("telegram command", "Change the language"),
    "country": phrase("telegram command", "Change the country"),
    "delete": phrase("telegram command", "Delete my messages"),
    "stop": phrase("telegram command", "No more messages"),
    "start": phrase("telegram command", "Start again"),
}
