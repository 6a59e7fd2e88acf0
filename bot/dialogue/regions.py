"""The part of a country that a text names, by its own name or by a town's, in any script and with an ending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.dialogue.asked import SHORTEST_STEM, is_form_of
from bot.i18n.catalogues import spellings
from bot.knowledge.regions import folded, is_in, names_in
from bot.nlu.mentions import CITY, ELSEWHERE, TOWN
from bot.replies.compensation.incident import REGION as OF_COMPENSATION
from bot.replies.phrases.region import NAMES
from bot.replies.region import QUESTION
from bot.text.visible import visible

LONGEST_NAME = 8  # words; each character is one in Chinese
MOST_BESIDE = 6  # words beside a name in an answer: "I am in a village near Cardiff"
ALONE = 3  # letters; so short a name is read only where it is all that is said
WITH_ENDINGS = frozenset({"bn", "pl", "ro", "ru", "sq", "tr", "uk"})  # languages that decline the names of towns
TOWNS, NO_REGION = frozenset({CITY, TOWN}), frozenset({None})
SAID_OF_THE_COUNTRY = NO_REGION | {"GB-ENG"}  # "England" is what most languages call all of it


def region_after(known: str | None, parse: Mapping[str, Any], country: str | None) -> str | None:
    """The part of the country where a contact is, ISO 3166-2, after a text or a pick; `known`: before it.

    `parse`: in Rasa's form. A part that was picked or answered counts, and that of the town in which they say that they
    are; of a place that is only named, or of where something happened, while no other is known.
    """
    if country is None:
        return known
    before = known if is_in(known, country) else None
    answers = {str(e["entity"]): str(e["value"]) for e in parse.get("entities") or () if "value" in e}
    answered = answers.get("answer") if is_in(answers.get("answer"), country) else None
    if answers.get("question") == QUESTION and answered:
        return answered
    if answers.get("question") == OF_COMPENSATION and answered:
        return before or answered
    return _mentioned(parse, country, is_said=True) or before or _mentioned(parse, country, is_said=False) or known


def region_in(text: str, country: str, most_beside: int, *, endings: bool) -> str | None:
    """The one part of a country that a text names; None for none, for several, and where it says much else.

    `most_beside`: words that it may have beside the name. `endings`: names are read with case endings too.
    """
    words = folded(visible(text)).split()
    found = list(_exact(words, country)) or (list(_with_ending(words, country)) if endings else [])
    regions = {region for region, _ in found}
    beside = len(words) - sum(length for _, length in found)
    return regions.pop() if len(regions) == 1 and beside <= most_beside else None


def _mentioned(parse: Mapping[str, Any], country: str, *, is_said: bool) -> str | None:
    """The one part that a text mentions by its name or a town's. `is_said`: they say that they are in that town."""
    text, found = str(parse.get("text") or ""), set()
    for entity in parse.get("entities") or ():
        role = entity.get("role")
        if entity.get("entity") != "country" or entity.get("value") != country or "start" not in entity:
            continue
        if role == CITY if is_said else role not in ELSEWHERE:
            region = region_in(text[int(entity["start"]) : int(entity["end"])], country, 0, endings=True)
            found |= {region} - (NO_REGION if role in TOWNS else SAID_OF_THE_COUNTRY)
    return found.pop() if len(found) == 1 else None


def _exact(words: Sequence[str], country: str) -> Iterator[tuple[str | None, int]]:
    """Each name in a text, the longest first where several begin there, with its number of words."""
    names, place = _names(country), 0
    while place < len(words):
        ends = range(min(place + LONGEST_NAME, len(words)), place, -1)
        end = next((end for end in ends if _is_read(" ".join(words[place:end]), names, len(words))), None)
        if end is None:
            place += 1
            continue
        yield names[" ".join(words[place:end])], end - place
        place = end


def _is_read(name: str, names: Mapping[str, str | None], words: int) -> bool:
    return name in names and (len(name) > ALONE or words == 1)


def _with_ending(words: Sequence[str], country: str) -> Iterator[tuple[str | None, int]]:
    """Each word that can be one name with another ending: "в Шотландии"."""
    for word in words:
        if len(word) > SHORTEST_STEM:
            regions = {region for name, region in _names(country).items() if is_form_of(word, name)}
            if len(regions) == 1:
                yield regions.pop(), 1


@lru_cache(maxsize=16)
def _names(country: str) -> Mapping[str, str | None]:
    offered = {
        folded(name): region for region, phrase in NAMES.items() if is_in(region, country) for name in spellings(phrase)
    }
    return {**names_in(country), **offered}
