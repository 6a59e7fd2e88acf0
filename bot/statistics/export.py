"""Tables for a spreadsheet or a program: CSV and JSON, in the standard's field names and codes.

What the standard has no code for is marked: TOTAL for a sum over a dimension, NOT_KNOWN, and TOO_FEW for codes that are
put together.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from bot.statistics.codes import TOO_FEW, UNKNOWN, codebook
from bot.statistics.counts import ALONE
from bot.statistics.suppression import ROUNDED_TO, K
from bot.statistics.tables import TOTAL, Table

STANDARD = "Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0)"
MARKS = {TOTAL: "(total)", UNKNOWN: "(not known)", TOO_FEW: "(too few)"}
NOT_SPECIFIED = {"prs_Gender": "NonSpecifiedUnknown"}  # where the standard has a code for what is not known
NUMBER, SHOWN, PERIOD = "conversations", "shown", "period"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet computes


def as_csv(table: Table) -> str:
    """One line a cell, with a head; no cell of it is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*_fields(table), PERIOD, NUMBER, SHOWN], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(safe, _rows(table)))
    return text.getvalue()


def as_json(table: Table) -> str:
    """The same, with what must be known to read it. Spreadsheets read JSON too: no text of it is a formula either."""
    about = {
        "standard": STANDARD,
        "made_data": table.is_made,
        "suppression": {"fewer_than": K, "rounded_to": ROUNDED_TO, "withheld_cells": table.withheld},
        "periods": list(table.periods),
        "periods_with_too_few": list(table.too_few_people),
        "marks": {"total": MARKS[TOTAL], "not_known": MARKS[UNKNOWN], "too_few": MARKS[TOO_FEW]},
        "fields": _fields(table),
        "rows": [as_text(row) for row in _rows(table)],
    }
    return json.dumps(about, ensure_ascii=False, indent=1)


def _fields(table: Table) -> list[str]:
    return [codebook()[name].field for name in (table.first, table.second) if name != ALONE]


def _rows(table: Table) -> list[dict[str, Any]]:
    fields, period = _fields(table), " ".join(table.periods)
    rows = []
    for (first, second), cell in sorted(table.cells.items()):
        codes = [code_of(field, code) for field, code in zip(fields, (first, second), strict=False)]
        how = "withheld" if cell.number is None else "at least" if cell.at_least else "rounded"
        rows.append({**dict(zip(fields, codes, strict=True)), PERIOD: period, NUMBER: cell.number, SHOWN: how})
    return rows


def code_of(field: str, code: str) -> str:
    """As it is exported: the standard's code, or a mark in brackets where it has none."""
    return NOT_SPECIFIED[field] if code == UNKNOWN and field in NOT_SPECIFIED else MARKS.get(code, code)


def as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row in which text that begins like a formula has an apostrophe before it."""
    return {name: f"'{value}" if _is_formula(value) else value for name, value in row.items()}


def safe(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a CSV, with nothing for what is withheld."""
    return {name: "" if value is None else value for name, value in as_text(row).items()}


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA)
