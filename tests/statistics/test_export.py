"""What is exported opens in a spreadsheet and in pandas, in the standard's names and codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas
import pytest

from bot.conversations.work import Store
from bot.statistics import charts, counts, export, tables
from bot.statistics.codes import UNKNOWN, codebook
from bot.statistics.counts import ALONE
from bot.statistics.export import MARKS, NOT_SPECIFIED
from bot.statistics.tables import Cell, Table
from tests.statistics.making import OVER, add_records

STANDARD = json.loads((Path(__file__).parent / "htcds_fields.json").read_text(encoding="utf-8"))["fields"]


@pytest.fixture
def table(store: Store) -> Table:
    add_records(store, 40, sex="Feminine", sector="T_ActivitiesOfHouseholdsAsEmployers")
    add_records(store, 30, sex="Masculine", sector="F_Construction")
    add_records(store, 14, sex="Masculine", sector="T_ActivitiesOfHouseholdsAsEmployers")
    add_records(store, 25, sector="F_Construction")
    add_records(store, 12)
    counts.close_months(store, "month")
    with store.read() as work:
        return tables.table(work, "sector", "sex", tables.chosen(work, str(OVER)))


def test_every_coded_field_of_the_standard_has_the_standards_name_and_codes() -> None:
    ours = [each for each in codebook().dimensions if "htcds" in each.sources and each.field.count("_")]
    assert {each.field for each in ours} <= set(STANDARD)
    for each in ours:
        if STANDARD[each.field] and each.codes:
            assert {code.code for code in each.codes} <= set(STANDARD[each.field])


def test_the_exported_json_holds_only_fields_and_codes_of_the_standard_and_marks(table: Table) -> None:
    content = json.loads(export.as_json(table))
    assert content["fields"] == ["vic_ForcedLabourIndustry", "prs_Gender"]
    for row in content["rows"]:
        for field in content["fields"]:
            assert row[field] in {*STANDARD[field], *MARKS.values()}
        assert (row["conversations"] is None) == (row["shown"] == "withheld")
    assert any(row["prs_Gender"] == NOT_SPECIFIED["prs_Gender"] for row in content["rows"])


def test_csv_and_json_are_read_by_pandas_alike(table: Table) -> None:
    lines = pandas.read_csv(io.StringIO(export.as_csv(table)))
    rows = pandas.DataFrame(json.loads(export.as_json(table))["rows"])
    assert list(lines.columns) == list(rows.columns)
    assert lines["conversations"].fillna(-1).tolist() == rows["conversations"].fillna(-1).tolist()
    whole = lines[(lines["vic_ForcedLabourIndustry"] == "(total)") & (lines["prs_Gender"] == "(total)")]
    assert whole["conversations"].tolist() == [120]


def test_it_opens_in_a_spreadsheet_and_nothing_in_it_is_computed(table: Table, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in csv.reader(io.StringIO(export.as_csv(table))):
        book.active.append(line)
    book.save(tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert cells[0].value == "vic_ForcedLabourIndustry"
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_code_that_looks_like_a_formula_is_text(begins: str) -> None:
    odd = Table("country", ALONE, (str(OVER),), (begins,), (ALONE,), {(begins, ALONE): Cell(20)})
    (_, line) = csv.reader(io.StringIO(export.as_csv(odd), newline=""))
    assert line[0] == f"'{begins}"


def test_the_picture_has_readable_text_and_nothing_from_elsewhere(table: Table) -> None:
    drawn = charts.chart(table)
    assert drawn is not None
    assert "Construction" in drawn
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/", "")


def test_too_many_rows_are_no_picture(table: Table) -> None:
    many = tuple(f"C{number}" for number in range(40))
    wide = Table("country", ALONE, table.periods, many, (ALONE,), {(each, ALONE): Cell(20) for each in many})
    assert charts.chart(wide) is None
    assert UNKNOWN not in many
