"""The yearly report for a national coordinator or rapporteur: one page, to be printed, in four languages."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from ruamel.yaml import YAML

from bot.conversations.work import Work
from bot.i18n.filled import filled
from bot.knowledge.rights import Entry
from bot.settings import PROJECT_ROOT
from bot.statistics import charts, problems, tables
from bot.statistics.codes import LANGUAGES, Label, Language, StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.months import YEAR
from bot.statistics.suppression import ROUNDED_TO, K
from bot.statistics.tables import TOTAL, Cell, Table

TEXTS = PROJECT_ROOT / "data" / "statistics" / "report.yml"
TEMPLATES = Path(__file__).parent / "templates"


class Promise(Entry):
    """What a paragraph of the decision asks, and the tables that stand beside it."""

    number: str
    text: Mapping[str, str]
    figures: tuple[str, ...]


class Texts(Entry):
    """The whole file."""

    title: Label
    by: Label
    made: Label
    total: Label
    of_year: Label
    withheld: Label
    bars: Label
    conversations: Label
    all: Label
    not_shown: Label
    at_least: Label
    nothing: Label
    promised: Label
    paragraph: Label
    own_words: Label
    more: Label
    method: Label
    promises: tuple[Promise, ...]
    more_figures: tuple[str, ...]
    methods: tuple[Label, ...]


@dataclass(frozen=True)
class YearlyReport:
    """A page. `tables`: what it shows, in order."""

    html: str
    tables: tuple[Table, ...]


def embedded(table: Table, language: Language) -> str | None:
    """The picture of a table as an address that holds it, for a page that is a file of its own."""
    drawn = charts.chart(table, language)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}" if drawn else None


def served(table: Table, language: Language, period: str) -> str | None:
    """The picture's address at the desk."""
    if not charts.has_chart(table):
        return None
    return f"/statistics/picture?first={table.first}&second={table.second}&period={period}&language={language}"


def report_of(work: Work, year: str, language: str, *, hotline: str, style: str | None = None) -> YearlyReport:
    """The report of a year. `style`: a style sheet to put into the page, whose pictures then stand in it too.

    Raises StatisticsProblem, in one line.
    """
    if language not in LANGUAGES:
        raise StatisticsProblem(
            filled("{language}: the report is there in {languages}", language=language, languages=", ".join(LANGUAGES))
        )
    if not YEAR.fullmatch(year):
        raise problems.no_year(year)
    chosen, texts = language, report_texts()
    wanted = tables.chosen(work, year)
    made: dict[str, Table] = {}

    def table_of(figure: str) -> Table:
        first, _, second = figure.partition(" ")
        if figure not in made:
            made[figure] = tables.table(work, first, second, wanted)
        return made[figure]

    def picture(table: Table) -> str | None:
        return embedded(table, chosen) if style else served(table, chosen, year)

    promises = [(promise, [table_of(figure) for figure in promise.figures]) for promise in texts.promises]
    more = [table_of(figure) for figure in texts.more_figures]
    writer = _Writer(texts, chosen)
    everybody = table_of("month").cell(TOTAL, TOTAL)
    html = _page().render(
        language=chosen,
        style=style,
        title=writer.say("title", year=year),
        hotline=hotline,
        is_made=any(table.is_made for table in made.values()),
        everybody=everybody,
        periods=", ".join(wanted),
        promises=promises,
        more=more,
        methods=[line.in_(chosen).format(k=K, rounded=ROUNDED_TO) for line in texts.methods],
        say=writer.say,
        shown=writer.shown,
        name=writer.name,
        names=writer.names,
        code=writer.code,
        picture=picture,
        total=TOTAL,
        k=K,
    )
    return YearlyReport(html, tuple(made.values()))


@lru_cache(maxsize=1)
def report_texts() -> Texts:
    """The texts of the report."""
    return Texts.parse_obj(YAML(typ="safe").load(TEXTS.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class _Writer:
    """Words and numbers in one language."""

    texts: Texts
    language: Language

    def say(self, name: str, **values: object) -> str:
        label: Label = getattr(self.texts, name)
        return label.in_(self.language).format(**values)

    def shown(self, cell: Cell) -> str:
        if cell.number is None:
            return self.say("not_shown")
        number = format_decimal(cell.number, locale=self.language)
        return f"{self.say('at_least')} {number}" if cell.at_least else str(number)

    def name(self, dimension: str) -> str:
        return codebook()[dimension].name(self.language)

    def names(self, table: Table) -> str:
        return " · ".join(self.name(each) for each in (table.first, table.second) if each != ALONE)

    def code(self, dimension: str, code: str) -> str:
        return codebook()[dimension].name_of(code, self.language)


@lru_cache(maxsize=1)
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
