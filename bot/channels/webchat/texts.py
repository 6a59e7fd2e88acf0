"""The words of the chat page in each language, for the template and for the page's script."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot.channels.webchat.languages import country_choices, languages
from bot.i18n.catalogues import catalogue_of
from bot.replies.phrases.webchat import CLOSE_CHAT, NEWS, PAGE, TITLE
from bot.text.direction import direction_of


@lru_cache(maxsize=64)
def page_texts(language: str) -> dict[str, str]:
    """The page's words by the names of phrases/webchat.py; `{limit}` in `too_long` is filled in by who shows it."""
    catalogue = catalogue_of(language)
    return {name: catalogue.say(phrase) for name, phrase in PAGE.items()}


def language_pack(language: str) -> dict[str, Any]:
    """All that the page's script needs to go on in another language without a reload."""
    return {
        "language": language,
        "dir": direction_of(language),
        "texts": page_texts(language),
        "countries": country_choices(language),
    }


@lru_cache(maxsize=1)
def widget_labels() -> dict[str, dict[str, str]]:
    """What the widget's button and window are called, in each language."""
    return {
        language: {
            "open": catalogue_of(language).say(TITLE),
            "close": catalogue_of(language).say(CLOSE_CHAT),
            "news": catalogue_of(language).say(NEWS),
            "dir": direction_of(language),
        }
        for language in languages()
    }
