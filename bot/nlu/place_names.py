"""The names of countries and languages in every language, with their case endings and in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from bot.i18n.catalogues import of_available_languages
from bot.settings import PROJECT_ROOT
from bot.text.folding import romanised, without_accents

NAMES_FILE = PROJECT_ROOT / "data/lexicons/names.yml"
NAMES_FOLDER = PROJECT_ROOT / "data/lexicons/names"
SHORTEST_INFLECTED = 4  # shorter names change too much, or are other words with an ending
SHORTEST_LATIN = 4  # of a name from another script: Arabic leaves vowels out, and Oman would be "mn"
NOT_COUNTRIES = frozenset({"AC", "AN", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
ISO_CODE_LENGTH = 2
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
SOFT_SIGN = "'"  # few type it: "polshe"
# what the rules write, and what people type in its place
TYPED_CYRILLIC = (("kh", ("h", "x")), ("shch", ("sch", "sh")), ("ts", ("c",)), ("iya", ("ia",)))
OF_CITIES = ("city", "living", "city_after", "city_endings", "city_attached")


@dataclass(frozen=True, slots=True)  # there are seventy thousand
class Name:
    """A name as it may stand in a text. `form` is lower case without accents; `value` an ISO code.

    `as_written`: it counts only when written just so ("US"). `everyday`: it is another word or a person's name too.
    `at_home`: it is in a language of that country ("deutschland"), which newcomers use in whatever language they write.
    `accented`: lower case with its accents, of a name without an ending; they tell Đài, a country, from Đại.
    """

    entity: str
    value: str
    form: str
    as_written: str | None = None
    everyday: bool = False
    at_home: bool = False
    inflected: bool = False
    accented: str | None = None


def names_in(language: str, languages_offered: tuple[str, ...]) -> Iterator[Name]:
    """All names of countries, and of the languages offered, as texts in a language may have them."""
    try:
        locale = Locale(language)
    except UnknownLocaleError:
        return
    for code, name in locale.territories.items():
        if len(code) == ISO_CODE_LENGTH and code.isalpha() and code not in NOT_COUNTRIES:
            yield from _country(code, name, language)
    for code, names in extra()["own"].get(language, {}).items():
        for name in names:
            yield from _country(code, name, language)
    also = extra()["languages"].get(language, {})
    for code in languages_offered:
        for name in dict.fromkeys((locale.languages.get(code), *also.get(code, ()))):
            if name:
                yield from _language(code, name, language)


def common_names(languages_offered: tuple[str, ...]) -> Iterator[Name]:
    """Names that hold in every language: what people say beside CLDR, and each language's name for itself."""
    for code, names in extra()["countries"].items():
        for name in names:
            for language in ("en", *sorted(extra()["endings"].keys() - extra()["own"].keys())):
                yield from _country(code, name, language)
    for code in languages_offered:
        try:
            locale = Locale(code)
        except UnknownLocaleError:
            continue
        yield from _language(code, locale.languages.get(code) or code, code)


@lru_cache(maxsize=1)
def extra() -> dict[str, Any]:
    """The content of names.yml, and by language that of the files in NAMES_FOLDER; `own`: their countries."""
    read: dict[str, Any] = yaml.safe_load(NAMES_FILE.read_text("utf-8"))
    read["own"], read["attached"], read["languages"], read["attached_to_languages"] = {}, {}, {}, {}
    for file in of_available_languages(NAMES_FOLDER.glob("*.yml")):
        names = yaml.safe_load(file.read_text("utf-8"))
        read["own"][file.stem] = names["countries"]
        read["attached"][file.stem] = names.get("attached", [])
        read["languages"][file.stem] = names.get("languages", {})
        read["attached_to_languages"][file.stem] = names.get("attached_to_languages", [])
        endings = read["endings"].setdefault(file.stem, {})
        endings["countries"] = names["endings"]
        if "language_endings" in names:
            endings["languages"] = names["language_endings"]
        read["cases"][file.stem] = names.get("cases", {})
        for kind in ("everyday", "origin", "origin_endings", "place", "ambiguous", *OF_CITIES):
            read[kind][file.stem] = [without_accents(str(word)) for word in names.get(kind, ())]
    return read


def _country(code: str, name: str, language: str) -> Iterator[Name]:
    if name.replace(".", "").isupper():
        yield Name("country", code, without_accents(name), as_written=name)
        if len(name) > ISO_CODE_LENGTH:  # "usa", "сша"; but "us" and "uk" are words
            yield Name("country", code, without_accents(name))
        return
    everyday = is_everyday(without_accents(name), language)
    at_home = language in get_official_languages(code, regional=True, de_facto=True)
    for form in _forms(name, extra()["endings"].get(language, {}).get("countries", {})):
        for before in ("", *extra()["attached"].get(language, ())):
            inflected = before + form != without_accents(name)
            yield Name(
                "country",
                code,
                before + form,
                everyday=everyday,
                at_home=at_home,
                inflected=inflected,
                accented=None if inflected else lowered(name),
            )


def _language(code: str, name: str, language: str) -> Iterator[Name]:
    for form in _forms(name, extra()["endings"].get(language, {}).get("languages", {})):
        everyday = is_everyday(form, language)
        for before in ("", *extra()["attached_to_languages"].get(language, ())):
            inflected = before + form != without_accents(name)
            yield Name(
                "language", code, before + form, everyday=everyday, at_home=language == code, inflected=inflected
            )


def lowered(name: str) -> str:
    """A name or word in lower case, its accents written in the one way that can be compared."""
    return unicodedata.normalize("NFC", name).lower()


def is_everyday(form: str, language: str | None) -> bool:
    """Whether a name (lower case, without accents) is another word too, in texts of a language."""
    everyday = extra()["everyday"]
    return form in everyday["all"] or form in everyday.get(language, ())


def _forms(name: str, endings: dict[str, list[str]]) -> set[str]:
    """A name with its case endings, each in its own script and in Latin letters."""
    plain = without_accents(name)
    forms = {plain} | set(_inflected(plain, endings))
    latin = {spelt for form in forms if form != (typed := romanised(form)) for spelt in _spellings(form, typed)}
    return forms | {spelt for spelt in latin if len(spelt) >= SHORTEST_LATIN}


def _spellings(form: str, latin: str) -> set[str]:
    """How people type in Latin letters a name whose `form` in its own script is spelt `latin` by the rules."""
    spelt = {latin}
    if CYRILLIC.search(form):
        spelt = {latin, latin.replace(SOFT_SIGN, "")}
        for by_rule, typed in TYPED_CYRILLIC:
            spelt |= {word.replace(by_rule, instead) for word in spelt for instead in typed}
    ending = {word.replace("ii", instead) for word in spelt for instead in ("ii", "iy", "ij", "y")}
    return ending | {word.replace("y", "j") for word in spelt}


def _inflected(name: str, endings: dict[str, list[str]]) -> Iterable[str]:
    if " " in name or "-" in name or len(name) < SHORTEST_INFLECTED:
        return ()
    fitting = [ending for ending in endings if name.endswith(without_accents(ending))]
    if not fitting:
        return ()
    ending = max(fitting, key=len)
    stem = name[: len(name) - len(without_accents(ending))]
    return [stem + without_accents(other) for other in endings[ending]]
