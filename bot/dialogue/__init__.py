"""Rasa embedded, and the turn around it."""
