"""What leaves the house, read as a stranger reads it: exported files, the report, and published tables.

Nothing here asks the product what it counted or withheld; only the names of fields and codes are looked up.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from bot.statistics.codes import TOO_FEW, UNKNOWN, Language, codebook
from bot.statistics.export import MARKS, NOT_SPECIFIED
from bot.statistics.report import report_texts
from bot.statistics.tables import TOTAL

FIELDS = {dimension.field: dimension.id for dimension in codebook().dimensions}
AFTER_THE_CODES = ("period", "conversations", "shown")


@dataclass(frozen=True)
class Shown:
    """A place of a table.

    `names`: its dimensions, in the list's order; `codes`: of each; `number`: None where it is withheld.
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]
    periods: tuple[str, ...]
    number: int | None
    at_least: bool = False


def from_csv(text: str) -> list[Shown]:
    """A file of `as_csv`, of the desk or published."""
    return [_row(line) for line in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]


def from_json(text: str) -> list[Shown]:
    """A file of `as_json`, of the desk or published."""
    return [_row(row) for row in json.loads(text)["rows"]]


def from_report(
    html: str, language: Language, periods: Sequence[str], codes: Mapping[str, Iterable[str]]
) -> list[Shown]:
    """The report's tables of the dimensions whose codes are given."""
    page = _Page()
    page.feed(html)
    found = []
    for title, rows in page.figures:
        names = [_dimension(name, language) for name in title.split(" · ")]
        if set(names) <= set(codes):
            found += _figure(names, rows, language, tuple(periods), codes)
    return found


def _figure(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    language: Language,
    periods: tuple[str, ...],
    codes: Mapping[str, Iterable[str]],
) -> Iterable[Shown]:
    known = [
        {codebook()[name].name_of(code, language): code for code in (*codes[name], UNKNOWN, TOO_FEW)} for name in names
    ]
    heads, *lines = rows
    for line in lines:
        for head, written in zip(heads[1:], line[1:], strict=True):
            place = [known[0][line[0]]]
            if len(names) > 1:
                place.append(TOTAL if head == getattr(report_texts().all, language) else known[1][head])
            yield _shown(names, place, periods, *_number(written, language))


def _number(written: str, language: Language) -> tuple[int | None, bool]:
    if written == getattr(report_texts().not_shown, language):
        return None, False
    return int(re.sub(r"\D", "", written)), written.startswith(getattr(report_texts().at_least, language))


def _row(row: Mapping[str, str | int | None]) -> Shown:
    fields = [field for field in row if field not in AFTER_THE_CODES]
    number = row["conversations"]
    return _shown(
        [FIELDS[field] for field in fields],
        [_code(field, str(row[field])) for field in fields],
        tuple(str(row["period"]).split()),
        None if number in (None, "") else int(number),
        row["shown"] == "at least",
    )


def _shown(
    names: Sequence[str], codes: Sequence[str], periods: tuple[str, ...], number: int | None, at_least: bool
) -> Shown:
    order = sorted(zip(names, codes, strict=True), key=lambda each: codebook().names.index(each[0]))
    return Shown(tuple(name for name, _ in order), tuple(code for _, code in order), periods, number, at_least)


def _code(field: str, written: str) -> str:
    marks = {mark: code for code, mark in MARKS.items()} | (
        {NOT_SPECIFIED[field]: UNKNOWN} if field in NOT_SPECIFIED else {}
    )
    return marks.get(written, written.removeprefix("'"))


def _dimension(name: str, language: Language) -> str:
    return next(each.id for each in codebook().dimensions if each.name(language) == name)


class _Page(HTMLParser):
    """The figures of the report: the title of each, and its table as rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: list[tuple[str, list[list[str]]]] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h3":
            self.figures.append(("", []))
        elif tag == "tr":
            self.figures[-1][1].append([])
        elif tag in ("th", "td"):
            self.figures[-1][1][-1].append("")
        if tag in ("h3", "th", "td"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "h3":
            self.figures[-1] = (self.figures[-1][0] + data, self.figures[-1][1])
        elif self._inside:
            self.figures[-1][1][-1][-1] += data
