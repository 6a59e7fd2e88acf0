"""CLDR's data of one language, apart from that of every other.

Babel (2.18) keeps what languages inherit from the root in one place, and writes into it what a name leads to in the
language that asks first: after one date in Urdu, weekdays are Urdu in French and in a dozen other languages too.
"""

from __future__ import annotations

import copy
from functools import lru_cache

from babel import Locale, UnknownLocaleError, localedata
from babel.localedata import LocaleDataDict


@lru_cache(maxsize=128)
def locale_of(language: str) -> Locale:
    """The locale of a language, with a copy of its data. Raises UnknownLocaleError or ValueError as Locale.parse."""
    locale = Locale.parse(language)
    data = copy.deepcopy(localedata.load(str(locale)))
    vars(locale)["_Locale__data"] = LocaleDataDict(data)  # the private attribute that Locale reads all data from
    return locale


def locales_of(language: str) -> tuple[Locale, ...]:
    """The locale of a language, where CLDR knows it, and that of English, which people mix in."""
    try:
        return locale_of(language), locale_of("en")
    except (UnknownLocaleError, ValueError):
        return (locale_of("en"),)
