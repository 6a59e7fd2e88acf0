"""Which language and country a turn is in: evidence, priors and what the contact chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SURE_OF_LANGUAGE = 0.85
OFFERED = "+"  # after a language that is noted: it was offered in this turn
CHANGE_COUNTRY = "change_country"
COUNTRY_IS_ELSEWHERE = frozenset({"return_home", "job_offer_check", "family_safety"})  # these name another country


@dataclass(frozen=True)
class LanguageDecision:
    """The language to answer in. `offer`: a language the last texts were in, to be offered and never forced."""

    language: str
    offer: str | None = None
    switched: bool = False


def decide_language(
    current: str | None, chosen: bool, evidence: dict[str, Any] | None, disagreed_before: str | None
) -> LanguageDecision:
    """The language of this turn.

    `current`: the language so far. `chosen`: the contact said so, which always wins. `evidence`: what was found
    in this text ({"language", "confidence", "substantial"}). `disagreed_before`: the other language that the last
    substantial text was in. A greeting, a number or a name is not substantial and never changes anything.
    """
    if not evidence or not evidence.get("language"):
        return LanguageDecision(current or "en")
    seen = str(evidence["language"])
    if current is None:
        return LanguageDecision(seen)
    if seen == current or not evidence.get("substantial"):
        return LanguageDecision(current)
    if not chosen and float(evidence.get("confidence", 0.0)) >= SURE_OF_LANGUAGE:
        return LanguageDecision(seen, switched=True)
    return LanguageDecision(current, offer=seen if disagreed_before == seen else None)


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


def decide_country(
    current: str | None,
    chosen: bool,
    entities: list[dict[str, Any]],
    intent: str | None,
    guess: str | None,
    *,
    said: bool = False,
) -> tuple[str | None, bool]:
    """The country of this turn, and whether it is only a guess (from the phone's prefix or the hotline's own country).

    A country named in a text counts unless the topic is about somewhere else, two countries are named, or it is where
    somebody comes from ("I am from Nigeria"). `said`: the contact named the current one in an earlier text.
    """
    named = country_named(entities, intent)
    if named and (intent == CHANGE_COUNTRY or not (chosen or intent in COUNTRY_IS_ELSEWHERE)):
        return named, False
    if current:
        return current, not (chosen or said)
    return guess, True


def country_named(entities: list[dict[str, Any]], intent: str | None) -> str | None:
    """The one country that a text says its writer is in; None where it names none or several, which would be a guess.

    Where somebody comes from counts only when they talk of nothing but their country.
    """
    countries = [entity for entity in entities if entity.get("entity") == "country"]
    here = {str(entity["value"]) for entity in countries if entity.get("role") != "origin"}
    named = {str(entity["value"]) for entity in countries}
    if len(here) == 1:
        return here.pop()
    return named.pop() if len(named) == 1 and intent == CHANGE_COUNTRY else None
