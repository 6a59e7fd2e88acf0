"""Tables for everybody: a year's counts with noise, so that nothing follows about whether anybody is in them.

What is published costs epsilon, and a year has so much of it, kept in the database. A table is made once; whoever asks
for the same again gets the same. Which cells there are follows from the lists of codes, not from who was counted.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from bot.conversations import audit
from bot.conversations.work import Work
from bot.i18n.catalogues import available_languages
from bot.i18n.filled import filled
from bot.replies.known import known_countries
from bot.statistics import counts, problems, tables
from bot.statistics.codes import UNKNOWN, Dimension, StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.export import STANDARD, as_text, code_of, safe
from bot.statistics.months import YEAR, Month, months_of
from bot.statistics.noise import furthest, with_noise
from bot.statistics.suppression import K
from bot.storage.engine import now
from bot.storage.tables import closed_month, published

BUDGET = 1.0  # epsilon of a year, all its tables together
# A contact has one conversation, which is counted once; somebody with a second number, or who was erased and came back,
# is in two.
MOST_OF_ONE_PERSON = 2
LOCK = 826159  # any number that no other advisory lock of ours has
OTHER = "(other)"  # of a list of codes that is not ours: countries and languages beyond those that we have
NEARLY = 1e-9


@dataclass(frozen=True)
class Published:
    """A table as it is published.

    `content`: with what must be known to read it. `spent`: of the year, with this table.
    """

    content: dict[str, Any]
    spent: float
    is_new: bool

    def as_csv(self) -> str:
        """One line a cell, with a head; no cell of it is a formula to a spreadsheet."""
        text = io.StringIO()
        names = [*self.content["fields"], "period", "conversations", "shown"]
        writer = csv.DictWriter(text, names, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(map(safe, self.content["rows"]))
        return text.getvalue()

    def as_json(self) -> str:
        """All of it; no text of its rows is a formula either."""
        content = self.content | {"rows": [as_text(row) for row in self.content["rows"]]}
        return json.dumps(content, ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Entry:
    """One line of the list of what was published.

    `what`: its dimensions, as `find` takes them. `epsilon`: what it cost. `furthest`: how far from the truth 95 of 100
    of its numbers are at most.
    """

    year: str
    what: str
    epsilon: float
    at: datetime.datetime
    furthest: int


def publish(work: Work, year: str, first: str, second: str, epsilon: float, *, by: int | None = None) -> Published:
    """Make a table public, or give back what was published of these dimensions. `second`: ALONE for a table of one.

    `by`: the account that does, for the audit trail; None for the command line.

    Raises StatisticsProblem, in one line, for what cannot be published or costs more than is left of the year.
    """
    sides = _sides(first, second)
    if not (math.isfinite(epsilon) and 0 < epsilon <= BUDGET):
        raise StatisticsProblem(
            filled(
                "epsilon is {epsilon}; it is more than 0 and at most {most}", epsilon=f"{epsilon:g}", most=f"{BUDGET:g}"
            )
        )
    what = what_of(first, second)
    work.lock(LOCK)
    before, found = spent(work, year), _published(work, year, what)
    if found is not None:
        return Published(found, before, is_new=False)
    months = _whole(work, year)
    if before + epsilon > BUDGET + NEARLY:
        left = max(0.0, BUDGET - before)
        raise StatisticsProblem(
            filled(
                "{year}: {spent} of {budget} is spent; {epsilon} more is too much, {left} is left",
                year=year,
                spent=f"{before:.3g}",
                budget=f"{BUDGET:g}",
                epsilon=f"{epsilon:g}",
                left=f"{left:.3g}",
            )
        )
    content, cost = _table(work, year, months, sides, epsilon)
    values = {"year": year, "what": what, "epsilon": cost, "at": now(), "content": json.dumps(content)}
    work.run(insert(published).values(**values))
    audit.record(work, by, "published", None, f"{year} {what}, epsilon {cost:.3g}")
    return Published(content, before + cost, is_new=True)


def what_of(first: str, second: str) -> str:
    """How a table of these dimensions is kept, in whatever order. Raises StatisticsProblem, as `publish`."""
    return " ".join(side.id for side in _sides(first, second))


def entries(work: Work) -> list[Entry]:
    """What was published, the latest year first, and in a year the newest."""
    rows = work.run(select(published).order_by(published.c.year.desc(), published.c.at.desc()))
    return [
        Entry(row.year, row.what, row.epsilon, row.at, furthest(json.loads(row.content)["noise"]["scale"]))
        for row in rows
    ]


def find(work: Work, year: str, what: str) -> Published:
    """A table that was published. Raises StatisticsProblem where there is none of this year and these dimensions."""
    before, found = spent(work, year), _published(work, year, what)
    if found is None:
        raise StatisticsProblem(filled("{year}: no such table was published", year=year))
    return Published(found, before, is_new=False)


def years(work: Work) -> tuple[str, ...]:
    """The years of which tables can be published, the latest first: closed to the last month, and somebody counted."""
    closed = work.run(select(closed_month.c.month, closed_month.c.records)).all()
    counted = {row.month[:4] for row in closed if row.records}
    return tuple(
        sorted(
            (row.month[:4] for row in closed if row.month.endswith("-12") and row.month[:4] in counted), reverse=True
        )
    )


def spent(work: Work, year: str) -> float:
    """What was spent of a year. Raises StatisticsProblem for what is no year."""
    if not YEAR.fullmatch(year):
        raise problems.no_year(year)
    statement = select(func.coalesce(func.sum(published.c.epsilon), 0.0)).where(published.c.year == year)
    return float(work.run(statement).scalar_one())


def codes_of(side: Dimension) -> tuple[str, ...]:
    """The codes of a dimension that are published, the same whoever was counted."""
    if side.from_ == "countries":
        return (*known_countries(), OTHER, UNKNOWN)
    if side.from_ == "languages":
        return (*available_languages(), OTHER, UNKNOWN)
    return (*(each.code for each in side.codes if each.code != UNKNOWN), UNKNOWN)


def _sides(first: str, second: str) -> list[Dimension]:
    """The dimensions, in the order of the list of codes."""
    sides = [_publishable(name) for name in (first, second) if name != ALONE]
    if len({side.id for side in sides}) < len(sides):
        raise problems.two_different(first)
    return sorted(sides, key=lambda side: codebook().names.index(side.id))


def _publishable(name: str) -> Dimension:
    side, single = codebook()[name], codebook().single
    if name not in single:
        raise StatisticsProblem(
            filled(
                "{name}: is not published, since a conversation may have several; there are {names}",
                name=name,
                names=", ".join(single),
            )
        )
    return side


def _published(work: Work, year: str, what: str) -> dict[str, Any] | None:
    mine = (published.c.year == year) & (published.c.what == what)
    stored = work.run(select(published.c.content).where(mine)).scalar()
    return dict(json.loads(stored)) if stored else None


def _whole(work: Work, year: str) -> tuple[Month, ...]:
    """The months of a year that is closed to its end: what is counted later would cost anew."""
    months, today = months_of(year), now().date()
    if months[0] > Month.of(today):
        raise problems.in_the_future(year)
    closed = set(work.run(select(closed_month.c.month).where(closed_month.c.month.in_(map(str, months)))).scalars())
    if str(months[-1]) not in closed:
        if months[-1].closed_from > today:
            raise problems.still_open(year, months[-1].closed_from)
        raise problems.nothing_counted(year, tables.periods(work))
    return months


def _table(
    work: Work, year: str, months: tuple[Month, ...], sides: list[Dimension], epsilon: float
) -> tuple[dict[str, Any], float]:
    """The table with noise in each cell, and what it cost."""
    names = [side.id for side in sides]
    domains = [codes_of(side) for side in sides]
    cells = dict.fromkeys(((one, other) for one in domains[0] for other in (domains[1] if names[1:] else (ALONE,))), 0)
    for place, number in counts.of_months(work, months, names[0], *names[1:]).items():
        known = [code if code in domain else OTHER for code, domain in zip(place, domains, strict=False)]
        cells[(known[0], known[1] if names[1:] else ALONE)] += number
    noisy = with_noise(list(cells.values()), epsilon, MOST_OF_ONE_PERSON)
    fields = [side.field for side in sides]
    rows = [
        {
            **{field: code_of(field, code) for field, code in zip(fields, place, strict=False)},
            "period": year,
            "conversations": number if number >= K else None,
            "shown": "with noise" if number >= K else "few",
        }
        for place, number in zip(cells, noisy.numbers, strict=True)
    ]
    made = select(closed_month.c.month).where(closed_month.c.month.in_(map(str, months)), closed_month.c.made)
    about = {
        "standard": STANDARD,
        "made_data": work.run(made.limit(1)).first() is not None,
        "noise": {
            "mechanism": "discrete Laplace (OpenDP)",
            "epsilon": noisy.epsilon,
            "scale": noisy.scale,
            "sensitivity": MOST_OF_ONE_PERSON,
            "few": f"fewer than {K} after the noise",
        },
        "fields": fields,
        "rows": rows,
    }
    return about, noisy.epsilon
