from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n import catalogue_files
from bot.i18n.catalogues import headers_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder for the template and the catalogues."""
    monkeypatch.setattr(catalogue_files, "LOCALES", tmp_path)
    monkeypatch.setattr(catalogue_files, "TEMPLATE", tmp_path / "rightsline.pot")
    return tmp_path


def ids(path: Path) -> set[tuple[str | None, str]]:
    with path.open("rb") as file:
        return {(message.context, str(message.id)) for message in read_po(file) if message.id}


@pytest.mark.long("babel extracts all texts")
def test_the_template_in_the_repository_is_current(folder: Path) -> None:
    committed = Path(__file__).parents[2] / "locales" / "rightsline.pot"
    catalogue_files.extract()
    assert ids(folder / "rightsline.pot") == ids(committed), "run python -m bot.i18n.catalogue_files update"


@pytest.mark.long("babel extracts all texts")
def test_update_keeps_translations_and_who_reviewed_them(folder: Path) -> None:
    catalogue_files.extract()
    po = catalogue_files.start("pl")
    assert headers_of(po)["X-Review-Status"] == "draft"
    text = po.read_text("utf-8").replace("X-Review-Status: draft", "X-Review-Status: reviewed")
    text = text.replace("X-Ready: no", "X-Ready: yes")
    text = text.replace("X-Reviewer: ", "X-Reviewer: Anna")
    po.write_text(text.replace('msgid "A free lawyer"\nmsgstr ""', 'msgid "A free lawyer"\nmsgstr "Prawnik"'), "utf-8")
    catalogue_files.update()
    assert headers_of(po) == {
        "X-Ready": "yes",
        "X-Review-Status": "reviewed",
        "X-Reviewer": "Anna",
        "X-Review-Date": "",
    }
    assert 'msgstr "Prawnik"' in po.read_text("utf-8")
    assert ids(po) == ids(folder / "rightsline.pot")


@pytest.mark.long("babel extracts all texts")
def test_plural_rules_of_a_new_catalogue_come_from_cldr(folder: Path) -> None:
    catalogue_files.extract()
    assert "nplurals=3" in catalogue_files.start("pl").read_text("utf-8")


@pytest.mark.long("babel extracts all texts")
def test_a_catalogue_is_never_begun_over_another(folder: Path) -> None:
    catalogue_files.extract()
    catalogue_files.start("pl")
    with pytest.raises(FileExistsError):
        catalogue_files.start("pl")


def test_an_unknown_command_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue_files.main(["translate"]) == 2
    assert "extract | init <language> | init-desk <language> | update | compile" in capsys.readouterr().err
