"""The shape of a country record: what may be written in `data/knowledge/countries/<iso2>.yml`.

Every value that a contact may see is typed, so that a reply can be built from it in any language, and carries the
ids of the sources it was read in. Free English text lives only in `operator_notes` and `hours_text`, which are for
operators and never shown to contacts. A field that is absent means "not seen", never "does not exist".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedDecimal, ConstrainedInt, ConstrainedStr, Field, root_validator, validator

from bot.knowledge.codes import (
    Answer,
    AnsweredBy,
    AppealAgainst,
    Audience,
    Binding,
    CanRefer,
    Caution,
    ClaimBasis,
    ConditionException,
    Cost,
    CourtHow,
    Cover,
    DeadlineCase,
    DeadlineException,
    DeadlineFor,
    DeadlineStart,
    DeadlineUnit,
    EmergencyService,
    ForbiddenAct,
    FundCondition,
    InsteadOfReport,
    LegalHelp,
    LegalHelpAskedAt,
    LegalHelpCondition,
    Office,
    Openness,
    OpenWithoutPapers,
    PassedTo,
    PassedWhen,
    PayPeriod,
    PermitCondition,
    ProceduralStage,
    ReportingDuty,
    Role,
    Taking,
    WagesHow,
    Weekday,
    WhoMayApply,
)
from bot.knowledge.languages import is_spoken


class SourceId(ConstrainedStr):
    """The id of a source in the same file, as `S1`."""

    regex = r"^S[1-9][0-9]*$"


class Slug(ConstrainedStr):
    """A name for machines: small letters, digits and underscores."""

    regex = r"^[a-z0-9]+(_[a-z0-9]+)*$"


class Region(ConstrainedStr):
    """A part of a country, ISO 3166-2 (`GB-SCT`, `US-CA`)."""

    regex = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"


class LanguageCode(ConstrainedStr):
    """A language, ISO 639."""

    regex = r"^[a-z]{2,3}$"


class ClockTime(ConstrainedStr):
    """Local time of the country, `09:00`; `24:00` is midnight at the end of the day."""

    regex = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


class E164(ConstrainedStr):
    """A phone number in the international form, `+448000121700`."""

    regex = r"^\+[1-9][0-9]{4,14}$"


class PositiveAmount(ConstrainedInt):
    """A whole number above zero."""

    gt = 0


class PositiveMoney(ConstrainedDecimal):
    """An amount of money above zero, with at most two decimals."""

    gt = Decimal(0)
    decimal_places = 2


class Record(BaseModel):
    """Unchangeable once read; a key that is not known is refused."""

    class Config:
        """Read-only, and strict about keys."""

        frozen = True
        extra = "forbid"
        allow_population_by_field_name = True

    @validator("sources", "services", "roles", "days", "audience", "emergency", "offices", check_fields=False)
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("the list is empty; at least one entry is needed")
        return value


class Sourced(Record):
    """A record that says where it was read; without a source it does not load."""

    sources: tuple[SourceId, ...]
    operator_notes: str | None = None


class Source(Record):
    """A page that was read: `dated` is the date on the page, `read` the day we read it."""

    url: str
    title: str
    publisher: str
    dated: str | None = None
    read: date


class EmergencyNumber(Sourced):
    """A number for danger to life."""

    number: str
    services: tuple[EmergencyService, ...]


class Emergency112(Sourced):
    """Whether 112 reaches help in the country."""

    works: Answer


class Opening(Record):
    """Days and local times at which somebody answers; `to` before `from` runs past midnight."""

    days: tuple[Weekday, ...]
    opens: ClockTime = Field(..., alias="from")
    closes: ClockTime = Field(..., alias="to")
    languages: tuple[LanguageCode, ...] = ()

    def is_for(self, language: str) -> bool:
        """Whether it is for who speaks the language; one that names no languages is for everybody."""
        return not self.languages or is_spoken(language, self.languages)


class Hours(Record):
    """When somebody answers: always, or at the listed times. In YAML `{always: true}` or a list of openings."""

    always: bool = False
    openings: tuple[Opening, ...] = ()

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["always"] and not values["openings"]:
            raise ValueError("write {always: true} or at least one opening; leave hours out when they are not known")
        return values


class PhoneNumber(Record):
    """A number as it is dialled inside the country and, where it exists, from abroad."""

    dial: str
    e164: E164 | None = None
    works_from_abroad: Answer = "unknown"
    takes: tuple[Taking, ...] = ("calls",)
    begin_with: str | None = None  # what a text message to it must begin with, as its owner writes it
    free_call: bool | None = None  # inside the country
    verify: bool = False


class PassesOn(Sourced):
    """Whether whoever answers passes the caller on to an authority; "no" with `when` means "only then"."""

    to: PassedTo
    answer: Answer
    when: tuple[PassedWhen, ...] = ()


class HelpContact(Sourced):
    """A line, office or organisation that a contact can turn to."""

    id: Slug
    name: str
    organisation: str | None = None
    roles: tuple[Role, ...]
    answered_by: AnsweredBy
    passes_to: tuple[PassesOn, ...] = ()
    cautions: tuple[Caution, ...] = ()
    audience: tuple[Audience, ...] = ("everyone",)
    regions: tuple[Region, ...] = ()
    place: str | None = None  # the town or the part of the country, where it matters to find them
    numbers: tuple[PhoneNumber, ...] = ()
    email: str | None = None
    url: str | None = None
    hours: Hours | None = None
    hours_text: str | None = None
    free: bool | None = None  # the help; whether the call is free is said by each number
    cost: Cost | None = None
    languages: tuple[LanguageCode, ...] = ()
    interpreters: bool | None = None
    verify: bool = False

    @validator("hours", pre=True)
    def _list_of_openings(cls, value: Any) -> Any:
        return {"openings": value} if isinstance(value, list) else value

    def passes_on_to(self, authority: PassedTo) -> Answer:
        """Whether the call may end at that authority; not known is "unknown"."""
        if authority == "police" and self.answered_by in ("police", "prosecutor", "border_guard"):
            return "yes"
        if authority == "immigration_authority" and self.answered_by in ("migration_authority", "border_guard"):
            return "yes"
        answers = [entry.answer for entry in self.passes_to if entry.to == authority]
        return answers[0] if answers else "unknown"

    def passed_on_when(self, authority: PassedTo) -> frozenset[PassedWhen]:
        """In which cases the call ends at that authority, or does not; none where nothing is known of it."""
        known = [entry for entry in self.passes_to if entry.to == authority and entry.answer != "unknown"]
        return frozenset(when for entry in known for when in entry.when)


class Days(Sourced):
    """A number of days."""

    value: PositiveAmount
    limit: Literal["exact", "at_least", "at_most"] = "exact"
    granted_by: tuple[CanRefer, ...] = ()
    verify: bool = False


class Duration(Record):
    """A length of time, as "6 months"."""

    amount: PositiveAmount
    unit: DeadlineUnit
    limit: Literal["exact", "at_least", "at_most"] = "exact"


class PermitNeed(Record):
    """A condition of a permit, and the cases in which it is not needed."""

    needs: PermitCondition
    unless: tuple[ConditionException, ...] = ()


class ResidencePermit(Sourced):
    """The permit to stay for people recognised, or being helped, as victims."""

    available: Answer
    conditions: tuple[PermitNeed, ...] = ()  # all are needed
    one_of: tuple[PermitCondition, ...] = ()  # and at least one of these
    lasts: Duration | None = None
    renewable: Answer = "unknown"
    work_allowed: Answer = "unknown"
    cooperation_required: Answer = "unknown"  # with police or court
    verify: bool = False

    @validator("conditions", pre=True)
    def _plain_codes(cls, value: Any) -> Any:
        return _each_as("needs", value)


class Identification(Sourced):
    """How somebody is formally recognised as a victim."""

    name: str | None = None
    can_refer: tuple[CanRefer, ...] = ()
    decided_by: tuple[CanRefer, ...] = ()
    self_referral: Answer = "unknown"
    adult_must_agree: Answer = "unknown"
    help_needs_cooperation: Answer = "unknown"  # whether help depends on working with the police
    recovery_period_days: Days | None = None
    residence_permit: ResidencePermit | None = None
    contact: Slug | None = None


class Deadline(Sourced):
    """A time limit. It is a usual limit, never "too late": exceptions may exist that were not seen."""

    amount: PositiveAmount
    unit: DeadlineUnit
    less_days: Literal[0, 1] = 0  # "three months less one day"
    start: DeadlineStart = Field(..., alias="from")
    what: DeadlineFor
    case: DeadlineCase = Field("any", alias="for")
    outer_limit: bool = False  # the end in any case, beside a limit that starts later
    exceptions: tuple[DeadlineException, ...] = ()
    verify: bool = False


class Money(Sourced):
    """An amount of money; the currency is ISO 4217."""

    amount: PositiveMoney
    currency: str = Field(..., regex="^[A-Z]{3}$")
    verify: bool = False


PLACES_OF_THE_CRIME: frozenset[WhoMayApply] = frozenset(
    {"crime_in_the_country", "crime_in_the_region", "crime_on_ship_or_aircraft", "crime_abroad_decided_here"}
)


class Applicants(Record):
    """One group of people that may apply to a fund; the fund's sources hold unless others are named."""

    who: WhoMayApply
    and_also: tuple[WhoMayApply, ...] = ()  # what the same person must be as well
    days: PositiveAmount | None = None  # of legal stay, where the rule asks for a number
    sources: tuple[SourceId, ...] = ()
    operator_notes: str | None = None


class OneOf(Record):
    """Groups of which somebody must be in one."""

    any_of: tuple[WhoMayApply, ...]


class Eligibility(Record):
    """Who may apply to a fund: one group of `any_of` is enough, and all of `all_of` is needed in every case.

    In YAML a plain list is `any_of`; a code under `all_of` may be `{any_of: [...]}`, where one of several is enough.
    """

    any_of: tuple[Applicants, ...] = ()
    all_of: tuple[OneOf, ...] = ()
    exceptions_possible: bool = False  # the source says "as a rule", "normally"
    verify: bool = False

    @validator("any_of", pre=True)
    def _plain_groups(cls, value: Any) -> Any:
        return _each_as("who", value)

    @validator("all_of", pre=True)
    def _plain_needs(cls, value: Any) -> Any:
        return [{"any_of": [entry]} if isinstance(entry, str) else entry for entry in value]

    @root_validator(skip_on_failure=True)
    def _where_it_happened_is_no_group(cls, values: dict[str, Any]) -> dict[str, Any]:
        groups = {group.who for group in values["any_of"]}
        if groups & PLACES_OF_THE_CRIME and groups - PLACES_OF_THE_CRIME:
            raise ValueError("where the crime happened does not stand beside people; write it under all_of")
        return values

    @property
    def groups(self) -> frozenset[WhoMayApply]:
        """The people of whom some may apply."""
        return frozenset(group.who for group in self.any_of)


class FundNeed(Record):
    """A condition of a fund. `unless`: when it is not needed. `since`: for harm before that day older rules decide."""

    needs: FundCondition
    unless: tuple[ConditionException, ...] = ()
    since: date | None = None


class Fund(Sourced):
    """Money that the State pays to victims."""

    name: str | None = None
    authority: str | None = None
    contact: Slug | None = None
    url: str | None = None
    regions: tuple[Region, ...] = ()  # where it does not serve the whole country
    covers: tuple[Cover, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    max_amount: Money | None = None
    fixed_amount: Money | None = None
    police_report_required: Answer = "unknown"
    instead_of_police_report: tuple[InsteadOfReport, ...] = ()  # each is enough
    who_may_apply: Eligibility = Eligibility()
    open_to_trafficking_victims: Openness = "unknown"
    conditions: tuple[FundNeed, ...] = ()  # all are needed
    fee: Answer = "unknown"
    fee_amount: Money | None = None
    verify: bool = False

    @validator("who_may_apply", pre=True)
    def _plain_list(cls, value: Any) -> Any:
        return {"any_of": value} if isinstance(value, list) else value

    @validator("conditions", pre=True)
    def _plain_codes(cls, value: Any) -> Any:
        return _each_as("needs", value)

    @property
    def needed(self) -> frozenset[FundCondition]:
        """What it asks for, whatever the exceptions."""
        return frozenset(need.needs for need in self.conditions)


class RegionalFund(Fund):
    """A fund of one state, province or part of a country. `region_name`: as ISO 3166-2 lists it, in Latin letters."""

    region: Region
    region_name: str | None = None


class StateFund(Fund):
    """The country's fund for victims, or what is known about there being none."""

    exists: Answer
    by_region: tuple[RegionalFund, ...] = ()


class CriminalCourt(Sourced):
    """Compensation from the trafficker through the criminal trial."""

    available: Answer
    how: tuple[CourtHow, ...] = ()
    apply_before: ProceduralStage | None = None
    deadlines: tuple[Deadline, ...] = ()
    verify: bool = False


class CivilCourt(Sourced):
    """Compensation from the trafficker through a claim of one's own."""

    available: Answer
    how: tuple[CourtHow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    verify: bool = False


class UnpaidWages(Sourced):
    """How pay is claimed that an employer kept."""

    contact: Slug | None = None
    authority_name: str | None = None
    how: tuple[WagesHow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    undocumented_can_claim: Answer = "unknown"
    undocumented_basis: ClaimBasis | None = None
    presumed_months: PositiveAmount | None = None
    presumed_months_basis: ClaimBasis | None = None
    cautions: tuple[Caution, ...] = ()
    url: str | None = None
    verify: bool = False


class Compensation(Record):
    """The routes to money for what happened."""

    state_fund: StateFund | None = None
    other_funds: tuple[Fund, ...] = ()
    criminal_court: CriminalCourt | None = None
    civil_court: CivilCourt | None = None
    unpaid_wages: UnpaidWages | None = None


class LegalHelpByLaw(Sourced):
    """A right to a lawyer or to legal advice; a number is not needed to have it."""

    name: str | None = None
    gives: tuple[LegalHelp, ...]
    audience: tuple[Audience, ...] = ("everyone",)
    conditions: tuple[LegalHelpCondition, ...] = ()
    free: Literal["yes", "partly", "unknown"] = "unknown"
    asked_at: tuple[LegalHelpAskedAt, ...] = ()
    contact: Slug | None = None
    verify: bool = False


class Law(Sourced):
    """A law that was named in a source."""

    name: str
    reference: str | None = None


class Rule(Sourced):
    """A rule of the country's law. `law`: act and article as a lawyer there writes them, in Latin letters."""

    law: str | None = None
    verify: bool = False


class MinimumWage(Rule):
    """The lowest pay that the law allows for most adults; `exists: no` where only agreements of unions set one."""

    exists: Literal["yes", "no"]
    amount: PositiveMoney | None = None
    currency: str | None = Field(None, regex="^[A-Z]{3}$")
    per: PayPeriod | None = None
    valid_from: date | None = None

    @root_validator(skip_on_failure=True)
    def _whole_or_none(cls, values: dict[str, Any]) -> dict[str, Any]:
        given = [values[name] is not None for name in ("amount", "currency", "per", "valid_from")]
        if values["exists"] == "yes" and not all(given):
            raise ValueError("the lowest pay needs amount, currency, per and valid_from")
        if values["exists"] == "no" and any(given):
            raise ValueError("no lowest pay is set by law, and yet a part of one is given")
        return values


class Reporting(Rule):
    """Whether offices must tell the immigration authority of people without papers who come to them."""

    offices: tuple[Office, ...]
    duty: ReportingDuty


class NotPunished(Rule):
    """That people are not punished for what others forced them to do: whether the law demands or only allows it."""

    strength: Binding


class Appeal(Rule):
    """How long somebody has to appeal against a decision of the immigration authority; the shortest that may apply."""

    against: AppealAgainst
    amount: PositiveAmount
    unit: DeadlineUnit


class Crime(Rule):
    """What the criminal law forbids."""

    act: ForbiddenAct


class Access(Rule):
    """What people without papers may use."""

    to: OpenWithoutPapers


class NationalLaw(Record):
    """Rules of the country that are told as they are. What is absent was not seen."""

    minimum_wage: MinimumWage | None = None
    reporting: tuple[Reporting, ...] = ()
    not_punished: NotPunished | None = None
    appeals: tuple[Appeal, ...] = ()
    crimes: tuple[Crime, ...] = ()
    without_papers: tuple[Access, ...] = ()


class CountryCaution(Sourced):
    """What somebody must know about the country before they call an authority there."""

    code: Literal["victims_were_punished", "own_phone_may_turn_numbers_into_112"]


class Country(Record):
    """All that is known about one participating State."""

    country: str = Field(..., regex="^[A-Z]{2}$")
    checked: date
    emergency: tuple[EmergencyNumber, ...]
    emergency_112: Emergency112
    cautions: tuple[CountryCaution, ...] = ()
    contacts: tuple[HelpContact, ...] = ()
    legal_help_by_law: tuple[LegalHelpByLaw, ...] = ()
    identification: Identification | None = None
    compensation: Compensation = Compensation()
    national_law: NationalLaw = NationalLaw()
    laws: tuple[Law, ...] = ()
    operator_notes: str | None = None
    sources: dict[SourceId, Source]

    def contact(self, contact_id: str) -> HelpContact:
        """The contact with that id; KeyError when there is none."""
        for contact in self.contacts:
            if contact.id == contact_id:
                return contact
        raise KeyError(contact_id)

    @root_validator(skip_on_failure=True)
    def _whole(cls, values: dict[str, Any]) -> dict[str, Any]:
        _refuse_duplicate_ids(values["contacts"])
        _refuse_missing_contacts(values)
        _refuse_missing_sources(values)
        _refuse_foreign_regions(values)
        return values


def _each_as(name: str, values: Any) -> Any:
    """Plain codes in a list as records with that one field."""
    return [{name: entry} if isinstance(entry, str) else entry for entry in values]


def parts_of(value: Any, path: str = "") -> Iterator[tuple[str, Record]]:
    """Every record inside a value, with its path (`compensation.state_fund.deadlines[0]`)."""
    if isinstance(value, Record):
        yield path, value
        for name, inner in value:
            yield from parts_of(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from parts_of(inner, f"{path}[{index}]")


def _parts(values: dict[str, Any]) -> Iterator[tuple[str, Record]]:
    for name, value in values.items():
        yield from parts_of(value, name)


def _refuse_duplicate_ids(contacts: tuple[HelpContact, ...]) -> None:
    seen: set[str] = set()
    for contact in contacts:
        if contact.id in seen:
            raise ValueError(f"contacts: the id {contact.id} is used twice; give one of them another")
        seen.add(contact.id)


def _refuse_missing_contacts(values: dict[str, Any]) -> None:
    known = {contact.id for contact in values["contacts"]}
    for path, part in _parts(values):
        named = getattr(part, "contact", None)
        if isinstance(named, str) and named not in known:
            raise ValueError(f"{path}: no contact has the id {named}; correct it or add the contact")


def _refuse_missing_sources(values: dict[str, Any]) -> None:
    for path, part in _parts(values):
        for source in part.sources if isinstance(part, Sourced | Applicants) else ():
            if source not in values["sources"]:
                raise ValueError(f"{path}: the source {source} is not in `sources`; add it there or correct the id")


def _refuse_foreign_regions(values: dict[str, Any]) -> None:
    for path, part in _parts(values):
        regions = (
            part.regions if isinstance(part, HelpContact) else (part.region,) if isinstance(part, RegionalFund) else ()
        )
        for region in regions:
            if region[:2] != values["country"]:
                raise ValueError(f"{path}: the region {region} is not in {values['country']}; correct it")
