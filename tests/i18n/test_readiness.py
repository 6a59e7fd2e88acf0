"""A language is nobody's before its catalogue says that it is ready; its translator can try it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.webchat import languages as pickers
from bot.i18n import catalogues
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.nlu import place_names
from bot.nlu.concepts import read_lexicons
from bot.nlu.priors import likeliest
from bot.nlu.texts import nlu_files
from bot.replies.compose import Situation, compose
from bot.settings import read_settings

HINTED = {"language_hints": ["so"], "phone_country": "SO"}


@pytest.fixture
def somali(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues with German, which is ready, and Somali, whose head says what a test writes."""
    german = catalogues.LOCALES / "de" / "LC_MESSAGES" / "rightsline.po"
    for language in ("de", "so"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(german, folder)
    po = tmp_path / "so" / "LC_MESSAGES" / "rightsline.po"
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    forget()
    yield po
    monkeypatch.undo()
    forget()


def forget() -> None:
    catalogues.forget()
    place_names.extra.cache_clear()


def say_ready(po: Path, value: str | None) -> None:
    """Write the line that offers the language, or take it away."""
    line = "" if value is None else f'"X-Ready: {value}\\n"\n'
    po.write_text(po.read_text("utf-8").replace('"X-Ready: yes\\n"\n', line), "utf-8")
    forget()


def somali_files(folder: Path) -> Path:
    """A folder with a file for German and one for Somali."""
    folder.mkdir()
    for language in ("de", "so"):
        (folder / f"{language}.yml").write_text("boss: [chef]\n", "utf-8")
    return folder


@pytest.mark.parametrize("value", [None, "no", ""])
def test_without_the_line_it_is_offered_to_nobody_and_understood_by_nothing(
    somali: Path, tmp_path: Path, value: str | None
) -> None:
    say_ready(somali, value)
    assert available_languages() == ("en", "de")
    menu = compose("utter_choose_language", Situation("en", phone_country="SO"))
    assert not any("so" in choice.payload.split('"') for choice in menu.choices)
    assert "so" not in dict(pickers.language_choices(["so"]))
    assert pickers.page_language(["so", "de"]) == "de"
    assert likeliest(available_languages(), HINTED) != "so"
    assert catalogue_of("so").language == "en"
    assert compose("utter_language_changed", Situation("so")).language == "en"
    folder = somali_files(tmp_path / "by_language")
    assert [file.stem for file in nlu_files(folder)] == list(read_lexicons(folder)) == ["de"]


def test_its_names_of_countries_are_not_read_either(
    somali: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "so.yml").write_text('countries: {"DE": [jarmal]}\nendings: {}\n', "utf-8")
    monkeypatch.setattr(place_names, "NAMES_FOLDER", folder)
    say_ready(somali, "no")
    assert place_names.extra()["own"] == {}
    monkeypatch.setenv("RIGHTSLINE_TRIAL_LANGUAGES", "so")
    forget()
    assert place_names.extra()["own"] == {"so": {"DE": ["jarmal"]}}


def test_with_the_line_it_is_there_for_everybody(somali: Path, tmp_path: Path) -> None:
    assert available_languages() == ("en", "de", "so")
    assert "so" in dict(pickers.language_choices(["so"]))
    assert pickers.page_language(["so", "de"]) == "so"
    assert likeliest(available_languages(), HINTED) == "so"
    assert catalogue_of("so").language == "so"
    assert [file.stem for file in nlu_files(somali_files(tmp_path / "by_language"))] == ["de", "so"]


def test_its_translator_can_try_it(somali: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say_ready(somali, "no")
    monkeypatch.setenv("RIGHTSLINE_TRIAL_LANGUAGES", " So, am")
    forget()
    assert read_settings().languages_on_trial == {"so", "am"}
    assert available_languages() == ("en", "de", "so")  # nothing is there of Amharic
    assert compose("utter_language_changed", Situation("so")).language == "so"
    assert [file.stem for file in nlu_files(somali_files(tmp_path / "by_language"))] == ["de", "so"]


def test_every_language_that_is_here_says_whether_it_is_ready() -> None:
    said = {name: catalogues.headers_of(po).get(catalogues.READY) for name, po in catalogues.po_files().items()}
    assert set(said.values()) <= {"yes", "no"}
    assert [name for name, value in said.items() if value == "yes"] == sorted(set(available_languages()) - {"en"})
