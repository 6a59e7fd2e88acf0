"""What people in twelve countries are told on money for what happened, for a lawyer to read; compared exactly.

`python -m tests.replies.compensation.golden` writes tests/replies/golden/compensation_*.txt anew; look at the
difference before it is kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

from bot.conversations.offers import with_tokens
from bot.replies.compensation.incident import COUNTRY, HARM, REGION, REPORTED, STILL_THERE, WHEN
from bot.replies.compose import compose
from bot.replies.reply import Reply
from bot.replies.situation import SMS, TELEGRAM, WEBCHAT, Situation
from bot.replies.text_messages import pages_of

FOLDER = Path(__file__).parents[1] / "golden"
COUNTRIES = ("GB", "DE", "FR", "IT", "ES", "NL", "PL", "RO", "UA", "TR", "US", "KZ")
TODAY = "2026-11-24"

UNPAID = {
    HARM: "unpaid_wages",
    WHEN: "2026-10-01/2026-10-31",
    REPORTED: "no",
    STILL_THERE: "yes",
}
HURT_AND_GONE = {
    HARM: "sexual_violence",
    WHEN: "2024-01-01/2024-12-31",
    REPORTED: "yes",
    STILL_THERE: "no",
}
SKIPPED = dict.fromkeys((*UNPAID, REGION), "skip")


@patch("bot.replies.voice.today_utc", lambda: date.fromisoformat(TODAY))  # by which numbers are old
def golden(country: str) -> str:
    """All that is compared for one country."""
    here, web = Situation("en", country, phone_country=country), Situation("en", country)
    parts = {
        "Not paid in October 2026, not reported, still there; Telegram": _result(here, TELEGRAM, UNPAID).text,
        "Sexual violence in 2024, reported, has left; web": _result(web, WEBCHAT, HURT_AND_GONE).text,
        "Not paid in October 2026, not reported, still there; text messages": _texts(_result(here, SMS, UNPAID)),
        "Every question skipped; text messages": _texts(_result(here, SMS, SKIPPED)),
    }
    return "\n\n\n".join(f"# {title}\n\n{text}" for title, text in parts.items()) + "\n"


def path_of(country: str) -> Path:
    """The file of a country."""
    return FOLDER / f"compensation_{country.lower()}.txt"


def _texts(reply: Reply) -> str:
    """The first text message, and what each MORE brings."""
    return "\n\n> MORE\n\n".join(pages_of(reply, with_tokens(reply.choices)))


def _result(situation: Situation, channel: str, answers: dict[str, str]) -> Reply:
    told = Situation(situation.language, situation.country, False, situation.phone_country, channel)
    country = str(situation.country)
    return compose(
        "utter_compensation_result",
        told,
        country=country,
        answers={COUNTRY: country, **answers},
        today=TODAY,
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for code in COUNTRIES:
        path_of(code).write_text(golden(code), encoding="utf-8")
