"""What stands under a question of the phrasebook. The questions themselves stand in data/knowledge/phrasebook.yml."""

from bot.i18n.catalogues import phrase

PICK = phrase("under a question", "Answer with a number:")
TIME_LIKE_THIS = phrase("under a question", "Write the time like this: 18:30")
MACHINE_TRANSLATED = phrase("under a translated message", "A computer translated this message. It can have mistakes.")
