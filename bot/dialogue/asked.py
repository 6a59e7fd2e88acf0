"""What a contact answers to a question of the phrasebook: a choice, yes or no, a number, a time, a day or a place.

What is not sure is not read: the operator then has the words alone.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

import yaml

from bot.conversations.contract import OfferedChoice
from bot.conversations.offers import Offer
from bot.conversations.seen import Reading
from bot.dates import phrases as units
from bot.dates.clock import clock_in
from bot.dates.when import when_in
from bot.dialogue.typed_choice import numbered_in, titled_in
from bot.dialogue.yes_no import said_in, yes_or_no_alone
from bot.i18n.catalogues import SOURCE_LANGUAGE, Phrase, catalogue_of, spellings
from bot.knowledge.phrasebook import Kind
from bot.nlu.cities import CITIES_FILE, NAMES_PARTED_BY
from bot.nlu.mentions import CITY, TOWN
from bot.replies.phrasebook import Rendered
from bot.replies.questions import SKIPPED, UNKNOWN
from bot.text.folding import comparable, without_accents
from bot.text.visible import visible
from bot.text.words import WORD_APART, spaced

LONGEST_ANSWER = 300  # characters; who writes more tells something, and answers no question in passing
# Of a text that is only this, "ok", nobody knows whether it is a yes.
NODS = frozenset({"ok", "okay", "okey", "oki", "okk", "k", "oke", "okei", "okej", "ок", "окей"})
NUMBERS_ONLY = re.compile(r"\d(?:\s?(?:[,;.&+]|\s)\s?\d)+")
NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,6}(?:[.,]\d{1,2})?(?![\d:/-]|[.,]\d)")
LONGEST_ARTICLE = 2  # letters: a, an, un
MOST_WORDS_BESIDE = 2  # a number; more may say whose it is, or that it is none
SHORTEST_STEM, LONGEST_ENDING, LAST_LETTERS = 4, 3, 2  # letters, of a city's name in a sentence and as it is listed
UNITS = {"days": units.DAYS, "weeks": units.WEEKS, "months": units.MONTHS, "years": units.YEARS}


def reading_of(
    text: str, question: Rendered, languages: Sequence[str], places: Sequence[Place], today: datetime.date
) -> Reading | None:
    """What a text answers to a question; None where that is not sure.

    `languages`: those that it may be in, the likeliest first. `places`: what it names. `today`: in UTC.
    """
    if len(text) > LONGEST_ANSWER or not text.strip():
        return None
    if question.kind is Kind.PLACE:
        return _place(text, question, places)
    read = _READERS[question.kind or Kind.WORDS]
    for language in dict.fromkeys((*languages, SOURCE_LANGUAGE)):
        if reading := read(text, question, language, today):
            return reading
    return None


@dataclass(frozen=True)
class Place:
    """A city or country that a text names. `name`: of the city, None for a country. `country`: ISO 3166-1.

    `start` and `end`: where it stands in the text.
    """

    name: str | None
    country: str
    start: int
    end: int


def places_in(parse: Mapping[str, Any]) -> list[Place]:
    """The places that a text names. `parse`: in Rasa's form."""
    text = str(parse.get("text") or "")
    found = [
        entity for entity in parse.get("entities") or () if entity.get("entity") == "country" and "start" in entity
    ]
    return [_as_place(text, entity) for entity in found]


def _as_place(text: str, entity: Mapping[str, Any]) -> Place:
    start, end, country = int(entity["start"]), int(entity["end"]), str(entity["value"])
    is_city = entity.get("role") in (CITY, TOWN)
    return Place(known_as(text[start:end], country) if is_city else None, country, start, end)


@lru_cache(maxsize=1)
def _first_names() -> Mapping[str, Mapping[str, str]]:
    """By country, then by any name of a city, without accents: the name that GeoNames gives it."""
    cities: Mapping[str, Sequence[str]] = yaml.safe_load(CITIES_FILE.read_text("utf-8"))
    return {
        country: {
            without_accents(name): names.split(NAMES_PARTED_BY)[0]
            for names in all_names
            for name in names.split(NAMES_PARTED_BY)
        }
        for country, all_names in cities.items()
    }


def known_as(written: str, country: str) -> str:
    """The name by which a city is known everywhere, also of one with an ending; as it is written where none is sure."""
    bare, names = without_accents(written), _first_names().get(country, {})
    if found := names.get(bare):
        return found
    likely = {known for name, known in names.items() if is_form_of(bare, name)}
    return likely.pop() if len(likely) == 1 else written


def is_form_of(written: str, name: str) -> bool:
    """Whether a word can be a name with another ending: "Москве" is Москва."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, name, strict=False)))
    return shared >= SHORTEST_STEM and len(written) - shared <= LONGEST_ENDING and len(name) - shared <= LAST_LETTERS


def _picked(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    """One of the numbered answers, by its number or its words, or several of them by their numbers."""
    digits = _western_digits(visible(text)).strip()
    if NUMBERS_ONLY.fullmatch(digits):
        numbers = list(dict.fromkeys(int(digit) for digit in re.findall(r"\d", digits)))
        if question.kind is Kind.CHOICES and all(1 <= number <= len(question.choices) for number in numbers):
            return _read(question, *(question.choices[number - 1].code for number in numbers))
        return None
    titles = tuple(OfferedChoice("", choice.text, f"/{choice.code}") for choice in question.choices)
    offer = Offer(titles, language=language)
    payload = numbered_in(text, offer) or titled_in(text, offer)
    if payload is None:
        return None
    title = next(choice.text for choice in question.choices if choice.code == payload[1:])
    words = len(WORD_APART.findall(comparable(text)))
    return _read(question, payload[1:], is_all=words <= max(MOST_WORDS_BESIDE, len(WORD_APART.findall(title))))


def _yes_or_no(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    if comparable(text) in NODS:
        return None
    if picked := _picked(text, question, language, today):
        return picked
    if alone := yes_or_no_alone(text, language):
        return _read(question, alone)
    said = said_in(text, language)
    if said is None or not said.is_sure(language):
        return None
    return _read(question, UNKNOWN if said.answer == SKIPPED else said.answer, is_all=said.words == 1)


def _number(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    plain = _western_digits(visible(text))
    found = NUMBER.findall(plain)
    words = [word for word in WORD_APART.findall(comparable(NUMBER.sub(" ", plain))) if not word.isdigit()]
    said = [name for name, phrase in UNITS.items() if _says(words, phrase, language)]
    if not found:
        counted = [(number, name) for number, name in _counts(language) if name in words]
        if len({number for number, _ in counted}) != 1:
            return None
        found, words = [str(counted[0][0])], [word for word in words if word != counted[0][1]]
    if len(found) != 1 or len(said) > 1 or len(words) > MOST_WORDS_BESIDE or _is_vague(comparable(plain), language):
        return None
    return _read(question, found[0], *said, is_all=len(words) <= len(said))


def _time(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    clock = clock_in(text, language)
    if clock is None:
        return None
    return _read(question, clock.time.strftime("%H:%M"), is_sure=clock.is_sure, is_all=clock.is_all)


def _date(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    when = when_in(text, language, today)
    return _read(question, when.earliest.isoformat(), (when.latest or today).isoformat()) if when else None


def _place(text: str, question: Rendered, places: Sequence[Place]) -> Reading | None:
    """The one place that a text names; a country beside its city is the same place."""
    cities = [place for place in places if place.name]
    meant = cities or list(places)
    if len({(place.name, place.country) for place in meant}) != 1 or {place.country for place in places} != {
        meant[0].country
    }:
        return None
    around = "".join(c for at, c in enumerate(text) if not any(place.start <= at < place.end for place in places))
    return _read(question, meant[0].name or "", meant[0].country, is_all=len(WORD_APART.findall(around)) <= 1)


def _read(question: Rendered, *values: str, is_sure: bool = True, is_all: bool = True) -> Reading:
    return Reading(question.code, question.kind or Kind.WORDS, values, is_sure, is_all)


def _nothing(text: str, question: Rendered, language: str, today: datetime.date) -> Reading | None:
    """Of words nothing is read but the words."""
    return None


_READERS: Mapping[Kind, Callable[[str, Rendered, str, datetime.date], Reading | None]] = {
    Kind.YES_NO: _yes_or_no,
    Kind.CHOICES: _picked,
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.DATE: _date,
    Kind.WORDS: _nothing,
}


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in text)


@lru_cache(maxsize=64)
def _counts(language: str) -> tuple[tuple[int, str], ...]:
    """The words for one to twelve. For one no short word is, since an article stands before every noun."""
    listed = catalogue_of(language).say(units.COUNTS).split(",")
    return tuple(
        (number, comparable(word))
        for number, words in enumerate(listed, start=1)
        for word in words.split("/")
        if number > 1 or len(comparable(word)) > LONGEST_ARTICLE or not comparable(word).isascii()
    )


def _says(words: Iterable[str], phrase: Phrase, language: str) -> bool:
    listed = {comparable(word) for word in spellings(phrase, (language, SOURCE_LANGUAGE))}
    return any(word in listed for word in words)


def _is_vague(plain: str, language: str) -> bool:
    """Whether a word such as "more than" or "or" stands beside a number."""
    listed = (*spellings(units.VAGUE_BEFORE, (language,)), *spellings(units.VAGUE_AFTER, (language,)))
    said = spaced(plain)
    return any(spaced(comparable(phrase)) in said for phrase in listed)
