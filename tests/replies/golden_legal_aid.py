"""What people in twelve countries are sent when they ask for a lawyer: every text message, and the web chat's answer.

`python -m tests.replies.golden_legal_aid` writes tests/replies/golden/legal_aid_*.txt anew; look at the difference
before it is kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

from bot.conversations.offers import with_tokens
from bot.replies.compose import compose
from bot.replies.situation import SMS, WEBCHAT, Situation
from bot.replies.text_messages import pages_of

FOLDER = Path(__file__).parent / "golden"
TODAY = date(2026, 12, 2)  # by which numbers are old
COUNTRIES = ("GB", "DE", "FR", "IT", "ES", "NL", "PL", "RO", "UA", "TR", "US", "KZ")


@patch("bot.replies.voice.today_utc", lambda: TODAY)
def dialogue(country: str) -> str:
    """The question and what is sent back."""
    reply = compose("utter_legal_aid", Situation("en", country, phone_country=country, channel=SMS))
    texts = pages_of(reply, with_tokens(reply.choices))
    web = compose("utter_legal_aid", Situation("en", country, phone_country=country, channel=WEBCHAT))
    said = ["> I need a lawyer (text message)", texts[0]]
    for text in texts[1:]:
        said += ["> MORE", text]
    buttons = "\n".join(f"[{choice.title}]" for choice in web.choices)
    return "\n\n".join([*said, "> I need a lawyer (web chat)", web.text, buttons]) + "\n"


def path_of(country: str) -> Path:
    """The file of a country."""
    return FOLDER / f"legal_aid_{country.lower()}.txt"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for code in COUNTRIES:
        path_of(code).write_text(dialogue(code), encoding="utf-8")
