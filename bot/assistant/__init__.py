"""Rasa embedded: understanding and rules for one turn, without any server."""

from bot.lean_rasa.start import prepare

prepare()
