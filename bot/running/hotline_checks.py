"""Whether hotline.yml fits what is here: countries with records, languages that are ready, numbers that exist."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers

from bot.hotline import FILE_NAME, Hotline
from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages
from bot.replies.known import KNOWLEDGE
from bot.settings import Mendable


def refuse_unfit_hotline(hotline: Hotline) -> None:
    """Raise Mendable with a line for each fault."""
    faults = list(problems(hotline))
    if faults:
        raise Mendable("\n".join(f"{FILE_NAME}: {fault}" for fault in faults))


def problems(hotline: Hotline) -> Iterator[str]:
    """What does not fit, a line each."""
    for setting, country in _countries(hotline):
        if not (KNOWLEDGE / "countries" / f"{country.lower()}.yml").is_file():
            yield f"{setting}: nothing is known of {country}; docs/countries.md lists the countries there are"
    for code in hotline.languages or ():
        if code != SOURCE_LANGUAGE and code not in available_languages():
            yield f"languages: {code} is not ready for people; `rightsline check {code}` says what is missing"
    for number, line in enumerate(hotline.lines):
        if line.e164 and not phonenumbers.is_valid_number(phonenumbers.parse(line.e164)):
            yield f"lines[{number}].e164: {line.e164} is no number of its country"


def _countries(hotline: Hotline) -> Iterator[tuple[str, str]]:
    if hotline.country:
        yield "country", hotline.country
    yield from (("countries", country) for country in hotline.countries)
    for number, line in enumerate(hotline.lines):
        yield from ((f"lines[{number}].countries", country) for country in line.countries)
