"""What is counted is named in the languages of the report and the desk."""

from __future__ import annotations

import pytest

from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES, po_files
from bot.replies.known import indicators
from bot.statistics.codes import LANGUAGES, codebook, spoken


def test_each_sign_that_contacts_are_asked_about_has_a_name() -> None:
    assert [code.code for code in codebook()["sign"].codes] == [sign.id for sign in indicators().signs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_named_in_every_language(language: str) -> None:
    for each in codebook().dimensions:
        assert each.name(spoken(language)), each.id
        assert all(each.name_of(code.code, spoken(language)) for code in each.codes), each.id
    assert codebook()["month"].name_of("2026-03", spoken(language)) != "2026-03"
    assert codebook()["sign"].name_of("deception", "ru") == "Обман"


def test_the_desk_has_the_names_in_each_of_its_languages_and_english_else() -> None:
    assert {spoken(language) for language in po_files(DESK_LOCALES, DESK_DOMAIN)} == set(LANGUAGES) - {"en"}
    assert spoken("de") == "en"


def test_topics_are_named_in_a_language_that_the_hotline_does_not_answer_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.i18n.catalogues.offered_languages", lambda: ("en",))
    names = codebook()["topic"]
    assert names.name_of("return_home", "ru") != names.name_of("return_home", "en")
