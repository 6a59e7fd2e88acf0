"""Rasa embedded, and the turn around it."""

from bot.lean_rasa import prepare

prepare()
