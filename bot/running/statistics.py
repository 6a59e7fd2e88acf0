"""`rightsline statistics`: tables and the yearly report on the command line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bot.conversations.work import open_installed_store
from bot.desk.app import STATIC
from bot.settings import Settings
from bot.statistics import asked, export, published, tables
from bot.statistics.codes import StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.months import Month
from bot.statistics.report import report_of
from bot.statistics.suppression import K
from bot.statistics.tables import TOTAL, Cell, Table
from bot.storage.engine import now

WITHHELD = "."


def written_table(settings: Settings, first: str, second: str, period: str, form: str) -> str:
    """A table as text, csv or json. Raises StatisticsProblem, in one line."""
    with closing(open_installed_store(settings)) as store, store.read() as work:
        there = tables.periods(work)
        if not period and not there:
            raise StatisticsProblem(f"no month is closed yet; this month's figures come on {_next_figures()}")
        found = tables.table(work, first, second, tables.chosen(work, period or there[-1][:4]))
    if form == "csv":
        return export.as_csv(found)
    return export.as_json(found) + "\n" if form == "json" else "\n".join(_lines(found))


def words_asked(settings: Settings, language: str, month: str) -> list[str]:
    """What was not understood, a line a cluster of word pairs. Raises StatisticsProblem, in one line."""
    with closing(open_installed_store(settings)) as store, store.read() as work:
        pairs = asked.shown(work, language, month)
    lines = [
        f"{each.month}  {each.language}  {each.word}: "
        + ", ".join(f"{pair.words} ({pair.contacts})" for pair in each.pairs)
        for each in asked.clusters(pairs)
    ]
    return lines or [f"nothing that {K} contacts of a closed month wrote alike"]


def publish(settings: Settings, year: str, first: str, second: str, epsilon: float, form: str) -> tuple[str, str]:
    """A table with noise as text, csv or json, and what is spent of the year. Raises StatisticsProblem, in one line."""
    with closing(open_installed_store(settings)) as store, store.write() as work:
        made = published.publish(work, year, first, second, epsilon)
    used = f"{made.spent:.3g} of {published.BUDGET:g} of {year} is spent"
    said = used if made.is_new else f"published before, at epsilon {made.content['noise']['epsilon']:.3g}; {used}"
    if form == "json":
        return made.as_json() + "\n", said
    return (made.as_csv() if form == "csv" else "\n".join(_noisy_lines(made))), said


def write_report(settings: Settings, year: str, language: str, target: Path) -> None:
    """Write the report of a year into a new file. Raises StatisticsProblem, in one line."""
    if target.exists():
        raise StatisticsProblem(f"{target}: is there already; name a new file")
    style = (STATIC / "report.css").read_text(encoding="utf-8")
    with closing(open_installed_store(settings)) as store, store.read() as work:
        made = report_of(work, year, language, hotline=settings.hotline.name, style=style)
    try:
        target.write_text(made.html, encoding="utf-8")
    except OSError as problem:
        raise StatisticsProblem(f"{target}: cannot be written: {problem.strerror}") from None


def known_periods(settings: Settings) -> list[str]:
    """The periods that can be shown, and when the next month is closed."""
    with closing(open_installed_store(settings)) as store, store.read() as work:
        there = tables.periods(work)
    return [*there, f"this month's figures come on {_next_figures()}"]


def _next_figures() -> str:
    return str(Month.of(now()).closed_from)


def _lines(table: Table) -> list[str]:
    """In columns, with what must be known to read them."""
    first, columns = codebook()[table.first], [column for column in table.columns if column != ALONE]
    second = codebook()[table.second] if columns else None
    heads = [first.name(), *(second.name_of(column) for column in columns if second), "Conversations"]
    rows = [
        [first.name_of(row), *(_shown(table.cell(row, column)) for column in columns), _shown(table.cell(row, TOTAL))]
        for row in table.rows
    ]
    rows.append(["All", *(_shown(table.cell(TOTAL, column)) for column in columns), _shown(table.cell(TOTAL, TOTAL))])
    widths = [max(len(line[each]) for line in (heads, *rows)) for each in range(len(heads))]
    lines = ["MADE DATA: of nobody"] if table.is_made else []
    for line in (heads, *rows):
        name, *numbers = line
        lines.append(
            "  ".join([name.ljust(widths[0]), *(n.rjust(w) for n, w in zip(numbers, widths[1:], strict=True))])
        )
    few = f"; fewer than 11 in {', '.join(table.too_few_people)}" if table.too_few_people else ""
    return [*lines, f"{', '.join(table.periods)}: {WITHHELD} is withheld, >= at least, all rounded to 5{few}"]


def _noisy_lines(made: published.Published) -> list[str]:
    """A line for each cell that is not few."""
    lines = ["MADE DATA: of nobody"] if made.content["made_data"] else []
    rows = [row for row in made.content["rows"] if row["conversations"] is not None]
    for row in rows:
        codes = "  ".join(row[field] for field in made.content["fields"])
        lines.append(f"{codes}  {row['conversations']}")
    few = len(made.content["rows"]) - len(rows)
    return [*lines, f"{few} cells more with {made.content['noise']['few']}"]


def _shown(cell: Cell) -> str:
    if cell.number is None:
        return WITHHELD
    return f">={cell.number}" if cell.at_least else str(cell.number)
