"""Look-ups that replies are built from: pure functions, a record in, an answer out; None or empty is "not known"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.knowledge.codes import Audience, Role
from bot.knowledge.languages import is_spoken
from bot.knowledge.own_lines import OwnLine
from bot.knowledge.records import Country, EmergencyNumber, HelpContact, PhoneNumber
from bot.knowledge.regions import serves as serves_region
from bot.knowledge.remembered import remembered

# NGO lines come first for a person without papers; whoever can open a police or immigration case comes last.
_TRUST = {
    "ngo": 0,
    "union": 0,
    "lawyers": 0,
    "intergovernmental": 0,
    "state_helpline": 1,
    "state_legal_aid": 1,
    "social_services": 1,
    "ombudsman": 1,
    "state_authority": 2,
    "unknown": 2,
    "court": 3,
    "labour_inspectorate": 3,
    "customs": 4,
    "prosecutor": 4,
    "police": 4,
    "border_guard": 5,
    "migration_authority": 5,
}

# A line only for these people is offered to nobody else, unless its role says so itself (a child line to a parent).
_ONLY_FOR: dict[Audience, frozenset[Role]] = {
    "children": frozenset({"child_line", "missing_child_line"}),
    "young_people": frozenset({"child_line", "missing_child_line"}),
    "parents": frozenset({"child_line", "missing_child_line"}),
}

_OPPOSITES: tuple[tuple[Audience, Audience], ...] = (("women", "men"), ("adults", "children"))

# Whoever writes to us may be one of these, so a line for them fits without a question.
_FITS_ANYBODY: frozenset[Audience] = frozenset({"everyone", "crime_victims"})
_MADE_FOR_US: frozenset[Audience] = frozenset({"trafficking_victims"})

# The roles that serve a topic, the most fitting first. Every topic ends at the lines that serve everybody.
TOPIC_ROLES: dict[str, tuple[Role, ...]] = {
    "unpaid_wages": ("labour_rights_advice", "legal_aid"),
    "working_conditions": ("labour_rights_advice", "legal_aid"),
    "legal_aid": ("legal_aid",),
    "compensation": ("legal_aid", "victim_support"),
    "court_proceedings": ("legal_aid", "victim_support"),
    "residence_permit": ("legal_aid", "migrant_support"),
    "work_permit": ("legal_aid", "migrant_support"),
    "recovery_period": ("identification", "victim_support"),
    "shelter": ("shelter", "victim_support"),
    "medical_help": ("victim_support",),
    "psychological_help": ("victim_support",),
    "interpreter": ("victim_support",),
    "return_home": ("return_help", "migrant_support"),
    "child_victim": ("child_line", "missing_child_line"),
}
_FALLBACK_ROLES: tuple[Role, ...] = (
    "hotline",
    "victim_support",
    "shelter",
    "migrant_support",
    "legal_aid",
    "domestic_violence",
)

# Who asks about these is sent to an authority (in _TRUST at least so much) only where no other of the lines is as fit,
# and never first to the police or a migration authority.
_AFRAID_OF_AUTHORITIES = frozenset({"police_fear"})
_ABOUT_POLICE = frozenset({"report_to_police"})
_AUTHORITY = 3
_FIT_FOR_ALL = frozenset(_FALLBACK_ROLES) - {"domestic_violence"}

# Topics of violence, with the groups that a line for it is there for, the most fitting first.
_FOR_DANGER: dict[str, tuple[frozenset[Audience], ...]] = {
    "sexual_violence": (
        frozenset({"violence_victims", "sexual_exploitation"}),
        frozenset({"trafficking_victims", "women", "crime_victims", "everyone"}),
    ),
    "sexual_exploitation": (
        frozenset({"sexual_exploitation", "trafficking_victims"}),
        frozenset({"violence_victims", "women"}),
    ),
    **dict.fromkeys(
        ("threats_violence", "cannot_leave"),
        (frozenset({"violence_victims", "trafficking_victims", "crime_victims", "everyone"}),),
    ),
}
_FOR_WOMEN_TOO = frozenset({"sexual_violence", "sexual_exploitation"})  # most who write of it are women or girls
# A centre for violence cannot help with pay or permits, and whoever is sent there has lost a day.
_OF_WORK_OR_LAW = frozenset(
    {
        *("unpaid_wages", "working_conditions", "work_permit", "residence_permit", "job_offer_check"),
        "court_proceedings",
    }
)
_ABOUT_VIOLENCE: frozenset[Audience] = frozenset(
    {"violence_victims", "domestic_violence", "people_in_sex_work", "sexual_exploitation", "women"}
)
_ABOUT_WORK: frozenset[Audience] = frozenset(
    {"everyone", "workers", "labour_exploitation", "migrants", "migrants_without_papers", "low_income", "crime_victims"}
)

# After so many years a number that nobody saw again may have been given to somebody else.
MAY_BE_ANOTHERS_YEARS = 10

REMEMBERED = 4096  # results of each look-up: the lines of the largest country, in all languages, are fewer

OTHERS_SHOWN, PARTS_SHOWN = 5, 4  # other lines beside the best one: of the whole country, and of parts of it


@dataclass(frozen=True)
class EmergencyNumbers:
    """Numbers for danger to life, the surest first; an empty tuple means not known."""

    police: tuple[str, ...]
    ambulance: tuple[str, ...]
    fire: tuple[str, ...]


@dataclass(frozen=True)
class BestNumber:
    """The one number to give, and whose it is."""

    contact: HelpContact
    number: PhoneNumber


def emergency_numbers(country: Country | None) -> EmergencyNumbers | None:
    """Police, ambulance and fire numbers; 112 only where it works, and nothing at all for an unknown country."""
    if country is None:
        return None
    usable = [entry for entry in country.emergency if entry.number != "112" or country.emergency_112.works == "yes"]
    return EmergencyNumbers(
        police=_numbers_of(usable, "police"),
        ambulance=_numbers_of(usable, "ambulance"),
        fire=_numbers_of(usable, "fire"),
    )


def texted_emergency_number(country: Country | None) -> str | None:
    """A number for danger to life that takes text messages, which need no voice; None where none is known."""
    if country is None:
        return None
    emergency = {entry.number for entry in country.emergency}
    texted = (
        number.dial
        for contact in country.contacts
        for number in sure_numbers(contact)
        if "texts" in number.takes and number.dial in emergency
    )
    return next(texted, None)


@remembered(REMEMBERED)
def contacts_for(
    country: Country,
    role: Role,
    *,
    audience: tuple[Audience, ...] = (),
    language: str | None = None,
    region: str | None = None,
    without_papers: bool = True,
) -> tuple[HelpContact, ...]:
    """Who can help with this, best first; an empty tuple when nobody is known.

    `audience` holds what is known about the person; what is not known excludes nobody but lines that are only for
    children. A line for professionals is never returned. Something doubtful never stands alone: a doubtful line is
    returned only after a sure number, and a doubtful number of a sure line only if the answer holds a sure number.
    """
    fitting = [
        contact
        for contact in country.contacts
        if role in contact.roles and _may_be_offered(contact, audience, role) and serves_region(contact, region)
    ]

    def order(contact: HelpContact) -> tuple[int, ...]:
        return (
            int(_doubtful(contact)),
            _place_of_own(contact, language),
            _TRUST[contact.answered_by] + _risk(contact) if without_papers else 0,
            _distance(contact, audience),
            0 if region in contact.regions else 1 if not contact.regions else 2,
            0 if language is None or speaks(contact, language) else 1,
            {True: 0, None: 1, False: 2}[contact.free],
            0 if contact.hours and contact.hours.always else 1,
        )

    ordered = sorted(fitting, key=order)
    sure = any(sure_numbers(contact) for contact in ordered)
    return tuple(_with_numbers(contact, sure) for contact in ordered if sure or not contact.verify)


@remembered(REMEMBERED)
def best_number(
    country: Country,
    topic: str,
    *,
    audience: tuple[Audience, ...] = (),
    language: str | None = None,
    region: str | None = None,
    without_papers: bool = True,
    dialled_from: str | None = None,
    is_afraid: bool = False,
) -> BestNumber | None:
    """The one sure number for a topic, or else of the lines for everybody; None when no sure number is known.

    `dialled_from`: only numbers that may work from a phone in that country (ISO 3166-1). `is_afraid`: none of the
    police, of a migration authority or of who tells that one, but where somebody may be hurt.
    """
    found: Iterable[BestNumber] = (
        BestNumber(contact, number)
        for role in (*TOPIC_ROLES.get(topic, ()), *_FALLBACK_ROLES)
        for contact in contacts_for(
            country, role, audience=audience, language=language, region=region, without_papers=without_papers
        )
        if not contact.regions or region is not None  # nobody is sent to a line of another part of the country
        for number in sure_numbers(contact)
        if "calls" in number.takes and (dialled_from is None or dialable(number, country, dialled_from) is not None)
        if topic not in _OF_WORK_OR_LAW or not _is_for_violence_only(contact)
    )
    if topic in _AFRAID_OF_AUTHORITIES:
        for_all = (best for best in found if _FIT_FOR_ALL & set(best.contact.roles))
        found = sorted(for_all, key=lambda best: _TRUST[best.contact.answered_by] >= _AUTHORITY)
    if (is_afraid or topic in _AFRAID_OF_AUTHORITIES) and topic not in _FOR_DANGER:
        found = (best for best in found if not _leads_to_police(best.contact))
    if topic in _FOR_DANGER:
        found = sorted(found, key=lambda best: _unfit_for_danger(best.contact, topic, language))
    return next(iter(found), None)


@remembered(REMEMBERED)
def regional_night_line(country: Country, topic: str, *, region: str | None = None) -> HelpContact | None:
    """A line of a part of the country that is open day and night, where none for the whole country is.

    Only for topics of danger, and only one for people in this situation; it is told with the part it is for.
    `region`: where the contact is, ISO 3166-2; None where that is not known.
    """
    best = best_number(country, topic, region=region)
    if topic not in _FOR_DANGER or (best and best.contact.hours and best.contact.hours.always):
        return None
    groups = frozenset().union(*_FOR_DANGER[topic])
    fitting = (
        contact
        for contact in country.contacts
        if contact.regions
        and serves_region(contact, region)
        and contact.hours
        and contact.hours.always
        and groups & set(contact.audience)
        and _can_be_called(contact)
        and _TRUST[contact.answered_by] < _AUTHORITY
    )
    return min(fitting, key=lambda contact: (-len(contact.regions), _TRUST[contact.answered_by]), default=None)


@remembered(REMEMBERED)
def other_lines(
    country: Country, topic: str, *, language: str | None = None, region: str | None = None
) -> tuple[HelpContact, ...]:
    """More lines for a topic beside the best one: of the whole country, then one for each part of it.

    Lines with a sure number to call that people can turn to without meeting an authority; the police only for who
    asks how to go there. `region`: where the contact is, ISO 3166-2; lines of other parts are then left out.
    """
    best = best_number(country, topic, language=language, region=region)
    roles: tuple[Role, ...] = (*TOPIC_ROLES.get(topic, ("hotline",)), "hotline")
    if topic in _FOR_DANGER:
        roles = (*roles, "domestic_violence", "victim_support")
    wants_police = topic in _ABOUT_POLICE
    if wants_police:
        roles = (*roles, "police_line")

    def fits(contact: HelpContact) -> bool:
        unfit = topic in _OF_WORK_OR_LAW and _is_for_violence_only(contact)
        is_best = best is not None and contact.id == best.contact.id
        return _can_be_called(contact) and not unfit and not is_best and (wants_police or not is_authority(contact))

    offered = (contact for role in roles for contact in contacts_for(country, role, language=language, region=region))
    found = {contact.id: contact for contact in offered if fits(contact)}
    ordered = list(found.values())
    if topic in _FOR_DANGER:
        ordered.sort(key=lambda contact: _unfit_for_danger(contact, topic, language))
    everywhere = [contact for contact in ordered if not contact.regions]
    parts = {contact.regions: contact for contact in reversed(ordered) if contact.regions}
    in_parts = [contact for contact in ordered if contact in parts.values()]
    return (*everywhere[:OTHERS_SHOWN], *in_parts[:PARTS_SHOWN])


@remembered(REMEMBERED)
def doubtful_line(country: Country, topic: str, *, language: str | None = None) -> HelpContact | None:
    """The best line for a topic whose number is doubtful: to be told only beside a sure one, and as doubtful.

    None where the best sure number is one of the topic's own lines. Never an authority's, never one that speaks other
    languages only, and none that rests on pages so old that the number may be somebody else's by now.
    """
    roles = TOPIC_ROLES.get(topic, ())
    sure = best_number(country, topic, language=language)
    if sure is None or set(roles) & set(sure.contact.roles):
        return None

    def fits(contact: HelpContact, role: Role) -> bool:
        calls = any("calls" in number.takes for number in contact.numbers)
        useful = language is None or not contact.languages or speaks(contact, language)
        offered = role in contact.roles and _may_be_offered(contact, (), role) and not contact.regions
        private = _TRUST[contact.answered_by] + _risk(contact) <= _TRUST["state_legal_aid"]
        return offered and calls and useful and private and _doubtful(contact) and not _from_old_pages(country, contact)

    found = [contact for role in roles for contact in country.contacts if fits(contact, role)]
    return min(
        found, key=lambda contact: (language not in contact.languages, _TRUST[contact.answered_by]), default=None
    )


def serves(contact: HelpContact, topic: str) -> bool:
    """Whether a line is there for the topic or for people in this situation; else it is only the best known."""
    roles: set[Role] = {"hotline", *TOPIC_ROLES.get(topic, ())}
    return bool(roles & set(contact.roles) or _MADE_FOR_US & set(contact.audience))


def for_professionals(country: Country) -> HelpContact | None:
    """Whom a nurse, inspector or teacher calls about somebody else; None when no sure number is known.

    Lines for professionals first, then who identifies people officially. Only this answer ever holds a line for
    professionals: never give it to contacts who ask for themselves.
    """
    named = country.identification.contact if country.identification else None
    only = [contact for contact in country.contacts if "professionals" in contact.audience]
    official = [contact for contact in country.contacts if contact.id == named or "identification" in contact.roles]
    callable_ones = (contact for contact in (*only, *official) if _can_be_called(contact))
    return next(callable_ones, None)


def _is_for_violence_only(contact: HelpContact) -> bool:
    served = set(contact.audience)
    of_violence = bool(served & _ABOUT_VIOLENCE) or "domestic_violence" in contact.roles
    return of_violence and not served & _ABOUT_WORK and "labour_rights_advice" not in contact.roles


def _unfit_for_danger(contact: HelpContact, topic: str, language: str | None) -> tuple[int, ...]:
    """The higher, the less a line is what somebody in danger needs; lines that are alike keep their order."""
    served, groups = set(contact.audience), _FOR_DANGER[topic]
    fits = next((place for place, group in enumerate(groups) if served & group), len(groups))
    only_women = "women" in served and "everyone" not in served and topic not in _FOR_WOMEN_TOO
    return (
        int(_TRUST[contact.answered_by] >= _AUTHORITY or _risk(contact) > 1),
        int(only_women),
        fits,
        0 if contact.hours and contact.hours.always else 1,
        0 if language is None or speaks(contact, language) else 1,
    )


def is_authority(contact: HelpContact) -> bool:
    """Whether an authority answers there, or somebody who passes callers on to one."""
    return _TRUST[contact.answered_by] >= _AUTHORITY or _risk(contact) > 0


def _leads_to_police(contact: HelpContact) -> bool:
    return contact.answered_by in ("police", "border_guard", "migration_authority") or _risk(contact) > 1


def _can_be_called(contact: HelpContact) -> bool:
    return any("calls" in number.takes for number in sure_numbers(contact))


def sure_numbers(contact: HelpContact) -> tuple[PhoneNumber, ...]:
    """The numbers of a contact that may stand alone."""
    return () if contact.verify else tuple(number for number in contact.numbers if not number.verify)


def dialable(number: PhoneNumber, country: Country, phone_country: str | None) -> str | None:
    """The form that works from the contact's phone, whose country (ISO 3166-1) may be unknown.

    Inside the country, as dialled there; abroad, E.164, or None where the number does not work from abroad.
    """
    if phone_country == country.country:
        return number.dial
    if phone_country is None:
        return number.e164 if number.works_from_abroad == "yes" and _one_number(number) else number.dial
    return number.e164 if number.works_from_abroad != "no" else None


def speaks(contact: HelpContact, language: str) -> bool:
    """Whether somebody there speaks the language or an interpreter is found."""
    return bool(contact.interpreters) or speaks_itself(contact, language)


def speaks_itself(contact: HelpContact, language: str) -> bool:
    """Whether somebody there speaks the language."""
    return is_spoken(language, contact.languages)


def _numbers_of(entries: list[EmergencyNumber], service: str) -> tuple[str, ...]:
    fitting = [entry for entry in entries if service in entry.services]
    return tuple(entry.number for entry in fitting)


def _one_number(number: PhoneNumber) -> bool:
    """Whether both forms are the same line; some lines have a number of their own for calls from abroad."""
    inside = "".join(digit for digit in number.dial if digit.isdigit()).lstrip("0")
    return (number.e164 or "").endswith(inside)


def _place_of_own(contact: HelpContact, language: str | None) -> int:
    """0: a line of the hotline's own that serves now; 1: a line of others; 2: one of its own that does not."""
    if not isinstance(contact, OwnLine):
        return 1
    understands = language is None or not contact.languages or speaks(contact, language)
    return 0 if contact.is_open and understands else 2


def _doubtful(contact: HelpContact) -> bool:
    return contact.verify or (bool(contact.numbers) and not sure_numbers(contact))


def _from_old_pages(country: Country, contact: HelpContact) -> bool:
    """Whether one of its pages, perhaps the only one with the number, is that old."""
    found = [re.search(r"\d{4}", country.sources[source].dated or "") for source in contact.sources]
    return any(int(year.group()) < country.checked.year - MAY_BE_ANOTHERS_YEARS for year in found if year)


def _with_numbers(contact: HelpContact, sure: bool) -> HelpContact:
    if not any(number.verify for number in contact.numbers):
        return contact
    numbers = sorted(contact.numbers, key=lambda number: number.verify)
    return contact.copy(update={"numbers": tuple(number for number in numbers if sure or not number.verify)})


def _may_be_offered(contact: HelpContact, audience: Collection[Audience], role: Role) -> bool:
    served = set(contact.audience)
    if "professionals" in served:
        return False
    if "everyone" in served:
        return True
    if served <= set(_ONLY_FOR) and not served & set(audience):
        return all(role in _ONLY_FOR[group] for group in served)
    return not any(_excluded(served, audience, *pair) for pair in (*_OPPOSITES, *map(_reversed, _OPPOSITES)))


def _excluded(served: set[Audience], audience: Collection[Audience], group: Audience, opposite: Audience) -> bool:
    return group in served and opposite not in served and opposite in audience and group not in audience


def _reversed(pair: tuple[Audience, Audience]) -> tuple[Audience, Audience]:
    return pair[1], pair[0]


def _risk(contact: HelpContact) -> int:
    """How much further back a line goes because the call may end at the immigration authority or the police."""
    if contact.passes_on_to("immigration_authority") == "yes":
        return 4
    return 1 if contact.passes_on_to("police") == "yes" and contact.answered_by != "police" else 0


def _distance(contact: HelpContact, audience: Collection[Audience]) -> int:
    """0: made for this person; 1: for everybody; 2: for a group the person is not known to belong to."""
    served = set(contact.audience)
    if served & (_MADE_FOR_US | set(audience)):
        return 0
    return 1 if served & _FITS_ANYBODY else 2
