"""`python -m bot` is the `rightsline` command."""

from bot.cli import app

app()
