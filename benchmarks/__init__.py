"""Figures beside other assistants."""
