"""The yearly report."""

from __future__ import annotations

import pytest

from bot.conversations.work import Store
from bot.statistics import counts
from bot.statistics.codes import StatisticsProblem, codebook
from bot.statistics.report import LANGUAGES, report_of, report_texts
from bot.statistics.suppression import K
from tests.statistics.making import add_records


@pytest.fixture
def counted(store: Store) -> Store:
    add_records(store, 60, sex="Feminine", country="DE", language="uk", sector="F_Construction")
    add_records(store, 40, sex="Masculine", country="DE", language="ro", many={"topic": {"unpaid_wages"}})
    counts.close_months(store, "month")
    return store


@pytest.mark.long("sixteen tables and their pictures")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_in_each_language(counted: Store, language: str) -> None:
    with counted.read() as work:
        made = report_of(work, "2025", language, hotline="La <Línea>", style="body {}")
    assert f'<html lang="{language}">' in made.html
    assert "La &lt;Línea&gt;" in made.html
    assert "100" in made.html
    for promise in report_texts().promises:
        assert promise.text[language].replace("'", "&#39;") in made.html
    assert "data:image/svg+xml" in made.html
    assert "http" not in made.html, "it is a file of its own"
    assert str(K) in made.html


def test_every_text_and_figure_is_there_in_every_language() -> None:
    texts = report_texts()
    for promise in texts.promises:
        assert set(promise.text) == set(LANGUAGES)
    figures = {name for promise in texts.promises for figure in promise.figures for name in figure.split()}
    assert {*figures, *texts.more_figures} <= set(codebook().names)


@pytest.mark.parametrize(
    ("year", "language", "words"),
    [
        ("2025", "tlh", "tlh: the report is there in en, es, fr, ru"),
        ("25", "en", "25: is no year; write for example 2026"),
        ("2999", "en", "2999 is in the future"),
        ("2019", "en", "2019: nothing was counted then"),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_line(counted: Store, year: str, language: str, words: str) -> None:
    with counted.read() as work, pytest.raises(StatisticsProblem, match=words):
        report_of(work, year, language, hotline="La Línea")
