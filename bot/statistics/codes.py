"""What is counted: the dimensions and their codes, from data/statistics/codes.yml, and their names in a language."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.i18n.catalogues import catalogue_to_understand
from bot.i18n.filled import filled
from bot.i18n.formats import country_name, language_name, month
from bot.knowledge.rights import Entry
from bot.replies.phrases.titles import TITLES
from bot.settings import PROJECT_ROOT, Mendable
from bot.statistics.months import Month

CODES = PROJECT_ROOT / "data" / "statistics" / "codes.yml"

UNKNOWN = "unknown"
TOO_FEW = "too few"  # what stands for the codes that have too few people by themselves
MONTH = "month"
Language = Literal["en", "es", "fr", "ru"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_UNKNOWN_LABELS: dict[str, str] = {"en": "Not known", "es": "No se sabe", "fr": "Non connu", "ru": "Неизвестно"}
_TOO_FEW_LABELS: dict[str, str] = {
    "en": "Others, put together: too few",
    "es": "Otros, agrupados: demasiado pocos",
    "fr": "Autres, regroupés : trop peu nombreux",
    "ru": "Остальные вместе: слишком мало",
}


class StatisticsProblem(Mendable):
    """What was asked of the statistics cannot be given; the message is one line."""


class Label(Entry):
    """A name in the languages of the yearly report."""

    en: str
    es: str
    fr: str
    ru: str

    def in_(self, language: Language) -> str:
        """The name in one of them."""
        return str(getattr(self, language))


class Code(Entry):
    """One code, as it is stored and exported."""

    code: str
    label: Label


class Source(Entry):
    """Where codes were read."""

    title: str
    where: str
    read: datetime.date


class Dimension(Entry):
    """What is coded of a conversation.

    `field`: its name in the export, the standard's where there is one. `many`: a conversation may have several codes.
    `asked`: operators are offered it. `from_`: where codes come from that do not stand here.
    """

    id: str
    label: Label
    field: str
    sources: tuple[str, ...]
    many: bool = False
    asked: bool = False
    from_: Literal["months", "countries", "languages", "other_languages", "topics"] | None = Field(None, alias="from")
    codes: tuple[Code, ...] = ()

    def knows(self, code: str) -> bool:
        """Whether it is one of its codes; those from elsewhere are not looked up."""
        return bool(self.from_) or code == UNKNOWN or any(code == each.code for each in self.codes)

    def name(self, language: Language = "en") -> str:
        """What it is called."""
        return self.label.in_(language)

    def name_of(self, code: str, language: Language = "en") -> str:
        """What a code is called; the code itself where nobody has a name for it."""
        if code in (UNKNOWN, TOO_FEW):
            return (_UNKNOWN_LABELS if code == UNKNOWN else _TOO_FEW_LABELS)[language]
        if self.from_ == "months":
            return month(Month.parse(code).first_day, language)
        if self.from_ == "countries":
            return country_name(code, language)
        if self.from_ in ("languages", "other_languages"):
            return language_name(code, language)
        if self.from_ == "topics":
            return catalogue_to_understand(language).say(TITLES[code]) if code in TITLES else code
        return next((each.label.in_(language) for each in self.codes if each.code == code), code)


class Codebook(Entry):
    """The whole file."""

    sources: Mapping[str, Source]
    dimensions: tuple[Dimension, ...]

    def __getitem__(self, name: str) -> Dimension:
        """A dimension. Raises StatisticsProblem for a name that is none."""
        for each in self.dimensions:
            if each.id == name:
                return each
        raise StatisticsProblem(
            filled("{name}: there is no such dimension; there are {names}", name=name, names=", ".join(self.names))
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions, in order."""
        return tuple(each.id for each in self.dimensions)

    @property
    def single(self) -> tuple[str, ...]:
        """Those of which a conversation has one code; not the month."""
        return tuple(each.id for each in self.dimensions if not each.many and each.id != MONTH)

    @property
    def many(self) -> tuple[str, ...]:
        """Those of which a conversation may have several."""
        return tuple(each.id for each in self.dimensions if each.many)

    def checked(self, name: str, code: str) -> str:
        """The code. Raises StatisticsProblem for one that the dimension does not have."""
        if not self[name].knows(code):
            raise StatisticsProblem(
                filled("{name}: {code} is no code of it; docs/data.md lists them", name=name, code=code)
            )
        return code


def spoken(language: str) -> Language:
    """The language that names are said in to who reads this one: English where they are not there in it."""
    return next((each for each in LANGUAGES if each == language), "en")


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codes. Raises StatisticsProblem for a faulty file."""
    return load_codebook(CODES)


def load_codebook(path: Path) -> Codebook:
    """Read a file of codes. Raises StatisticsProblem, one line a fault."""
    try:
        book = Codebook.parse_obj(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = (f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise StatisticsProblem("\n".join(faults)) from None
    except YAMLError as error:
        raise StatisticsProblem(f"{path}: is no YAML: {str(error).splitlines()[0]}") from None
    for each in book.dimensions:
        for source in each.sources:
            if source not in book.sources:
                raise StatisticsProblem(f"{path}: {each.id}: {source} is none of its sources")
    return book
