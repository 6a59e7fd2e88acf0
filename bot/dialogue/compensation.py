"""The questions on money for what happened: which comes next, and what a text answers. Nothing here speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.dates.when import when_in
from bot.dialogue.guides import MONEY, State, after_another_topic, likeliest_topic
from bot.dialogue.leaving import leaves
from bot.dialogue.wording import says
from bot.dialogue.yes_no import said_in, yes_or_no_alone
from bot.replies.compensation.case import HARMS, NO, OTHER_REGION, SKIPPED, YES, regions_of
from bot.replies.compensation.questions import payload
from bot.replies.known import country_record
from bot.replies.phrases.guides import SKIP_WORDS
from bot.text.folding import without_accents
from bot.text.visible import visible

FORM = "compensation_form"
REQUESTED_SLOT = "requested_slot"  # Rasa's: the slot that a form asks for
COUNTRY, REGION, HARM = "money_country", "money_region", "money_harm"
WHEN, REPORTED, STILL_THERE = "money_when", "money_reported", "money_still_there"
SLOTS = (COUNTRY, REGION, HARM, WHEN, REPORTED, STILL_THERE)

# A turn of these topics is an answer, or an attempt at one, where something is asked.
TRIES = frozenset({"inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "greet", "thank"})
# These end the questions whatever is asked.
ENDS = frozenset({"emergency", "distress", "talk_to_human", "stop", "delete_my_data", "menu", "goodbye"})
DECLINES = frozenset({"deny", "stop"})  # after these, and what ends a guide, nobody is asked to go on
HARM_OF_TOPIC = {
    "unpaid_wages": "unpaid_wages",
    "debt_bondage": "unpaid_wages",
    "threats_violence": "injury",
    "medical_help": "injury",
    "sexual_exploitation": "sexual_violence",
    "out_of_scope": "other",
}
HARM_BY_CHANCE = 0.5  # how likely a topic must be where "what happened?" was asked and a text is not understood

NO_COUNTRY = "no_country"  # "no" to "did it happen in this country?"


@dataclass(frozen=True)
class Turn:
    """What a contact wrote: Rasa's parse, the language of the conversation, and where the contact is thought to be."""

    message: Mapping[str, Any]
    language: str
    here: str | None
    today: date

    @property
    def intent(self) -> str:
        """The topic, or `inform` for something picked."""
        return str((self.message.get("intent") or {}).get("name"))

    @property
    def text(self) -> str:
        """As it was written."""
        return str(self.message.get("text") or "")

    @property
    def tries(self) -> bool:
        """Whether it is an answer, or an attempt at one."""
        return self.intent in TRIES and not leaves(self.message)

    @property
    def yes_or_no(self) -> str | None:
        """YES, NO or SKIPPED, by how the text begins or by what it is understood as.

        "No" that may be "not" ("no me dejan salir", where being still there is asked) is none in a text on a topic.
        """
        if alone := yes_or_no_alone(self.text, self.language):
            return alone
        said = said_in(self.text, self.language)
        if said is None:
            return {"affirm": YES, "deny": NO}.get(self.intent)
        return said.answer if said.is_sure(self.language) or self.intent in TRIES else None

    @property
    def changes_country(self) -> bool:
        """Whether another country is named to be answered for from now on."""
        return self.intent == "change_country" and bool(self.named("country"))

    def named(self, entity: str) -> list[str]:
        """The values of an entity, each once."""
        found = [str(e["value"]) for e in self.message.get("entities") or () if e.get("entity") == entity]
        return list(dict.fromkeys(found))


def next_question(slots: Mapping[str, Any]) -> str | None:
    """The slot to be asked about next; None when nothing is left to ask."""
    return next((slot for slot in SLOTS if slots.get(slot) is None), None)


def prefilled(country: str | None, guessed: bool) -> dict[str, str]:
    """What need not be asked at the start: the country, where the contact has said it."""
    return {} if country is None or guessed else with_country(country, asked=False)


def with_country(country: str, *, asked: bool) -> dict[str, str]:
    """The country and what follows from it: a part of it is asked about only where parts have funds of their own.

    Five questions are the most that are asked: where both the country and its part are, whether the contact is still
    there is not.
    """
    if not regions_of(country_record(country)):
        return {COUNTRY: country, REGION: SKIPPED}
    return {COUNTRY: country, STILL_THERE: SKIPPED} if asked else {COUNTRY: country}


def answers_in(turn: Turn, asked: str, slots: Mapping[str, Any]) -> dict[str, str]:
    """The slots that a turn fills, NO_COUNTRY for the country where it is not the one asked; empty for no answer."""
    if turn.intent in ENDS:
        return {}
    picked = _picked(turn, slots)
    if picked or turn.intent == "inform":
        return picked
    if asked != REGION and says(turn.text, SKIP_WORDS):
        return with_skipped(asked)
    return _READ[asked](turn, slots)


def left_open(turn: Turn) -> State | None:
    """What lets the questions be gone on with after a turn that was no answer; None where they are over.

    After a change of country they are: which country was meant is not known. And after "cancel".
    """
    declined = turn.intent in DECLINES or turn.changes_country or leaves(turn.message)
    return None if declined else after_another_topic(State(MONEY), turn.intent)


def plain_skip(slots: Mapping[str, Any], text: str) -> str:
    """The text, or the choice to skip where it says so ("I don't know") while the form asks something.

    So short a text can be taken for any topic, despair among them, and that would end the questions.
    `slots`: Rasa's.
    """
    asked = slots.get(REQUESTED_SLOT) if says(text, SKIP_WORDS) else None
    return payload(asked, SKIPPED) if asked in SLOTS else text


def with_skipped(slot: str) -> dict[str, str]:
    """A question left out; without a country there is no part of it to ask about."""
    return {COUNTRY: SKIPPED, REGION: SKIPPED} if slot == COUNTRY else {slot: SKIPPED}


def _picked(turn: Turn, slots: Mapping[str, Any]) -> dict[str, str]:
    """What a button says; it names its question, so that an old one is never taken for another's answer."""
    for slot in SLOTS:
        for value in turn.named(slot):
            if value == SKIPPED:
                return with_skipped(slot)
            if slot == COUNTRY:
                return _country_word(turn, value)
            if slot == WHEN:
                when = when_in(value, turn.language, turn.today)
                return {WHEN: str(when)} if when else {}
            possible = {HARM: HARMS}.get(slot, (YES, NO))
            return {slot: value} if value in possible else {}
    return {}


def _country_word(turn: Turn, value: str) -> dict[str, str]:
    if value == YES and turn.here:
        return with_country(turn.here, asked=True)
    if value == SKIPPED:
        return with_skipped(COUNTRY)
    return {COUNTRY: NO_COUNTRY} if value == NO else {}


def _read_country(turn: Turn, slots: Mapping[str, Any]) -> dict[str, str]:
    named = turn.named("country")
    if len(named) == 1:
        return with_country(named[0], asked=True)
    if named:  # "no, it was in Spain, now I am in Portugal"; without the no it may be either
        elsewhere = [country for country in named if country != turn.here]
        is_sure = turn.yes_or_no == NO and len(elsewhere) == 1
        return with_country(elsewhere[0], asked=True) if is_sure else {}
    return _country_word(turn, turn.yes_or_no or "")


def _read_region(turn: Turn, slots: Mapping[str, Any]) -> dict[str, str]:
    """A part of the country by its name or its letters ("CA", "Texas"); another name is one without a known fund."""
    if says(turn.text, SKIP_WORDS):
        return with_skipped(REGION)
    text = f" {' '.join(without_accents(visible(turn.text)).replace(',', ' ').split())} "
    for fund in regions_of(country_record(str(slots.get(COUNTRY)))):
        if (
            f" {without_accents(fund.region_name or fund.region)} " in text
            or turn.text.strip().upper() == fund.region[3:]
        ):
            return {REGION: fund.region}
    return {REGION: OTHER_REGION} if turn.intent in (*TRIES, "change_country") else {}


def _read_harm(turn: Turn, slots: Mapping[str, Any]) -> dict[str, str]:
    harm = HARM_OF_TOPIC.get(turn.intent) or _likely_harm(turn.message)
    return {HARM: harm} if harm else {}


def _likely_harm(message: Mapping[str, Any]) -> str | None:
    """The harm that a text is likeliest about which is not sure to be: "non pagato", "talab paina"."""
    topic = likeliest_topic(message)
    sure = next((one["confidence"] for one in message.get("intent_ranking") or () if one["name"] == topic), 0.0)
    return HARM_OF_TOPIC.get(topic) if sure >= HARM_BY_CHANCE and topic != "out_of_scope" else None


def _read_when(turn: Turn, slots: Mapping[str, Any]) -> dict[str, str]:
    """A time; what would need a guess ("last summer") is not computed: then it is asked again, once."""
    when = when_in(turn.text, turn.language, turn.today)
    return {WHEN: str(when)} if when else {}


def _read_yes_no(turn: Turn, slots: Mapping[str, Any], slot: str) -> dict[str, str]:
    return {slot: turn.yes_or_no} if turn.yes_or_no else {}


_READ: dict[str, Callable[[Turn, Mapping[str, Any]], dict[str, str]]] = {
    COUNTRY: _read_country,
    REGION: _read_region,
    HARM: _read_harm,
    WHEN: _read_when,
    REPORTED: lambda turn, slots: _read_yes_no(turn, slots, REPORTED),
    STILL_THERE: lambda turn, slots: _read_yes_no(turn, slots, STILL_THERE),
}
