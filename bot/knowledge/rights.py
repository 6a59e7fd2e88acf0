"""What is told on each topic, what the law asks of countries, and the signs people can look for.

`topics/<topic>.yml`, `rights.yml` and `indicators.yml` in data/knowledge.

Treaties bind states, so every rule names the sets of states that it binds, and `rules_for` shows a rule only where a
set contains the contact's country. The lists of states come from sources read on 2026-11-24; a state that is missing
from a partial list is unknown, and nothing is shown there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConstrainedStr, Field, ValidationError, root_validator, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.knowledge.loader import RecordError
from bot.text.gsm7 import GSM7_BASIC

ANSWER_CHARACTERS = 110  # leaves room for the number to call in the first SMS segment of 160 (3GPP TS 23.038)
RULE_CHARACTERS = 160  # one SMS segment in the GSM-7 alphabet
STEP_CHARACTERS = 150
CAUTION_CHARACTERS = 120
QUESTION_CHARACTERS = 120
NAMED_CHARACTERS = 60
FIRST_STEP_CHARACTERS = 140
TITLE_CHARACTERS = 24  # of a button

TOPICS = "topics"  # the folder
MISSING = frozenset({"value_error.missing", "type_error.none.not_allowed"})

ONE_UNIT_EACH = GSM7_BASIC - frozenset("\r\n")  # what lines of text may have; those of the extension table count twice

# The 57 participating States (osce.org/cthb/47920) are the set bound by OSCE Ministerial Council Decision 14/06.
ALL_STATES = "mc_dec_14_06"

Strength = Literal["must", "should", "may_consider", "political", "advice"]
Basis = Literal["published_advice", "derived_from_rule"]
Severity = Literal["high", "medium", "low"]
YesNo = Literal["yes", "no"]


class TextId(ConstrainedStr):
    """The stable name of a text, which the catalogues of the other languages use too."""

    regex = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")


class StateCode(ConstrainedStr):
    """ISO 3166-1 alpha-2, in capitals."""

    regex = re.compile(r"^[A-Z]{2}$")


class Entry(BaseModel):
    """Unchangeable once read; a key that is not known is refused, and so is a list that must not be empty."""

    class Config:
        """Enforces both."""

        frozen = True
        extra = "forbid"

    @validator(
        *("sources", "answer_sources", "rules", "steps", "questions", "signs", "first_steps", "do_nots"),
        check_fields=False,
    )
    def _lists_are_filled(cls, entries: tuple[Any, ...]) -> tuple[Any, ...]:
        if not entries:
            raise ValueError("this list is empty; name at least one")
        return entries


class Source(Entry):
    """Where something was read; `kind` and `read` say what it was and how much of it was seen."""

    id: str
    title: str
    where: str
    kind: str | None = None
    read: str | None = None


class Sourced(Entry):
    """Something that rests on sources, at least one."""

    sources: tuple[str, ...]


class BoundStates(Sourced):
    """The states that a treaty, an EU act, a decision or a national rule binds, as its sources list them."""

    title: str
    states: frozenset[StateCode]
    as_of: str  # a date of the list as exact as its source, or "read <day>" where the source gives none
    list: Literal["complete", "partial"]
    note: str | None = None

    @validator("states", pre=True)
    def _states_are_written_once(cls, states: Any) -> Any:
        if isinstance(states, (list, tuple)) and len(set(states)) != len(states):
            raise ValueError("a state stands in the list twice; keep one")
        return states


class Text(Sourced):
    """A text for contacts. A telling one says to a reader over the shoulder what the conversation is about."""

    id: TextId
    text: str
    telling: bool = False


class Rule(Text):
    """What the country must, should or can do; shown only where `binding` names a set that contains the country."""

    text: str = Field(max_length=RULE_CHARACTERS)
    binding: tuple[str, ...]
    strength: Strength
    article: str
    operator_only: bool = False
    reason: str | None = None

    @root_validator(skip_on_failure=True)
    def _a_rule_is_shown_or_says_why_not(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["operator_only"] != bool(values["reason"]):
            raise ValueError(f"{values['id']}: operator_only and reason go together; give both or neither")
        if not values["binding"] and not values["operator_only"]:
            raise ValueError(f"{values['id']}: binding names no states, so nobody would see the rule; name a set")
        return values


class Step(Text):
    """Something a contact can do."""

    text: str = Field(max_length=STEP_CHARACTERS)
    basis: Basis


class Caution(Text):
    """Something a contact should be careful with."""

    text: str = Field(max_length=CAUTION_CHARACTERS)


class DigitalSafety(Text):
    """Advice on the phone itself, for every topic."""

    text: str = Field(max_length=STEP_CHARACTERS)


class TopicRights(Entry):
    """One `topics/<topic>.yml`: the answer, the rules behind it, what to do, what to ask next.

    `title`: of the button that asks for it; `sms_title`: what a text message shows instead, where the title tells a
    reader over the shoulder what this is about. `rules`: none where the answer is advice and no law. `sources`: what
    was read for this topic alone.
    """

    topic: TextId
    title: str = Field(max_length=TITLE_CHARACTERS)
    sms_title: str | None = Field(default=None, max_length=TITLE_CHARACTERS)
    answer: str = Field(max_length=ANSWER_CHARACTERS)
    answer_sources: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    steps: tuple[Step, ...]
    cautions: tuple[Caution, ...]
    next: tuple[TextId, TextId, TextId]
    sources: tuple[Source, ...] | None = None

    @root_validator(skip_on_failure=True)
    def _texts_are_named_after_their_topic(cls, values: dict[str, Any]) -> dict[str, Any]:
        topic = values["topic"]
        for text in (*values["rules"], *values["steps"], *values["cautions"]):
            if not text.id.startswith(f"{topic}."):
                raise ValueError(f"{text.id}: begins with another topic; write {topic}. before its number")
        return values


class Rights(Entry):
    """What the topics share, as `rights.yml` has it, and all topics. `sources`: theirs too."""

    binding: dict[str, BoundStates]
    topics: tuple[TopicRights, ...]
    digital_safety: tuple[DigitalSafety, ...]
    sources: tuple[Source, ...]

    @root_validator(skip_on_failure=True)
    def _names_lead_somewhere(cls, values: dict[str, Any]) -> dict[str, Any]:
        topics: tuple[TopicRights, ...] = values["topics"]
        sets: dict[str, BoundStates] = values["binding"]
        texts = _texts(topics, values["digital_safety"])
        if ALL_STATES not in sets:
            raise ValueError(f"binding: {ALL_STATES} is missing; it lists all participating States")
        _check_known(((r.id, r.binding) for t in topics for r in t.rules), set(sets), "binding")
        _check_known(((t.topic, t.next) for t in topics), {t.topic for t in topics}, "next")
        cited = [*((t.id, t.sources) for t in texts), *((k, b.sources) for k, b in sets.items())]
        cited += [(t.topic, t.answer_sources) for t in topics]
        _check_known(cited, {s.id for s in values["sources"]}, "sources")
        _check_unique([*(t.topic for t in topics), *(t.id for t in texts)])
        _check_unique(s.id for s in values["sources"])
        titles = [(t.topic, title) for t in topics for title in (t.title, t.sms_title or "")]
        _check_gsm7([*titles, *((t.topic, t.answer) for t in topics), *((t.id, t.text) for t in texts)])
        return values

    def about(self, topic: str) -> TopicRights | None:
        """What is known on a topic; None for topics that are not about rights, such as `greet`."""
        return next((entry for entry in self.topics if entry.topic == topic), None)


class Question(Entry):
    """A question that is answered with yes, no or skip; `sign_when` is the answer that is a sign."""

    id: TextId
    question: str = Field(max_length=QUESTION_CHARACTERS)
    sign_when: YesNo = "yes"
    telling: bool = False


class Sign(Question, Sourced):
    """One of the 11 indicators of forced labour (ILO, 2012); `signs_named` states it in the result.

    The severity orders answers and decides when a person is offered; it is ours and not the ILO's.
    """

    number: int = Field(ge=1, le=11)
    severity: Severity
    signs_named: str = Field(max_length=NAMED_CHARACTERS)


class ChildQuestion(Question, Sourced):
    """For a child, force or lies are not needed (Palermo Protocol, article 3(c)-(d)): yes leads to another topic."""

    severity: Severity
    signs_named: str = Field(max_length=NAMED_CHARACTERS)
    if_yes: TextId


class JobOfferQuestion(Question, Sourced):
    """A warning sign of a job offer. No answer makes an offer safe."""

    signs_named: str = Field(max_length=NAMED_CHARACTERS)


class Sector(Sourced):
    """Questions for one kind of work (Decision 14/06, paragraph 6(e)); `isic` is its section in ISIC Rev. 4."""

    id: TextId
    name: str
    isic: str
    questions: tuple[Question, ...]


class ProfessionalText(Entry):
    """A line for professionals; it rests on the sources of its role."""

    id: TextId
    text: str = Field(max_length=FIRST_STEP_CHARACTERS)
    telling: bool = False


class ProfessionalSign(ProfessionalText):
    """What a professional may notice."""

    text: str = Field(max_length=QUESTION_CHARACTERS)


class DoNot(ProfessionalText, Sourced):
    """What a professional should leave alone."""


class Profession(Sourced):
    """Signs, first steps and do-nots for one kind of professional (Decision 14/06, paragraph 6(c))."""

    id: TextId
    name: str
    signs: tuple[ProfessionalSign, ...]
    first_steps: tuple[ProfessionalText, ...]
    do_nots: tuple[DoNot, ...]


class Indicators(Entry):
    """The whole of `indicators.yml`. Signs lead to help, never to a verdict."""

    intro: Text
    signs: tuple[Sign, ...]
    child_question: ChildQuestion
    sectors: tuple[Sector, ...]
    professionals: tuple[Profession, ...]
    job_offer: tuple[JobOfferQuestion, ...]
    sources: tuple[Source, ...]

    @validator("signs")
    def _all_eleven_in_order(cls, signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
        if [sign.number for sign in signs] != list(range(1, 12)):
            raise ValueError("the signs are numbered 1 to 11 in order; the ILO's list has 11")
        return signs

    @root_validator(skip_on_failure=True)
    def _names_lead_somewhere(cls, values: dict[str, Any]) -> dict[str, Any]:
        roles: tuple[Profession, ...] = values["professionals"]
        sectors: tuple[Sector, ...] = values["sectors"]
        signs = (*values["signs"], values["child_question"], *values["job_offer"])
        lines = [line for role in roles for line in (*role.signs, *role.first_steps, *role.do_nots)]
        questions = [*signs, *(question for sector in sectors for question in sector.questions)]
        do_nots = [line for role in roles for line in role.do_nots]
        sourced: tuple[Any, ...] = (values["intro"], *signs, *sectors, *roles, *do_nots)
        _check_known(((entry.id, entry.sources) for entry in sourced), {s.id for s in values["sources"]}, "sources")
        _check_unique(
            [*(e.id for e in questions), *(s.id for s in sectors), *(r.id for r in roles), *(e.id for e in lines)]
        )
        _check_unique(s.id for s in values["sources"])
        _check_gsm7((entry.id, entry.text) for entry in (values["intro"], *lines))
        _check_gsm7((entry.id, entry.question) for entry in questions)
        _check_gsm7((entry.id, entry.signs_named) for entry in signs)
        _check_gsm7([*((s.id, s.name) for s in sectors), *((r.id, r.name) for r in roles)])
        return values


def load_rights(knowledge: Path) -> Rights:
    """Read `rights.yml` and `topics/*.yml` of a folder; raises RecordError, one line a fault, for what is wrong."""
    path, folder = knowledge / "rights.yml", knowledge / TOPICS
    shared = read_file(path)
    topics, faults = [], []
    for file in sorted(folder.glob("*.yml")):
        try:
            topics.append(load_topic(file))
        except RecordError as problem:
            faults.append(str(problem))
    if faults:
        raise RecordError("\n".join(faults))
    own = [source.dict() for topic in topics for source in topic.sources or ()]
    return parsed(path, Rights, {**shared, "topics": topics, "sources": [*shared.get("sources", ()), *own]})


def load_topic(path: Path) -> TopicRights:
    """Read one `topics/<topic>.yml`; raises RecordError, one line a fault."""
    content = read_file(path)
    if content.get("topic") != path.stem:
        raise RecordError(f"{path}: topic: is {content.get('topic')}; a file is named after its topic, {path.stem}.yml")
    return parsed(path, TopicRights, content)


def load_indicators(path: Path) -> Indicators:
    """Read `indicators.yml`; raises RecordError, one line a fault, when it does not follow this module."""
    return parsed(path, Indicators, read_file(path))


def rules_for(rights: Rights, topic: str, country_iso2: str | None, *, sms: bool = False) -> list[Rule]:
    """The rules on a topic that bind the country, in the order they are told.

    Country unknown: only rules that bind all participating States. On SMS, telling rules are left out: they wait until
    the contact has asked for more. A topic without rules, such as `greet`, gives none.
    """
    entry = rights.about(topic)
    if entry is None:
        return []
    country = country_iso2.upper() if country_iso2 else None
    shown = (rule for rule in entry.rules if not rule.operator_only and not (sms and rule.telling))
    return [rule for rule in shown if _binds(rights, rule, country)]


def _binds(rights: Rights, rule: Rule, country: str | None) -> bool:
    bound = frozenset[str]().union(*(rights.binding[key].states for key in rule.binding))
    return bound >= rights.binding[ALL_STATES].states if country is None else country in bound


def _texts(topics: Iterable[TopicRights], digital_safety: Iterable[DigitalSafety]) -> list[Text]:
    return [*(text for topic in topics for text in (*topic.rules, *topic.steps, *topic.cautions)), *digital_safety]


def _check_known(named: Iterable[tuple[str, Iterable[str]]], known: set[str], field: str) -> None:
    for owner, names in named:
        for name in names:
            if name not in known:
                raise ValueError(f"{owner}: {field}: there is no {name}; define it or name another")


def _check_unique(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ValueError(f"{name}: this id is used twice; ids are stable and unique")
        seen.add(name)


def _check_gsm7(texts: Iterable[tuple[str, str]]) -> None:
    for owner, text in texts:
        if foreign := sorted(set(text) - ONE_UNIT_EACH):
            raise ValueError(f"{owner}: {' '.join(foreign)} is not in the GSM-7 alphabet; write it in plain characters")


Content = TypeVar("Content", bound=Entry)


def read_file(path: Path) -> dict[str, Any]:
    """The content of a file of records; raises RecordError where it is missing or no YAML."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"{path}: there is no such file") from None
    except YAMLError as error:
        raise RecordError(f"{path}: {' '.join(str(error).split())}; mend the YAML") from None
    if not isinstance(content, dict):
        raise RecordError(f"{path}: the file holds no record")
    return content


def parsed(path: Path, kind: type[Content], content: dict[str, Any]) -> Content:
    """The content of a file as what it must be; raises RecordError, one line a fault."""
    try:
        return kind.parse_obj(content)
    except ValidationError as error:
        raise RecordError("\n".join(f"{path}: {fault}" for fault in map(_fault, error.errors()))) from None


def _fault(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"] if part != "__root__")
    message = "is missing; write it" if error["type"] in MISSING else error["msg"]
    return f"{place}: {message}" if place else str(message)
