"""Words by which people say when something happened. All lists are comma-separated."""

from bot.replies.catalogues import phrase

MONEY = phrase("words for money", "BUCKS, QUID, GRAND, RUPEE, RUPEES, RS, TOMAN")
