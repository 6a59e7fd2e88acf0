"""Tables for everybody at the desk: what was published of each year, what its budget has left, and one more."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.desk.guard import Visit
from bot.desk.statistics import download
from bot.i18n.filled import filled
from bot.statistics import noise, published
from bot.statistics.codes import StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.suppression import K

PATH = "/statistics/published"
UNDERSTOOD = "yes"
NOT_CONFIRMED = filled("tick that you know that it cannot be taken back")


def page(visit: Visit) -> Response:
    """The list, by year; below it the table that the address names."""
    if "what" not in visit.request.query_params:
        return _show(visit)
    try:
        return _show(visit, _named(visit))
    except StatisticsProblem as problem:
        return _show(visit, problem=str(problem))


def publish(visit: Visit) -> Response:
    """Publish a table; who asks for one that was published before gets it, and pays nothing."""
    form = visit.form
    year, first, second = form.get("year", ""), form.get("first", ""), form.get("second", ALONE)
    try:
        if form.get("understood") != UNDERSTOOD:
            raise StatisticsProblem(NOT_CONFIRMED)
        with visit.desk.store.write() as work:
            epsilon = _epsilon(form.get("epsilon", ""))
            made = published.publish(work, year, first, second, epsilon, by=visit.operator.id)
    except StatisticsProblem as problem:
        return _show(visit, problem=str(problem))
    address = urlencode({"year": year, "what": published.what_of(first, second)})
    return visit.go(f"{PATH}?{address}&note={'published' if made.is_new else 'published-before'}")


def as_csv(visit: Visit) -> Response:
    """A table that was published, as CSV."""
    return _download(visit, "csv")


def as_json(visit: Visit) -> Response:
    """A table that was published, as JSON."""
    return _download(visit, "json")


def _download(visit: Visit, kind: str) -> Response:
    try:
        found = _named(visit)
    except StatisticsProblem as problem:
        return visit.problem(400, str(problem))
    query = visit.request.query_params
    name = "-".join(("published", *query.get("what", "").split(), query.get("year", "")))
    return download(name, kind, found.as_csv() if kind == "csv" else found.as_json())


def _named(visit: Visit) -> published.Published:
    query = visit.request.query_params
    with visit.desk.store.read() as work:
        return published.find(work, query.get("year", ""), query.get("what", ""))


def _epsilon(written: str) -> float:
    try:
        return float(written.replace(",", "."))
    except ValueError:
        raise StatisticsProblem(filled("{written}: is no number; write for example 0.25", written=written)) from None


def _show(visit: Visit, table: published.Published | None = None, problem: str | None = None) -> Response:
    book = codebook()
    with visit.desk.store.read() as work:
        there, years = published.entries(work), published.years(work)
        spent = {year: published.spent(work, year) for year in dict.fromkeys((*years, *(each.year for each in there)))}
    return visit.page(
        "published.html",
        200 if problem is None else 400,
        there=there,
        years=years,
        left={year: max(0.0, published.BUDGET - used) for year, used in spent.items()},
        spent=spent,
        budget=published.BUDGET,
        table=table.content if table else None,
        furthest=noise.furthest(table.content["noise"]["scale"]) if table else None,
        share=round(100 * noise.SHARE),
        asked=visit.form or visit.request.query_params,
        sides=[book[name] for name in book.single],
        book=book,
        k=K,
        problem=problem,
        missing=None if noise.is_installed() else noise.MISSING,
    )
