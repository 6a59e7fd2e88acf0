"""`rightsline init`: what is answered stands in the file, and nothing wrong is written."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bot.hotline import read_hotline
from bot.running.naming import QUESTIONS, Answers, ask, write
from bot.settings import Mendable

TODAY = datetime.date(2026, 12, 2)
WHOLE = Answers("Help: & rights", "gb", "gb, ie", "en, pl", "0800 111", "+44 800 000 0111", "never")


def test_what_is_written_is_what_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "new" / "hotline.yml"
    written = write(WHOLE, file, TODAY)
    assert read_hotline(file) == written
    assert (written.name, written.country, written.countries) == ("Help: & rights", "GB", ("GB", "IE"))
    assert (written.languages, written.keep) == (("en", "pl"), None)
    (line,) = written.lines
    assert (line.dial, line.e164, line.confirmed_on) == ("0800 111", "+448000000111", TODAY)
    assert "# languages:" not in file.read_text("utf-8")
    assert "# imprint:" in file.read_text("utf-8")


def test_every_example_in_the_file_is_right(tmp_path: Path) -> None:
    file = tmp_path / "hotline.yml"
    write(Answers("X"), file, TODAY)
    head, examples = file.read_text("utf-8").split("name: X\n")
    file.write_text(head + "name: X\n" + examples.replace("\n# ", "\n"), "utf-8")
    hotline = read_hotline(file)
    assert hotline.privacy
    assert hotline.imprint
    assert hotline.languages
    assert hotline.ready_sentences


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Answers("X", "QQ"), "country: nothing is known of QQ"),
        (Answers("X", languages="sw"), "languages: sw is not ready"),
        (Answers("X", retention_days="0"), "hotline.yml: retention_days"),
        (Answers("X", dial="0800 111"), "countries"),
    ],
)
def test_nothing_wrong_is_written(tmp_path: Path, answers: Answers, said: str) -> None:
    with pytest.raises(Mendable, match=said):
        write(answers, tmp_path / "hotline.yml", TODAY)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    write(Answers("X"), tmp_path / "hotline.yml", TODAY)
    with pytest.raises(Mendable, match="is there already"):
        write(Answers("Y"), tmp_path / "hotline.yml", TODAY)


def test_only_what_was_not_given_is_asked() -> None:
    asked: list[str] = []
    answers = ask(lambda question: asked.append(question) or "", {"name": "X", "country": "GB"})
    assert answers == Answers("X", "GB")
    assert len(asked) == len(QUESTIONS) - 3, "neither what was given nor the number from abroad of no number"
