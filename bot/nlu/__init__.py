"""Understanding: Rasa graph components for language, places and topic. See docs/understanding.md."""

from bot.lean_rasa.start import prepare

prepare()
