from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from bot.knowledge.loader import RecordError, load_countries, load_country

RECORD = """
    country: "NO"
    checked: 2026-11-24
    emergency:
      - {number: "112", services: [police], sources: [S1]}
    emergency_112: {works: yes, sources: [S1]}
    sources:
      S1: {title: Numbers, publisher: Somebody, url: "https://example.org", read: 2026-11-24}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "no.yml"
    file.write_text(dedent(RECORD), encoding="utf-8")
    return file


def _fault_after(path: Path, old: str, new: str) -> str:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        load_country(path)
    return str(caught.value)


def test_norway_and_an_answer_may_be_written_without_quotes(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"NO"', "NO"), encoding="utf-8")
    country = load_country(path)
    assert (country.country, country.emergency_112.works) == ("NO", "yes")


def test_a_missing_source_is_named_with_file_field_and_mend_in_one_line(path: Path) -> None:
    fault = _fault_after(path, ", sources: [S1]}\nemergency_112", "}\nemergency_112")
    assert (
        fault
        == f"{path}: emergency[0].sources: is missing; write it, or leave the whole entry out when it is not known"
    )


def test_an_unknown_code_is_named_with_the_codes_that_exist(path: Path) -> None:
    fault = _fault_after(path, "works: yes", "works: mostly")
    assert fault == f"{path}: emergency_112.works: 'mostly' is not a known code; use one of: yes, no, unknown"


def test_a_misspelt_field_is_named(path: Path) -> None:
    fault = _fault_after(path, "works: yes", "works: yes, worked: yes")
    assert fault.startswith(f"{path}: emergency_112.worked: is not a known field")


def test_broken_yaml_is_named_with_its_line(path: Path) -> None:
    fault = _fault_after(path, "services: [police]", "services: [police")
    assert fault.startswith(f"{path}: line ")
    assert "\n" not in fault


def test_a_key_that_is_written_twice_is_refused(path: Path) -> None:
    assert "a key is written twice" in _fault_after(path, "checked:", 'country: "SE"\nchecked:')


def test_a_file_that_is_not_named_after_its_country_is_refused(path: Path) -> None:
    assert "a file is named after its country" in _fault_after(path, '"NO"', "SE")


@pytest.mark.parametrize("content", ["", "- 1\n", "words"])
def test_a_file_without_a_record_is_refused(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match="holds no record"):
        load_country(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no such file"):
        load_country(tmp_path / "xx.yml")


def test_the_faults_of_all_files_are_told_at_once(path: Path, tmp_path: Path) -> None:
    path.write_text("country: 1", encoding="utf-8")
    (tmp_path / "se.yml").write_text("", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        load_countries(tmp_path)
    assert "no.yml" in str(caught.value)
    assert "se.yml" in str(caught.value)


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds no country record"):
        load_countries(tmp_path)
