"""One coded record of a conversation: what its situation holds, and nothing that was written in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.holder import Holder
from bot.conversations.messages import URGENT_TOPICS, Author, Message
from bot.dialogue.interviews.engine import open_in
from bot.dialogue.interviews.kind import Interview
from bot.dialogue.story import SLOT, Story
from bot.i18n.catalogues import available_languages
from bot.knowledge.lookup import sure_numbers
from bot.replies.guided import SIGNS_TOPIC
from bot.replies.known import country_record, indicators, rights
from bot.replies.questions import NO_ANSWER, YES_ANSWER
from bot.statistics.codes import UNKNOWN, codebook
from bot.statistics.months import Month

NOT_UNDERSTOOD, NOT_OURS = "nlu_fallback", "out_of_scope"
ASKS_FOR_A_PERSON = URGENT_TOPICS | {"talk_to_human"}
WAITS = (
    (datetime.timedelta(minutes=5), "under_5_min"),
    (datetime.timedelta(minutes=30), "5_to_30_min"),
    (datetime.timedelta(hours=2), "30_min_to_2_h"),
)
LONGEST_WAIT = "over_2_h"

# How operators close a conversation, where that says more than that a person answered.
CLOSED_AS = {
    "referred": "referred",
    "called_back": "called_back",
    "emergency_services": "emergency_services",
    "no_contact": "left",
}

# Words for a place of work (data/lexicons/concepts) and the section of ISIC Rev. 4 that its activity stands in. What is
# no industry, or of several (a ship carries or fishes), is not coded.
SECTORS = {
    "farm": "A_AgricultureForestryAndFishing",
    "building_site": "F_Construction",
    "factory": "C_Manufacturing",
    "meat": "C_Manufacturing",  # 1010, processing and preserving of meat
    "kitchen": "I_AccommodationAndFoodServiceActivities",
    "cleaning": "N_AdministrativeAndSupportServiceActivities",  # 8121, general cleaning of buildings
    "care_work": "Q_HumanHealthAndSocialWorkActivities",
    "household": "T_ActivitiesOfHouseholdsAsEmployers",
    "nail_bar": "S_OtherServiceActivities",  # 9602, hairdressing and other beauty treatment
    "car_wash": "G_WholesaleAndRetailTradeRepairOfMotorVehicles",  # 4520, maintenance and repair of motor vehicles
    "lorry": "H_TransportationAndStorage",
}

# Signs whose question says what a means of control of the standard says; of others it is not known which.
CONTROLS = {
    "retention_of_identity_documents": "WithholdsDocuments",
    "debt_bondage": "DebtBondage",
    "deception": "FalsePromises",
    "excessive_overtime": "ExcessiveWorkingHours",
    "withholding_of_wages": "TakesEarnings",
}


@dataclass(frozen=True)
class Situation:
    """What is known of a conversation when it is coded.

    `closed_as`: how an operator closed it last (the table `closing`). `filled_in`: by an operator; goes first.
    """

    channel: str
    language: str | None
    country: str | None
    stopped: bool
    waiting: bool
    messages: Sequence[Message]
    slots: Mapping[str, Any]
    closed_as: str | None = None
    filled_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Coded:
    """A record. `single`: a code of each dimension that has one; `many`: the codes of the others."""

    month: Month
    single: Mapping[str, str]
    many: Mapping[str, frozenset[str]]


def coded(known: Situation) -> Coded | None:
    """The record; None where the contact has written nothing."""
    written = [each for each in known.messages if each.author is Author.CONTACT]
    if not written:
        return None
    found = {**_told(known, written), **{name: codes for name, codes in known.filled_in.items() if codes}}
    book = codebook()
    single = {name: book.checked(name, next(iter(found.get(name, ())), UNKNOWN)) for name in book.single}
    many = {name: frozenset(book.checked(name, code) for code in found.get(name, ())) for name in book.many}
    return Coded(Month.of(written[-1].created_at), single, many)


def _told(known: Situation, written: Sequence[Message]) -> dict[str, tuple[str, ...]]:
    """The codes that the situation itself gives."""
    story, signs = Story.read(known.slots.get(SLOT)), _signs(known.slots)
    topics = {each.topic for each in written if each.topic}
    return {
        "country": _known(known.country),
        "language": _known(known.language),
        "channel": (known.channel,),
        "age": _age(signs),
        "sector": tuple(SECTORS[each] for each in story.sectors if each in SECTORS),
        "citizenship": _citizenship(story.origin, known.country),
        "topic": tuple(sorted(topics & _topics())),
        "sign": tuple(each.id for each in indicators().signs if signs.get(each.id) == YES_ANSWER),
        "control": tuple(code for sign, code in CONTROLS.items() if signs.get(sign) == YES_ANSWER),
        "outcome": (_outcome(known, topics),),
        "wait": (_wait(known, written),),
        "understood": tuple(sorted({_understood(topic) for topic in topics})),
        "wanted": tuple(sorted({each.language for each in written if each.language} - {*available_languages()})),
        "lines": tuple(sorted(set(_lines(known.messages)))) or ("none",),
    }


def _known(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()


def _topics() -> frozenset[str]:
    return frozenset({about.topic for about in rights().topics} | ASKS_FOR_A_PERSON)


def _understood(topic: str) -> str:
    return {NOT_UNDERSTOOD: "asked_back", NOT_OURS: "not_ours"}.get(topic, "understood")


def _signs(slots: Mapping[str, Any]) -> dict[str, str]:
    """The answers to the questions on signs, wherever in the interviews they stand."""
    found: dict[str, str] = {}
    interview: Interview | None = open_in(slots)
    while interview is not None:
        if interview.topic == SIGNS_TOPIC:
            found = {**interview.answers, **found}
        interview = interview.before
    return found


def _age(signs: Mapping[str, str]) -> tuple[str, ...]:
    said = {YES_ANSWER: "child", NO_ANSWER: "adult"}.get(signs.get(indicators().child_question.id, ""))
    return (said,) if said else ()


def _citizenship(origin: str | None, country: str | None) -> tuple[str, ...]:
    """Where somebody says they are from, as one of Eurostat's groups; not known where one of the two is not."""
    if origin is None or country is None:
        return ()
    if origin == country:
        return ("reporting_country",)
    return ("other_eu",) if origin in _eu() else ("non_eu",)


def _eu() -> frozenset[str]:
    """The states of the European Union: those that Directive 2012/29/EU or 2011/36/EU binds, and Denmark."""
    return frozenset({*rights().binding["eu_2011_36"].states, "DK"})


def _outcome(known: Situation, topics: set[str]) -> str:
    if known.closed_as:
        return CLOSED_AS.get(known.closed_as, "answered_by_person")
    if any(each.author is Author.OPERATOR for each in known.messages):
        return "answered_by_person"
    if known.waiting:
        return "not_answered"
    if known.stopped:
        return "stopped"
    return "answered_by_bot" if topics & _topics() else "left"


def _wait(known: Situation, written: Sequence[Message]) -> str:
    """From the first text that asks for a person, or tells of danger, to the first word of an operator."""
    asked = next((each.created_at for each in written if each.topic in ASKS_FOR_A_PERSON), None)
    if asked is None:
        return "never" if known.waiting else "none"
    answers = (each.created_at for each in known.messages if each.author is Author.OPERATOR)
    answered = next((moment for moment in answers if moment >= asked), None)
    if answered is None:
        return "never"
    return next((band for longest, band in WAITS if answered - asked < longest), LONGEST_WAIT)


def _lines(messages: Sequence[Message]) -> Iterator[str]:
    """Whether the help lines that the bot has shown are sure or doubtful."""
    for message in messages:
        for source in message.sources:
            place, _, part = source.partition(":contacts.")
            record = country_record(place) if part and len(place) == len("XX") else None
            contact = next((each for each in record.contacts if each.id == part), None) if record else None
            if contact is not None:
                yield "doubtful" if contact.verify or (contact.numbers and not sure_numbers(contact)) else "sure"


def is_waiting(holder: str, waiting_since: datetime.datetime | None) -> bool:
    """Whether somebody still waits for a person when the conversation is coded."""
    return holder == Holder.QUEUE.value or (holder == Holder.BOT.value and waiting_since is not None)
