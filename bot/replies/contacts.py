"""How one help line is told: who answers, whom they may tell, the number, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

from bot.i18n import formats
from bot.i18n.catalogues import Phrase
from bot.knowledge.ages import is_line_confirmed, newest_day
from bot.knowledge.codes import Audience, Caution, PassedTo
from bot.knowledge.hours import in_language
from bot.knowledge.lookup import (
    best_number,
    contacts_for,
    dialable,
    doubtful_line,
    other_lines,
    regional_night_line,
    serves,
    sure_numbers,
)
from bot.knowledge.records import Country, HelpContact, PhoneNumber
from bot.replies.citations import of_contact
from bot.replies.phrases import contacts as say
from bot.replies.phrases.service import (
    ASK_COUNTRY_FOR_NUMBER,
    COUNTRY_NOT_COVERED,
    NO_NUMBER_KNOWN,
)
from bot.replies.voice import Voice

AUTHORITIES: tuple[PassedTo, ...] = get_args(PassedTo)
POLICE_LIKE = frozenset({"police", "border_guard"})
# An independent line is not asked whom it informs: the question frightens, and the answer is not known to be yes.
INDEPENDENT = frozenset({"ngo", "union", "lawyers", "intergovernmental"})
ABOUT_WRITING: Caution = "give_only_with_the_phone_number"  # told with the number to write to
# What makes a call dangerous for people whom an authority must not find: it must be known before the call.
BEFORE_THE_CALL: frozenset[Caution] = frozenset(
    {
        "caller_location_is_shared_with_police",
        "complaint_may_reach_immigration_police",
        "also_acts_against_illegal_migration",
        "works_with_police",
    }
)
TOLD_BEFORE = BEFORE_THE_CALL | {ABOUT_WRITING}
ABOUT_WORK = frozenset({"unpaid_wages", "working_conditions"})
TELLS_WHERE_TO_CLAIM = frozenset({"unpaid_wages"})
LANGUAGES_SHOWN = 8
CHILD_LINES_SHOWN = 3
# A reader over the shoulder learns from these what the conversation is about.
TELLING_AUDIENCES: frozenset[Audience] = frozenset(
    {
        "trafficking_victims",
        "sexual_exploitation",
        "labour_exploitation",
        "people_in_sex_work",
        "migrants_without_papers",
        "crime_victims",
        "violence_victims",
        "domestic_violence",
    }
)


def best_line(voice: Voice, topic: str, *, dialled_from: str | None = None) -> HelpContact | None:
    """The line with the best sure number for a topic; `dialled_from`: only numbers that may work from there."""
    if voice.record is None:
        return None
    afraid = voice.situation.is_afraid
    found = best_number(
        voice.record,
        topic,
        language=voice.language,
        region=voice.region,
        dialled_from=dialled_from,
        is_afraid=afraid,
    )
    return found.contact if found else None


def other_child_lines(voice: Voice) -> list[HelpContact]:
    """The lines for children beside the best one."""
    if voice.record is None:
        return []
    first = best_line(voice, "child_victim")
    found = [
        *contacts_for(voice.record, "child_line", language=voice.language, region=voice.region),
        *contacts_for(voice.record, "missing_child_line", language=voice.language, region=voice.region),
    ]
    known = {contact.id: contact for contact in found if has_number(contact)}
    return [contact for contact in known.values() if first is None or contact.id != first.id][:CHILD_LINES_SHOWN]


class Call(NamedTuple):
    """Whom to call: `line`, what must be read, and `details` for where there is room."""

    line: str
    details: Sequence[str] = ()


def whom_to_call(voice: Voice, topic: str) -> Call:
    """The paragraph with the line to call after an answer, or that says that none is known."""
    if voice.situation.country is None:
        return Call(voice.say(ASK_COUNTRY_FOR_NUMBER))
    country = voice.country(voice.situation.country)
    if voice.record is None:
        return Call(voice.say(COUNTRY_NOT_COVERED, country=country))
    contact = best_line(voice, topic)
    if contact is None:
        return Call(voice.say(NO_NUMBER_KNOWN, country=country))
    return Call(told(voice, contact), details(voice, contact))


def gap(voice: Voice, topic: str) -> list[str]:
    """The sentence that no line for the topic is known, where the line to call is there for other people."""
    contact = best_line(voice, topic)
    if contact is None or voice.record is None or serves(contact, topic):
        return []
    return [voice.say(NO_NUMBER_KNOWN, country=voice.country(voice.record.country))]


def doubtful(voice: Voice, topic: str) -> list[str]:
    """A paragraph on a line for the topic whose number could not be checked lately, which says so.

    Only beside a sure number: none where there is none, or where that one is a line for the topic.
    """
    contact = doubtful_line(voice.record, topic, language=voice.language) if voice.record else None
    if contact is None:
        return []
    numbers = tuple(number.copy(update={"verify": False}) for number in contact.numbers)
    shown = contact.copy(update={"verify": False, "numbers": numbers})
    return [" ".join([told(voice, shown), voice.say(say.UNVERIFIED), *details(voice, shown)])]


def of_authority(voice: Voice, topic: str) -> list[str]:
    """A paragraph on the line of an authority, with its warnings, where who fears it was given no other."""
    if voice.record is None or best_line(voice, topic) is not None:
        return []
    found = best_number(voice.record, "", language=voice.language, region=voice.region)
    return [entry(voice, found.contact)] if found else []


def at_night(voice: Voice, topic: str) -> list[str]:
    """A paragraph on a line for a part of the country that is open day and night, if no line for all of it is."""
    contact = regional_night_line(voice.record, topic, region=voice.region) if voice.record else None
    return [entry(voice, contact)] if contact else []


def others(voice: Voice, topic: str) -> list[str]:
    """One paragraph with more lines for a topic, a line each; none where no other is known."""
    if voice.record is None:
        return []
    night = regional_night_line(voice.record, topic, region=voice.region)
    found = other_lines(voice.record, topic, language=voice.language, region=voice.region)
    lines = [_short(voice, contact) for contact in found if contact is not night]
    return ["\n".join([voice.say(say.OTHER_LINES), *(f"- {line}" for line in lines)])] if lines else []


def inspectors(voice: Voice, topic: str) -> list[str]:
    """The labour inspectors' line, for who asks about work; not where pay is claimed elsewhere, or there by name.

    Where another place for pay is known, as in Sweden the unions, the inspectors send people on to it.
    """
    if voice.record is None or topic not in ABOUT_WORK:
        return []
    wages = voice.record.compensation.unpaid_wages
    if wages and wages.contact and topic in TELLS_WHERE_TO_CLAIM:
        return []
    found = contacts_for(voice.record, "labour_inspectorate", language=voice.language, region=voice.region)
    return [entry(voice, line) for line in found if has_number(line)][:1]


def _short(voice: Voice, contact: HelpContact) -> str:
    place = _place(voice, contact) if contact.regions else []
    return " ".join([told(voice, contact), *age(voice, contact), *place, *for_whom(voice, contact.audience)])


def told(voice: Voice, contact: HelpContact) -> str:
    """Who answers, warnings, number, such as `State helpline: They might tell the police about you. 116 006`.

    The warnings stand between the two: known before the number is dialled, and plainly about those who answer there.
    """
    told_to = before_the_number(voice, contact)
    grave = [say.CAUTIONS[caution] for caution in contact.cautions if caution in BEFORE_THE_CALL]
    return line(voice, contact, [*([told_to] if told_to else []), *voice.say_all(grave)])


def entry(voice: Voice, contact: HelpContact) -> str:
    """All about one contact in one paragraph."""
    return " ".join([told(voice, contact), *details(voice, contact)])


def line(voice: Voice, contact: HelpContact, warnings: Sequence[str] = ()) -> str:
    """`Charity helpline: 116 006.`, `warnings` before the number; with its name but on SMS."""
    if voice.record:
        voice.cite(of_contact(voice.record, contact))
    who = voice.say(say.WHO_ANSWERS[contact.answered_by])
    name = voice.foreign(contact.name)
    number = _number(voice, contact)
    if number is None:
        return " ".join([_without_number(voice, contact, who, name), *warnings])
    warned = " ".join([*warnings, number.text])
    if number.is_local_only:
        return voice.say(say.LINE_IN_COUNTRY, who=who, country=voice.country(number.country), number=warned) + "."
    if voice.is_sms:
        return voice.say(say.LINE, who=who, number=warned) + "."
    return voice.say(say.LINE_NAMED, name=name, who=who, number=warned) + "."


def before_the_number(voice: Voice, contact: HelpContact) -> str | None:
    """Whom they tell, or may tell; it must be known before the call."""
    told_to = [authority for authority in AUTHORITIES if _tells(contact, authority) and not _is_of(contact, authority)]
    if told_to:
        surely = all("always" in contact.passed_on_when(authority) for authority in told_to)
        return voice.say((say.TELLS if surely else say.MAY_TELL)[tuple(told_to)])
    unknown = any(contact.passes_on_to(authority) == "unknown" for authority in AUTHORITIES)
    return voice.say(say.TELLS_IS_UNKNOWN) if unknown and contact.answered_by not in INDEPENDENT else None


def details(voice: Voice, contact: HelpContact) -> list[str]:
    """What else is known of a line, the most useful first."""
    return [
        *(_place(voice, contact) if contact.regions else []),
        *_doubt_from_abroad(voice, contact),
        *cost(voice, contact),
        *_hours(voice, contact),
        *age(voice, contact),
        *languages(voice, contact),
        *_another_number(voice, contact),
        *discretion(voice, contact),
        *_to_write_to(voice, contact),
        *(voice.say(say.CAUTIONS[caution]) for caution in contact.cautions if caution not in TOLD_BEFORE),
        *for_whom(voice, contact.audience),
        *_other_ways(voice, contact),
        *([voice.say(say.UNVERIFIED)] if contact.verify else []),
    ]


def has_number(contact: HelpContact) -> bool:
    """Whether there is a sure number to call."""
    return any("calls" in number.takes for number in sure_numbers(contact))


class _Number:
    """A number as the contact can dial it."""

    def __init__(self, voice: Voice, number: PhoneNumber, record: Country) -> None:
        reachable = dialable(number, record, voice.situation.phone_country)
        self.is_local_only = reachable is None
        self.text = voice.foreign(reachable or number.dial)
        self.country = record.country
        at_home = voice.situation.phone_country in (None, record.country)
        self.is_free = number.free_call if at_home else None  # known for calls inside the country only
        self.may_fail = not at_home and number.works_from_abroad == "unknown"


def _number(voice: Voice, contact: HelpContact) -> _Number | None:
    if voice.record is None:
        return None
    calls = [number for number in sure_numbers(contact) if "calls" in number.takes]
    numbers = [_Number(voice, number, voice.record) for number in calls]
    # What surely works first, then what may, then what works inside the country only.
    return min(numbers, key=lambda number: (number.is_local_only, number.may_fail), default=None)


def _another_number(voice: Voice, contact: HelpContact) -> list[str]:
    """The other sure numbers to call, as they are dialled from where the contact is."""
    first = _number(voice, contact)
    if voice.record is None or first is None:
        return []
    calls = [number for number in sure_numbers(contact) if "calls" in number.takes]
    numbers = [_Number(voice, number, voice.record) for number in calls]
    more = [number.text for number in numbers if number.text != first.text and not number.is_local_only]
    return [voice.say(say.ANOTHER_NUMBER, number=number) for number in dict.fromkeys(more)]


def _without_number(voice: Voice, contact: HelpContact, who: str, name: str) -> str:
    head = who if voice.is_sms else voice.say(say.OFFICE_NAMED, name=name, who=who)
    return head + "."


def _to_write_to(voice: Voice, contact: HelpContact) -> list[str]:
    """How to write there: a doubtful number only beside one to call, with the advice to call when no answer comes."""
    beside_a_call = has_number(contact) and ABOUT_WRITING in contact.cautions
    numbers = [number for number in contact.numbers if beside_a_call or number in sure_numbers(contact)]
    ways = list(dict.fromkeys(way for number in numbers for way in _ways(voice, number)))
    if not ways:
        return []
    advice = voice.say_all([say.CAUTIONS[ABOUT_WRITING] if beside_a_call else None])
    return [voice.say(say.ALSO_TAKES, ways=formats.join(ways, voice.language, "or")), *advice]


def _ways(voice: Voice, number: PhoneNumber) -> list[str]:
    """`WhatsApp`, with the number where it is not the one to call, and what a text must begin with."""
    reached = dialable(number, voice.record, voice.situation.phone_country) if voice.record else None
    if reached is None:
        return []
    begin = f': "{number.begin_with}"' if number.begin_with else ""
    apart = "" if "calls" in number.takes else f" {voice.foreign(reached + begin)}"
    return [f"{voice.say(say.WAYS[way])}{apart}" for way in number.takes if way != "calls"]


def _place(voice: Voice, contact: HelpContact) -> list[str]:
    return [voice.say(say.PLACE, place=voice.foreign(contact.place))] if contact.place else []


def _doubt_from_abroad(voice: Voice, contact: HelpContact) -> list[str]:
    call = _number(voice, contact)
    return [voice.say(say.UNKNOWN_FROM_ABROAD)] if call and call.may_fail else []


def age(voice: Voice, contact: HelpContact) -> list[str]:
    """Of which year the number is, where no page of the last year has it."""
    if voice.record is None or _number(voice, contact) is None:
        return []
    if is_line_confirmed(voice.record, contact, voice.today):
        return []
    day = newest_day(voice.record, contact)
    return [voice.say(say.NUMBER_FROM, year=str(day.year)) if day else voice.say(say.NUMBER_UNDATED)]


def cost(voice: Voice, contact: HelpContact) -> list[str]:
    """What the call and the help cost, as far as that is known."""
    call = _number(voice, contact)
    said = []
    if call and call.is_free is not None:
        said.append(say.CALL_IS_FREE if call.is_free else say.CALL_IS_CHARGED)
    if contact.cost:
        said.append(say.COSTS[contact.cost])
    if contact.free is not None and not (call and call.is_free and contact.free):
        said.append(say.HELP_IS_FREE if contact.free else say.HELP_COSTS)
    return [voice.say(phrase) for phrase in dict.fromkeys(said)]


def is_free(voice: Voice, contact: HelpContact) -> bool | None:
    """Whether neither the call nor the help costs anything; None where that is not known of the call.

    None too where the call is free and the help is not: no one word says that.
    """
    call = _number(voice, contact)
    if call is None or call.is_free is None:
        return None
    if not call.is_free:
        return False
    return None if contact.free is False or contact.cost else True


def _hours(voice: Voice, contact: HelpContact) -> list[str]:
    if contact.hours is None:
        return []
    if contact.hours.always:
        return [voice.say(say.DAY_AND_NIGHT)]
    hours = in_language(contact.hours, voice.language)
    return [voice.say(say.OPEN, hours=formats.opening_hours(hours, voice.language))]


def languages(voice: Voice, contact: HelpContact) -> list[str]:
    """Which languages are spoken, the contact's own first, and whether an interpreter is found."""
    said = []
    if contact.languages:
        # The contact's own language first: it is what they look for in the list.
        codes = sorted(contact.languages, key=lambda code: code != voice.language)[:LANGUAGES_SHOWN]
        names = [formats.language_name(code, voice.language) for code in codes]
        said.append(voice.say(say.LANGUAGES, languages=", ".join(names)))
    if contact.interpreters:
        said.append(voice.say(say.INTERPRETERS))
    return said


def discretion(voice: Voice, contact: HelpContact) -> list[str]:
    """Whom they do not tell, and when they tell somebody."""
    police, immigration = contact.passes_on_to("police"), contact.passes_on_to("immigration_authority")
    said: list[Phrase | None] = []
    if police == immigration == "no":
        said.append(say.TELLS_NOBODY)
    elif police == "no":
        said.append(say.TELLS_NO_POLICE)
    elif immigration == "no":
        said.append(say.TELLS_NO_IMMIGRATION)
    conditions = {when for authority in AUTHORITIES for when in contact.passed_on_when(authority)}
    if conditions >= {"if_the_caller_agrees", "if_the_law_requires"}:
        return voice.say_all([*said, say.TELLS_IF_EITHER])
    return voice.say_all([*said, *(say.TELLS_WHEN[when] for when in conditions)])


def _tells(contact: HelpContact, authority: PassedTo) -> bool:
    return contact.passes_on_to(authority) == "yes"


def _is_of(contact: HelpContact, authority: PassedTo) -> bool:
    """Whether it is that authority, as who answers says already."""
    return contact.answered_by in (POLICE_LIKE if authority == "police" else {"migration_authority"})


def for_whom(voice: Voice, audience: Sequence[Audience]) -> list[str]:
    """Whom help is for; nothing where it is for everybody, or on SMS would tell what this is about."""
    if not audience or "everyone" in audience or (voice.is_sms and TELLING_AUDIENCES & set(audience)):
        return []
    groups = [say.AUDIENCES[group] for group in audience]
    return [voice.say(say.FOR_WHOM, people=", ".join(voice.say(group) for group in groups))]


def _other_ways(voice: Voice, contact: HelpContact) -> list[str]:
    said = [] if contact.regions else _place(voice, contact)
    if contact.url and not (voice.is_sms and has_number(contact)):  # on SMS an address can tell what this is about
        said.append(voice.say(say.WEB, url=voice.foreign(contact.url)))
    if contact.email and not has_number(contact):
        said.append(voice.say(say.EMAIL, email=voice.foreign(contact.email)))
    return said
