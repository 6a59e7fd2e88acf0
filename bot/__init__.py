"""Rightsline: rights, legal aid and a human, by SMS, Telegram and web chat."""
