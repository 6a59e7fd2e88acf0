"""Who the hotline is: `hotline.yml`, validated. Secrets and ports are settings of the environment (bot/settings.py)."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConstrainedStr, Field, ValidationError, root_validator, validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

FILE_NAME = "hotline.yml"
SOURCE_LANGUAGE = "en"
MOST_DAYS_KEPT = 3650
LONGEST_SHORT_NOTICE = 100  # characters: it stands above the first answer, which on SMS has three segments
LONGEST_READY_SENTENCE = 300
# What a reader over the shoulder must not see.
TELLING = re.compile(r"traffick|exploit|victim|slave|prostitut|forced|\bsex", re.IGNORECASE)
BLANK = re.compile(r"{{([0-9]+)}}")  # of a template, as Twilio writes it
MOST_CHOICES = 9  # of a question: one digit, on every phone


class HotlineError(ValueError):
    """`hotline.yml` is wrong; the message is one line that names file, setting and mend."""


class CountryCode(ConstrainedStr):
    """A country, ISO 3166-1 in capitals."""

    regex = r"^[A-Z]{2}$"


class LanguageCode(ConstrainedStr):
    """A language, ISO 639."""

    regex = r"^[a-z]{2,3}$"


class ByLanguage(dict[str, str]):
    """A text in several languages; English is there, for who reads none of the others."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Any]:
        """See pydantic."""
        yield cls._checked

    @classmethod
    def _checked(cls, value: Any) -> ByLanguage:
        if not isinstance(value, Mapping) or not all(isinstance(text, str) and text.strip() for text in value.values()):
            raise ValueError("is a text for each language; write for example {en: Text, pl: Tekst}")
        wrong = [str(code) for code in value if not re.fullmatch(r"[a-z]{2,3}", str(code))]
        if wrong:
            raise ValueError(f"{wrong[0]} is no language of ISO 639; write for example en or pl")
        if SOURCE_LANGUAGE not in value:
            raise ValueError("has no English; write en too, for who reads none of the other languages")
        return cls({str(code): text.strip() for code, text in value.items()})

    def best(self, language: str) -> tuple[str, str]:
        """The text in a language or else in English, and the language that it is in."""
        spoken = language if language in self else SOURCE_LANGUAGE
        return self[spoken], spoken


class Part(BaseModel):
    """A part of the file: read-only, and strict about names."""

    class Config:
        frozen = True
        extra = "forbid"
        allow_population_by_field_name = True

    @validator("days", "countries", "takes", "languages", "lines", "ready_sentences", "kinds", check_fields=False)
    def _holds_something(cls, value: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        if value == ():
            raise ValueError("is empty; write at least one, or leave the setting out")
        return value


class Opening(Part):
    """Days and local times; `to` before `from` runs past midnight."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(
        ..., description="Of mon, tue, wed, thu, fri, sat, sun."
    )
    opens: str = Field(..., alias="from", regex=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="As 09:00.")
    closes: str = Field(..., alias="to", regex=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", description="As 17:30.")


class Line(Part):
    """A number of the hotline's own. It is given before others where it serves."""

    name: str = Field(..., min_length=1, description="As contacts see it; not shown by SMS.")
    countries: tuple[CountryCode, ...] = Field(..., description="Where it serves, ISO 3166-1.")
    dial: str = Field(..., regex=r"^[0-9+][0-9 ()/-]{1,24}$", description="As it is dialled in these countries.")
    e164: str | None = Field(
        default=None, regex=r"^\+[1-9][0-9]{4,14}$", description="As it is dialled from abroad; left out: it cannot be."
    )
    takes: tuple[Literal["calls", "texts", "whatsapp", "viber"], ...] = Field(
        default=("calls",), description="What can be done with it."
    )
    free_call: bool | None = Field(default=None, description="Whether the call costs nothing inside the country.")
    answered_by: Literal["ngo", "union", "lawyers", "intergovernmental", "state_helpline", "social_services"] = Field(
        default="ngo", description="Who answers."
    )
    tells_police: Literal["no", "only_if_the_caller_agrees", "yes", "unknown"] = Field(
        default="unknown", description="Whether who answers tells the police. Contacts read it before they call."
    )
    tells_immigration: Literal["no", "only_if_the_caller_agrees", "yes", "unknown"] = Field(
        default="unknown", description="Whether who answers tells the immigration authority."
    )
    languages: tuple[LanguageCode, ...] = Field(default=(), description="Languages spoken there, ISO 639.")
    interpreters: bool | None = Field(default=None, description="Whether an interpreter is found for others.")
    always: bool = Field(default=False, description="Somebody answers day and night.")
    hours: tuple[Opening, ...] = Field(default=(), description="When somebody answers, if not always.")
    confirmed_on: datetime.date = Field(..., description="The day on which the hotline has dialled it last.")

    @root_validator(skip_on_failure=True)
    def _always_or_hours(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["always"] and values["hours"]:
            raise ValueError("is open always or at hours; leave one of the two out")
        return values


class Privacy(Part):
    """The privacy notice in layers: a line at first contact, a page, the full text under the page."""

    short: ByLanguage = Field(..., description="One line above the first answer, on every channel.")
    short_sms: ByLanguage | None = Field(
        default=None,
        description="The same line by SMS, for a phone that others read: without the hotline's name and any word "
        "of what it is for. The words are looked for in English only. Left out: `short`.",
    )
    page: ByLanguage = Field(..., description="The page /privacy: what matters to who writes, in few words.")
    full: ByLanguage | None = Field(default=None, description="The full text, under the page.")

    @validator("short", "short_sms")
    def _is_one_short_line(cls, value: ByLanguage | None) -> ByLanguage | None:
        for language, text in (value or {}).items():
            if "\n" in text or len(text) > LONGEST_SHORT_NOTICE:
                raise ValueError(f"{language}: is one line of at most {LONGEST_SHORT_NOTICE} characters")
        return value

    @validator("short_sms")
    def _gives_nothing_away(cls, value: ByLanguage | None) -> ByLanguage | None:
        for language, text in (value or {}).items():
            if found := TELLING.search(text):
                raise ValueError(f"{language}: '{found[0]}' tells who reads the phone what this is about; leave it out")
        return value


class ReadySentence(Part):
    """A sentence that operators send with one click, beside those that are there already."""

    code: str = Field(..., regex=r"^[a-z][a-z0-9_]{1,30}$", description="Its name, kept with what was sent.")
    text: ByLanguage = Field(..., description="What the contact reads, by language.")
    answer: Literal["yes_no", "choices", "number", "time", "date", "place", "words"] | None = Field(
        default=None, description="How the contact can answer, if it asks something."
    )
    choices: Mapping[str, ByLanguage] = Field(
        default={}, description="With `answer: choices`: the answers that are numbered, by a code of small letters."
    )
    telling: bool = Field(default=False, description="Who reads over the shoulder learns what this is about.")

    @root_validator(skip_on_failure=True)
    def _choices_fit(cls, values: dict[str, Any]) -> dict[str, Any]:
        choices: Mapping[str, ByLanguage] = values["choices"]
        if (values["answer"] == "choices") != bool(choices):
            raise ValueError("choices stand where the answer is `choices`, and only there")
        if len(choices) > MOST_CHOICES:
            raise ValueError(f"has {len(choices)} choices; at most {MOST_CHOICES} can be picked by one digit")
        for code, choice in choices.items():
            if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
                raise ValueError(f"choices: {code} is no code; write small letters, digits and _")
            if missing := set(values["text"]) - set(choice):
                raise ValueError(f"choices: {code}: write {missing.pop()} too, as the sentence has it")
        return values

    @validator("text")
    def _is_short(cls, value: ByLanguage) -> ByLanguage:
        for language, text in value.items():
            if len(text) > LONGEST_READY_SENTENCE:
                raise ValueError(f"{language}: is longer than {LONGEST_READY_SENTENCE} characters")
        return value


class KeptFiles(Part):
    """Which files of contacts are kept, encrypted, until the conversation is erased. Without this part none is."""

    kinds: tuple[Literal["picture", "sound", "video", "document"], ...] = Field(
        default=("picture", "sound"), description="What they must be by their content."
    )
    megabytes: int = Field(default=5, ge=1, le=16, description="The largest file, in MB (1,048,576 bytes).")

    @property
    def largest(self) -> int:
        """The same in bytes."""
        return self.megabytes * 1024 * 1024


class WhatsAppTemplate(Part):
    """A text that WhatsApp has approved and takes after its 24 hours, made in Twilio's Content Template Builder."""

    name: str = Field(..., min_length=1, max_length=60, description="As operators see it.")
    content_sid: str = Field(..., regex=r"^HX[0-9a-fA-F]{32}$", description="Twilio's ContentSid, HX...")
    language: LanguageCode = Field(..., description="The language that it is in, ISO 639.")
    text: str = Field(
        ...,
        min_length=1,
        max_length=1600,
        description="What the contact reads, word for word as approved; operators fill in {{1}}, {{2}} and so on.",
    )

    @validator("text")
    def _numbers_its_blanks(cls, value: str) -> str:
        numbers = {int(number) for number in BLANK.findall(value)}
        if numbers != set(range(1, len(numbers) + 1)):
            raise ValueError("its blanks are numbered {{1}}, {{2}} and so on, none left out")
        return value

    @property
    def blanks(self) -> tuple[str, ...]:
        """The numbers of its blanks, in their order."""
        return tuple(sorted(set(BLANK.findall(self.text)), key=int))


class Hotline(Part):
    """All of `hotline.yml`. Everything has a default, so that Rightsline can be tried out without the file."""

    name: str = Field(
        default="Rightsline", min_length=1, max_length=60, description="As contacts and operators see it."
    )
    country: CountryCode | None = Field(
        default=None, description="ISO 3166-1 code of the country that a contact is taken to be in until it is known."
    )
    countries: tuple[CountryCode, ...] = Field(
        default=(), description="The countries that the hotline serves: they stand first where a country is chosen."
    )
    languages: tuple[LanguageCode, ...] | None = Field(
        default=None,
        description="The languages that people are answered in; English always is. Each must be ready "
        "(`rightsline check CODE`). Left out: every ready one.",
    )
    lines: tuple[Line, ...] = Field(default=(), description="The hotline's own numbers.")
    hours: str = Field(
        default="",
        description="When somebody reads: Europe/London; Mon-Fri 09:00-17:00; es: Mon 09:00-12:00; closed 2026-12-25.",
    )
    privacy: Privacy | None = Field(default=None, description="The privacy notice, in layers.")
    imprint: ByLanguage | None = Field(default=None, description="Who is responsible: the page /imprint.")
    retention_days: int | None = Field(
        default=30,
        description="Days after its last message at which a conversation is erased with its address; or never.",
    )
    exit_page: str = Field(
        default="https://www.bbc.com/weather", description="The neutral page that 'Leave this page' goes to."
    )
    ready_sentences: tuple[ReadySentence, ...] = Field(default=(), description="The hotline's own ready sentences.")

    second_factor: tuple[Literal["operator", "supervisor", "administrator", "coordinator"], ...] = Field(
        default=("supervisor", "administrator"),
        description="Roles that need a code from a phone at the desk; [] for none. Others may set one up.",
    )
    kept_files: KeptFiles | None = Field(
        default=None, description="Pictures and sounds of contacts that are kept. Left out: none is fetched."
    )
    whatsapp_templates: tuple[WhatsAppTemplate, ...] = Field(
        default=(),
        description="What operators can send to WhatsApp after its 24 hours: docs/channels/sms.md.",
    )
    hidden_sentences: tuple[str, ...] = Field(
        default=(), description="Codes of ready sentences that this hotline's operators do not get."
    )

    @validator("retention_days", pre=True)
    def _is_a_time_that_is_meant(cls, value: Any) -> int | None:
        said = str(value).strip().lower()
        if said == "never":
            return None
        if isinstance(value, bool) or not said.isascii() or not said.isdigit() or not 1 <= int(said) <= MOST_DAYS_KEPT:
            raise ValueError(
                f"is a number of days from 1 to {MOST_DAYS_KEPT}; to erase nothing by its age, write the word never"
            )
        return int(said)

    @validator("privacy")
    def _does_not_name_the_hotline(cls, value: Privacy | None, values: dict[str, Any]) -> Privacy | None:
        discreet = value.short_sms if value else None
        for language, text in (discreet or {}).items():
            if "name" in values and values["name"].casefold() in text.casefold():
                raise ValueError(f"short_sms: {language}: names the hotline; leave its name out")
        return value

    @validator("exit_page")
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("is not an http(s) address; write for example https://www.bbc.com/weather")
        return value

    @validator("ready_sentences")
    def _have_names_of_their_own(cls, value: tuple[ReadySentence, ...]) -> tuple[ReadySentence, ...]:
        codes = [sentence.code for sentence in value]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"{code} is there twice; give one of them another code")
        return value

    @validator("whatsapp_templates")
    def _are_told_apart(cls, value: tuple[WhatsAppTemplate, ...]) -> tuple[WhatsAppTemplate, ...]:
        names = [template.name for template in value]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is there twice; give one of them another name")
        return value

    @property
    def keep(self) -> datetime.timedelta | None:
        """How long a conversation is kept after its last message; None for ever."""
        return None if self.retention_days is None else datetime.timedelta(days=self.retention_days)


def read_hotline(path: Path) -> Hotline:
    """Read and validate the file. Raises HotlineError with one line that names what is wrong and the mend."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise HotlineError(f"{path}: cannot be read: {problem.strerror}") from None
    except DuplicateKeyError as problem:
        raise HotlineError(f"{path}: {_line_of(problem)}a setting is written twice; keep one") from None
    except MarkedYAMLError as problem:
        raise HotlineError(f"{path}: {_line_of(problem)}{problem.problem}; mend the YAML") from None
    if not isinstance(content, dict):
        raise HotlineError(f"{path}: holds no settings; `rightsline init` writes the file")
    try:
        return Hotline.parse_obj(content)
    except ValidationError as problem:
        raise HotlineError(f"{path}: {_fault(problem.errors()[0], content)}") from None


def _line_of(problem: MarkedYAMLError) -> str:
    return f"line {problem.problem_mark.line + 1}: " if problem.problem_mark else ""


def _fault(fault: Any, content: Mapping[str, Any]) -> str:
    where = fault["loc"]
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where if step != "__root__")
    name = name.lstrip(".")
    if fault["type"] == "value_error.extra":
        near = difflib.get_close_matches(str(where[-1]), _names_at(where[:-1]), n=1)
        return f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else "")
    if fault["type"] == "value_error.missing":
        return f"{name}: is missing"
    if fault["type"] == "value_error.const":
        allowed = [str(code) for code in fault["ctx"]["permitted"]]
        near = difflib.get_close_matches(str(fault["ctx"]["given"]), allowed, n=1)
        wanted = f"did you mean {near[0]}?" if near else f"use one of {', '.join(allowed)}"
        return f"{name}: {fault['ctx']['given']} is not known; {wanted}"
    if fault["type"] == "value_error.str.regex":
        return f"{name}: does not look right; it must match {fault['ctx']['pattern']}"
    return f"{name}: {fault['msg']}".replace("\n", " ")


def _names_at(where: tuple[Any, ...]) -> list[str]:
    """The names of the settings at a place in the file, as they are written there."""
    part: type[BaseModel] = Hotline
    for step in where:
        if isinstance(step, str) and step in part.__fields__:
            part = part.__fields__[step].type_
    return [field.alias for field in part.__fields__.values()]
