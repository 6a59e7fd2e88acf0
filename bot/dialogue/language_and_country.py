"""Which language and country a turn is in: evidence, priors and what the contact chose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.nlu.mentions import AWAY, CITY, ELSEWHERE, HERE, HOME, KIN, NOT, ORIGIN, THEIRS, TOWN

SURE_OF_LANGUAGE = 0.85
NOT_KNOWN_WHICH = "und"  # ISO 639-2: a language that is none of ours
OFFERED = "+"  # after a language that is noted: it was offered in this turn
CHANGE_COUNTRY, OUT_OF_SCOPE = "change_country", "out_of_scope"
COUNTRY_IS_ELSEWHERE = frozenset({"return_home", "job_offer_check", "family_safety"})  # these name another country


def _everywhere(country: str) -> bool:
    return True


@dataclass(frozen=True)
class LanguageDecision:
    """The language to answer in. `offer`: a language the last texts were in, to be offered and never forced."""

    language: str
    offer: str | None = None


def decide_language(
    current: str | None, chosen: bool, evidence: dict[str, Any] | None, disagreed_before: str | None
) -> LanguageDecision:
    """The language of this turn.

    `current`: the language so far. `chosen`: the contact said so, which always wins. `evidence`: what was found
    in this text ({"language", "confidence", "substantial"}, and "other" and "second" where it is in none of ours).
    `disagreed_before`: the other language that the last substantial text was in. A greeting, a number or a name is not
    substantial and never changes anything; nor is a text in none of ours, but who has not chosen is offered another
    language that its writer may read.
    """
    if not evidence or not evidence.get("language"):
        return LanguageDecision(current or "en")
    seen = str(evidence["language"])
    if evidence.get("other"):
        present = current or seen
        is_answered = chosen or (disagreed_before or "").endswith(OFFERED)
        others = [str(code) for code in (seen, evidence.get("second")) if code and code != present]
        return LanguageDecision(present, offer=others[0] if others and not is_answered else None)
    if current is None:
        return LanguageDecision(seen)
    if seen == current or not evidence.get("substantial"):
        return LanguageDecision(current)
    if not chosen and float(evidence.get("confidence", 0.0)) >= SURE_OF_LANGUAGE:
        return LanguageDecision(seen)
    return LanguageDecision(current, offer=seen if disagreed_before == seen else None)


def answerable(evidence: dict[str, Any] | None, offered: Collection[str], likeliest: str) -> dict[str, Any]:
    """The evidence of a text, where the hotline may not answer in all languages that are understood.

    A text in one that is not among the `offered` is taken as one in none of ours; `likeliest`: of the offered ones that
    its writer reads, which is also the evidence where there is no text (a button, a command).
    """
    if not evidence or not evidence.get("language"):
        return {"language": likeliest}
    second = evidence.get("second") if evidence.get("second") in offered else None
    if evidence["language"] in offered:
        return {**evidence, "second": second}
    other = evidence.get("other") or evidence["language"]
    return {**evidence, "language": likeliest, "other": other, "second": second, "substantial": False}


def written_in(evidence: dict[str, Any]) -> str | None:
    """The language that a text is in, ours or not; None where it is not known which."""
    other = evidence.get("other")
    return None if other == NOT_KNOWN_WHICH else other or evidence.get("language")


def note_of(decision: LanguageDecision, evidence: dict[str, Any] | None) -> str | None:
    """What is noted of a turn for the next one: the other language that its text was in, if it was in one.

    After an offer it is counted anew, so that an offer that is not taken up is not made with every answer.
    """
    if decision.offer:
        return f"{decision.offer}{OFFERED}"
    if not evidence or not evidence.get("substantial") or evidence.get("language") == decision.language:
        return None
    return str(evidence["language"])


def offered_in(note: str | None) -> str | None:
    """The language to be offered in the turn that noted this."""
    return note.removesuffix(OFFERED) if note and note.endswith(OFFERED) else None


def language_named(entities: list[dict[str, Any]], current: str | None) -> str | None:
    """The one language that a text asks for; None where it names none or several. Of two, not the `current` one."""
    named = _values(entities, None, entity="language")
    if len(named) > 1:
        named = [language for language in named if language != current]
    return named[0] if len(named) == 1 else None


def languages_of_others(entities: list[dict[str, Any]]) -> list[str]:
    """The languages that a text asks about and does not ask for: "do they speak Bangla?"."""
    return _values(entities, THEIRS, entity="language")


def decide_country(
    current: str | None,
    chosen: bool,
    entities: list[dict[str, Any]],
    intent: str | None,
    guess: str | None,
    *,
    said: bool = False,
    is_covered: Callable[[str], bool] = _everywhere,
) -> tuple[str | None, bool]:
    """The country of this turn, and whether it is only a guess (from the phone's prefix or the hotline's own country).

    A country named in a text counts unless the topic is about somewhere else, several are named, or it is where
    somebody comes from ("I am from Nigeria"), is a citizen of or goes to. `said`: the contact named the current one in
    an earlier text. Of somebody who says that they have left the current one, another one counts whatever they chose
    before, and so does one that they say they are in now. The country of a city ("I am in Madrid") counts while they
    have named none; that of a city that is only named is a guess, where there is no other. `is_covered`: as in
    `country_named`.
    """
    named = country_named(entities, intent, current or guess, is_covered)
    elsewhere = intent in COUNTRY_IS_ELSEWHERE
    left = current in _values(entities, NOT) and not elsewhere
    is_here = named in _values(entities, HERE)
    if named and (intent == CHANGE_COUNTRY or left or is_here or not (chosen or elsewhere)):
        return named, False
    city = _city_in(entities)
    if city and not (chosen or said or elsewhere or intent == OUT_OF_SCOPE):  # "the weather in Warsaw"
        return city, False
    if current:
        return current, not (chosen or said)
    towns = [] if elsewhere or intent == OUT_OF_SCOPE else _values(entities, TOWN)
    return guess or (towns[0] if len(towns) == 1 else None), True


def country_named(
    entities: list[dict[str, Any]],
    intent: str | None,
    current: str | None = None,
    is_covered: Callable[[str], bool] = _everywhere,
) -> str | None:
    """The one country that a text says its writer is in; None where it names none or several, which would be a guess.

    `current`: the country so far. Who speaks of another country and of that one has moved to the other. Where somebody
    comes from, and the country of a city, counts only when they talk of nothing but their country. `is_covered`:
    whether a country's help is known. One that is not covered never takes the place of one that is, unless they ask
    for it: "they send me to Kabul" and "I am Syrian" are said in many more ways than are known here, and there is
    nothing to tell of Kabul.
    """
    named = _one_named(entities, intent, current)
    is_asked_for = intent == CHANGE_COUNTRY and named in _values(entities, None)
    if named and current and not is_asked_for and is_covered(current) and not is_covered(named):
        return None
    return named


def _one_named(entities: list[dict[str, Any]], intent: str | None, current: str | None) -> str | None:
    here, not_here = _values(entities, None), _values(entities, NOT)
    moved = intent == CHANGE_COUNTRY or not_here
    if len(here) > 1 and moved:
        here = [country for country in here if country != current and country not in not_here]
    if len(here) == 1:
        return here[0]
    if here or not_here or intent != CHANGE_COUNTRY:
        return None
    origin = _values(entities, ORIGIN)
    return origin[0] if len(origin) == 1 else _city_in(entities)


def _city_in(entities: list[dict[str, Any]]) -> str | None:
    """The country of the city that a text is written in, where no other could be meant."""
    mentioned = [e for e in entities if e.get("entity") == "country" and e.get("role") not in ELSEWHERE]
    countries = {str(e["value"]) for e in mentioned}
    return countries.pop() if len(countries) == 1 and all(e.get("role") == CITY for e in mentioned) else None


def countries_to_offer(entities: list[dict[str, Any]], current: str | None) -> list[str]:
    """All countries that a text names, for the question which is meant: those that are new and not denied first."""
    here = [country for country in _values(entities, None) if country != current]
    roles = (None, CITY, KIN, ORIGIN, HOME, AWAY, NOT)
    return list(dict.fromkeys((*here, *(country for role in roles for country in _values(entities, role)))))


def _values(entities: list[dict[str, Any]], role: str | None, entity: str = "country") -> list[str]:
    """The countries, or languages, that a text mentions in a role, each once."""
    roles = (role, HERE) if role is None else (role,)
    found = (str(e["value"]) for e in entities if e.get("entity") == entity and e.get("role") in roles)
    return list(dict.fromkeys(found))
