"""Sentences with fields are said in another language with the same names and numbers."""

from __future__ import annotations

from bot.desk.accounts import AccountProblem
from bot.i18n.filled import Filled, filled, translated

RUSSIAN = {
    "{name} waits: {why}.": "{name} ждёт: {why}.",
    "no signal": "нет сигнала",
    "Closed.": "Закрыто.",
}


def russian(text: str) -> str:
    return RUSSIAN.get(text, text)


def test_a_sentence_is_english_text_until_it_is_translated() -> None:
    said = filled("{name} waits: {why}.", name="Ann", why=filled("no signal"))
    assert said == "Ann waits: no signal."
    assert translated(said, russian) == "Ann ждёт: нет сигнала."


def test_names_are_never_translated_and_never_read_as_fields() -> None:
    said = filled("{name} waits: {why}.", name="no signal", why="{name}")
    assert translated(said, russian) == "no signal ждёт: {name}."


def test_what_has_no_fields_is_translated_as_it_is() -> None:
    assert translated("Closed.", russian) == "Закрыто."
    assert translated("{Closed}", russian) == "{Closed}"


def test_an_exception_gives_its_sentence_back_whole() -> None:
    problem = AccountProblem(filled("{name} waits: {why}.", name="Ann", why="late"))
    assert isinstance(str(problem), Filled)
    assert translated(str(problem), russian) == "Ann ждёт: late."
