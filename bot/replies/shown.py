"""What of a country's record people are really told: each answer on a topic is made, and what it cites is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.i18n.catalogues import available_languages
from bot.knowledge.codes import Audience, Role
from bot.knowledge.lookup import TOPIC_ROLES, is_authority, sure_numbers
from bot.knowledge.records import Country, HelpContact
from bot.replies.compose import COUNTRY_TOPICS, compose
from bot.replies.known import country_record
from bot.replies.situation import WEBCHAT, Situation

# Results of questions, as they are without an answer.
RESULTS: dict[str, dict[str, Any]] = {
    "utter_professional_guidance_result": {"answers": {}},
    "utter_signs_result": {"answers": {}},
}
# Roles that lead into an answer by another way than TOPIC_ROLES: bot/knowledge/lookup.py, bot/replies/contacts.py.
OTHER_ROLES: frozenset[Role] = frozenset(
    {
        *("hotline", "victim_support", "shelter", "migrant_support", "legal_aid", "domestic_violence"),
        *("labour_inspectorate", "police_line"),
    }
)

ONLY_CHILDREN: frozenset[Audience] = frozenset({"children", "young_people", "parents"})


def national_topics(code: str) -> tuple[str, ...]:
    """The topics, in order of their names, whose answer holds something of the country's own.

    A rule, a time limit, an office, or a line that is there for the topic; the line that anybody is given is no such
    thing. KeyError for a country without a record.
    """
    record = _record(code)
    return tuple(topic for topic in sorted(COUNTRY_TOPICS) if _is_national(record, topic, _cited(code, topic, "en")))


def times_shown(code: str) -> Counter[str]:
    """For each line of the country, in how many answers it stands, over topics and the languages that lines speak."""
    record = _record(code)
    spoken = {language for contact in record.contacts for language in contact.languages}
    counted: Counter[str] = Counter()
    for language in sorted({"en", *(spoken & set(available_languages()))}):
        for topic in sorted(COUNTRY_TOPICS):
            counted.update(_lines(_cited(code, topic, language)))
        for response, told in RESULTS.items():
            situation = Situation(language, code, phone_country=code, channel=WEBCHAT)
            counted.update(_lines(frozenset(compose(response, situation, **told).sources)))
    return counted


def never_shown(code: str) -> list[tuple[HelpContact, str]]:
    """The lines with a sure number that no answer holds, each with the reason."""
    shown = times_shown(code)
    return [(line, _reason(line)) for line in _record(code).contacts if sure_numbers(line) and not shown[line.id]]


@cache
def _cited(code: str, topic: str, language: str) -> frozenset[str]:
    situation = Situation(language, code, phone_country=code, channel=WEBCHAT)
    return frozenset(compose(f"utter_{topic}", situation).sources)


def _is_national(record: Country, topic: str, cited: frozenset[str]) -> bool:
    parts = {name.partition(":")[2] for name in cited if name.startswith(f"{record.country}:")}
    roles = set(TOPIC_ROLES.get(topic, ()))
    lines = {f"contacts.{line.id}" for line in record.contacts if roles & set(line.roles)}
    rules = {part for part in parts if not part.startswith(("contacts.", "emergency", "cautions"))}
    return bool(rules or parts & lines)


def _lines(cited: frozenset[str]) -> Iterator[str]:
    return (name.partition(":contacts.")[2] for name in cited if ":contacts." in name)


def _reason(line: HelpContact) -> str:
    if "professionals" in line.audience:
        return "for professionals, who are told another one first"
    if set(line.audience) <= ONLY_CHILDREN:
        return "only for children, who are told the child lines"
    if not any("calls" in number.takes for number in sure_numbers(line)):
        return "takes no calls"
    if line.regions:
        return f"serves only {line.place}, and others come first while the part of the country is not known"
    roles = {role for listed in TOPIC_ROLES.values() for role in listed} | OTHER_ROLES
    if not roles & set(line.roles):
        return f"no question leads to its roles ({', '.join(line.roles)})"
    if is_authority(line):
        return "an authority, or informs one; lines that do not come first"
    return "other lines come first"


def _record(code: str) -> Country:
    record = country_record(code)
    if record is None:
        raise KeyError(code)
    return record
