"""Numbers without names: what was asked for, by whom of those who may see it. Nothing here leads to a conversation."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response

from bot.desk.guard import Visit
from bot.i18n.catalogues import available_languages
from bot.i18n.filled import filled
from bot.statistics import asked, charts, export, readings, tables
from bot.statistics.codes import LANGUAGES, StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.gaps import gaps
from bot.statistics.months import Month
from bot.statistics.report import YearlyReport, report_of
from bot.statistics.suppression import ROUNDED_TO, K
from bot.statistics.tables import TOTAL, Table
from bot.storage.engine import now


class View(NamedTuple):
    """A question that is often asked, and the two dimensions that answer it."""

    title: str
    first: str
    second: str


VIEWS = (
    View(filled("Help asked for"), "topic", ALONE),
    View(filled("Months"), "month", "outcome"),
    View(filled("Waiting"), "language", "wait"),
    View(filled("Handed over"), "language", "outcome"),
    View(filled("Languages not had"), "wanted", ALONE),
    View(filled("Asked back"), "language", "understood"),
    View(filled("Help lines shown"), "country", "lines"),
    View(filled("Industry and sex"), "sector", "sex"),
)
NOTHING_YET = filled("Nothing can be shown yet.")
NO_PICTURE = filled("Nothing of this table is shown, or it has too many rows or columns for a picture.")
SVG, CSV, JSON = "image/svg+xml", "text/csv; charset=utf-8", "application/json"


def page(visit: Visit) -> Response:
    """A table with its picture, and where to go from it."""
    try:
        found = _asked_for(visit)
    except StatisticsProblem as problem:
        return _show(visit, None, problem=str(problem))
    return _show(visit, found)


def picture(visit: Visit) -> Response:
    """The picture of a table: it counts as the table does, so that no page that shows it is short of it."""
    language = visit.request.query_params.get("language", "en")
    try:
        if language not in LANGUAGES:
            raise StatisticsProblem(
                filled(
                    "{language}: pictures are there in {languages}", language=language, languages=", ".join(LANGUAGES)
                )
            )
        table = _asked_for(visit)
    except StatisticsProblem as problem:
        return visit.problem(400, str(problem))
    if table is None:
        return visit.problem(404, NOTHING_YET)
    drawn = charts.chart(table, language)
    return Response(drawn, media_type=SVG) if drawn else visit.problem(404, NO_PICTURE)


def as_csv(visit: Visit) -> Response:
    """The table as CSV."""
    return _download(visit, "csv")


def as_json(visit: Visit) -> Response:
    """The table as JSON."""
    return _download(visit, "json")


def gaps_page(visit: Visit) -> Response:
    """For who keeps the records: what was asked for and not known, and what was not understood."""
    problem, found, table = None, [], None
    try:
        table = _table(visit, "country", "topic")
        found = gaps(table)
    except StatisticsProblem as refused:
        problem = str(refused)
    words, refusal, language, month = _words(visit)
    asked_for = problem if "period" in visit.request.query_params else None
    with visit.desk.store.read() as work:
        months = asked.months(work)
    return visit.page(
        "gaps.html",
        200 if (refusal or asked_for) is None else 400,
        gaps=found,
        clusters=words,
        language=language,
        month=month,
        months=months,
        languages=available_languages(),
        table=table,
        book=codebook(),
        k=K,
        problem=problem,
        refusal=refusal,
    )


def report_page(visit: Visit) -> Response:
    """The yearly report, in the language that the address names: all of its tables, or none."""
    query = visit.request.query_params
    try:
        year, language = query.get("year", ""), query.get("language", "en")
        with visit.desk.store.read() as work:
            made: YearlyReport = report_of(work, year, language, hotline=visit.desk.settings.hotline.name)
        _count(visit, *made.tables)
    except StatisticsProblem as problem:
        return visit.problem(400, str(problem))
    return Response(made.html, media_type="text/html; charset=utf-8")


def _words(visit: Visit) -> tuple[list[asked.Cluster], str | None, str, str]:
    """What was not understood; why it cannot be shown; of which language and month it was asked for."""
    query = visit.request.query_params
    language, month = query.get("language", ""), query.get("month", "")
    try:
        with visit.desk.store.read() as work:
            return asked.clusters(asked.shown(work, language, month)), None, language, month
    except StatisticsProblem as refused:
        return [], str(refused), language, month


def _show(visit: Visit, table: Table | None, problem: str | None = None) -> Response:
    query, book = visit.request.query_params, codebook()
    with visit.desk.store.read() as work:
        there = tables.periods(work)
    status = 200 if problem is None else 400
    return visit.page(
        "statistics.html",
        status,
        table=table,
        problem=problem,
        views=VIEWS,
        book=book,
        there=there,
        years=tuple(dict.fromkeys(name[:4] for name in there)),
        period=query.get("period") or (there[-1][:4] if there else ""),
        first=query.get("first", "topic"),
        second=query.get("second", ALONE),
        has_picture=table is not None and charts.has_chart(table),
        has_shares=table is not None and table.second != ALONE and not book[table.second].many,
        share=_share,
        total=TOTAL,
        report_languages=LANGUAGES,
        k=K,
        rounded_to=ROUNDED_TO,
        opens=Month.of(now()).closed_from,
    )


def _asked_for(visit: Visit) -> Table | None:
    """The table that the address names; None where nothing can be shown yet and nothing was asked for."""
    query = visit.request.query_params
    with visit.desk.store.read() as work:
        if not tables.periods(work) and "period" not in query:
            return None
    return _table(visit, query.get("first", "topic"), query.get("second", ALONE))


def _table(visit: Visit, first: str, second: str) -> Table:
    """A table, counted against what its reader may read in a day. Raises StatisticsProblem."""
    with visit.desk.store.read() as work:
        there = tables.periods(work)
        period = visit.request.query_params.get("period") or (there[-1][:4] if there else str(now().year))
        found = tables.table(work, first, second, tables.chosen(work, period))
    _count(visit, found)
    return found


def _count(visit: Visit, *shown: Table) -> None:
    """Count what is shown against what its reader may read in a day. Raises StatisticsProblem."""
    with visit.desk.store.write() as work:
        readings.read(work, visit.operator.id, shown)


def _download(visit: Visit, kind: str) -> Response:
    try:
        table = _asked_for(visit)
    except StatisticsProblem as problem:
        return visit.problem(400, str(problem))
    if table is None:
        return visit.problem(404, NOTHING_YET)
    name = "-".join(filter(None, ("statistics", table.first, table.second, *table.periods[:1])))
    return download(name, kind, export.as_csv(table) if kind == "csv" else export.as_json(table))


def download(name: str, kind: str, content: str) -> Response:
    """A file of figures. `kind`: csv or json; a spreadsheet knows by the mark at its head that a CSV is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    if kind == "csv":
        return Response("\ufeff" + content, media_type=CSV, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def _share(table: Table, row: str, column: str) -> str:
    """A cell as a part of its row, from what is shown; nothing where either is withheld."""
    cell, whole = table.cell(row, column), table.cell(row, TOTAL)
    if not cell.number or not whole.number or cell.at_least or whole.at_least:
        return ""
    return f"{min(100, round(100 * cell.number / whole.number))} %"
