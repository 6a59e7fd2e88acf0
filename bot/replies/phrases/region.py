"""Which part of the country somebody is in: asked where lines differ by part, and what that changes."""

from bot.i18n.catalogues import Phrase, phrase

ASK = phrase("guided question", "Which part of the country are you in? I may know a helpline there.")
ASK_TOWN = phrase("guided question", "Which town or region are you in? Write its name. I may know a helpline there.")
CHANGED = phrase("part of the country", "The helpline for where you are:")
SAME = phrase("part of the country", "Thank you. The helpline stays the same.")

# Parts that are offered as choices, by their ISO 3166-2 codes.
NAMES: dict[str, Phrase] = {
    "GB-ENG": phrase("part of the United Kingdom", "England"),
    "GB-SCT": phrase("part of the United Kingdom", "Scotland"),
    "GB-WLS": phrase("part of the United Kingdom", "Wales"),
    "GB-NIR": phrase("part of the United Kingdom", "Northern Ireland"),
}
