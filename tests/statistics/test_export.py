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
from bot.settings import PROJECT_ROOT
from bot.statistics import charts, counts, export, tables
from bot.statistics.codes import UNKNOWN, codebook
from bot.statistics.counts import ALONE
from bot.statistics.export import MARKS, NOT_SPECIFIED
from bot.statistics.published import Published
from bot.statistics.tables import Cell, Table
from tests.statistics.making import OVER, add_records

KEPT = json.loads((Path(__file__).parent / "htcds_fields.json").read_text(encoding="utf-8"))
STANDARD = KEPT["fields"]


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


def test_the_page_says_with_which_file_the_kept_list_was_compared() -> None:
    page = (PROJECT_ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for said in (KEPT["file"], KEPT["commit"], KEPT["sha256"], KEPT["compared"], f"{len(STANDARD)} fields"):
        assert said in page


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


def read_as_spreadsheet(rows: pandas.DataFrame, file: Path) -> list[openpyxl.cell.cell.Cell]:
    """The cells of a workbook that pandas has written, with openpyxl."""
    rows.to_excel(file, index=False)
    return [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]


def test_the_json_opens_in_pandas_and_in_a_spreadsheet_with_every_number(table: Table, tmp_path: Path) -> None:
    rows = pandas.json_normalize(json.loads(export.as_json(table)), "rows")
    cells = read_as_spreadsheet(rows, tmp_path / "table.xlsx")
    heads = [cell.value for cell in cells[: len(rows.columns)]]
    assert heads == ["vic_ForcedLabourIndustry", "prs_Gender", "period", "conversations", "shown"]
    numbers = [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert [cell.value for cell in numbers] == [each.number for _, each in sorted(table.cells.items()) if each.number]
    assert len(cells) == len(heads) * (1 + len(table.cells))
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_in_json_too_a_code_that_looks_like_a_formula_is_text(begins: str, tmp_path: Path) -> None:
    odd = Table("country", ALONE, (str(OVER),), (begins,), (ALONE,), {(begins, ALONE): Cell(20)})
    content = json.loads(export.as_json(odd))
    assert content["rows"][0]["country_of_contact"] == f"'{begins}"
    shown = {"prs_Gender": begins, "period": "2024", "conversations": None, "shown": "few"}
    noisy = Published({"fields": ["prs_Gender"], "rows": [shown]}, 0.5, is_new=True)
    assert json.loads(noisy.as_json())["rows"] == [shown | {"prs_Gender": f"'{begins}"}]
    cells = read_as_spreadsheet(pandas.DataFrame(content["rows"]), tmp_path / "odd.xlsx")
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_code_that_looks_like_a_formula_is_text(begins: str) -> None:
    odd = Table("country", ALONE, (str(OVER),), (begins,), (ALONE,), {(begins, ALONE): Cell(20)})
    (_, line) = csv.reader(io.StringIO(export.as_csv(odd), newline=""))
    assert line[0] == f"'{begins}"


def test_the_picture_has_readable_text_and_nothing_from_elsewhere(table: Table) -> None:
    drawn = charts.chart(table)
    assert charts.has_chart(table)
    assert drawn is not None
    assert "Construction" in drawn
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/", "")


def test_too_many_rows_are_no_picture(table: Table) -> None:
    many = tuple(f"C{number}" for number in range(40))
    wide = Table("country", ALONE, table.periods, many, (ALONE,), {(each, ALONE): Cell(20) for each in many})
    assert charts.chart(wide) is None
    assert not charts.has_chart(wide)
    assert UNKNOWN not in many
