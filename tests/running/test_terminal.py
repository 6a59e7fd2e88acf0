"""`rightsline chat`: the turns of everybody, in a terminal, in any language that has a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations.work import Store
from bot.i18n import catalogues
from bot.i18n.catalogues import available_languages
from bot.privacy.encryption import make_keys
from bot.running import terminal
from bot.running.terminal import TerminalChannel, chat_in_terminal, put_on_trial, talk
from bot.settings import Mendable, Settings
from tests.databases import new_sqlite
from tests.worker.stub import StubAssistant


@pytest.fixture
def somali(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of Somali that is not ready."""
    folder = tmp_path / "locales" / "so" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "rightsline.po").write_text('msgid ""\nmsgstr ""\n"X-Ready: no\\n"\n\n', "utf-8")
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "locales")
    monkeypatch.setenv("RIGHTSLINE_TRIAL_LANGUAGES", "")
    catalogues.forget()
    yield
    monkeypatch.undo()
    catalogues.forget()


def test_a_language_that_is_not_ready_can_be_tried(somali: None) -> None:
    assert available_languages() == ("en",)
    put_on_trial("so")
    assert available_languages() == ("en", "so")


def test_a_language_without_a_catalogue_says_how_one_is_begun(somali: None) -> None:
    with pytest.raises(Mendable, match="rightsline new language am"):
        put_on_trial("am")


def test_what_is_wrong_is_said_before_a_model_is_asked_for(somali: None, tmp_path: Path) -> None:
    def model() -> Path:
        raise AssertionError("it was asked for")

    for wrong in ({"like": "fax", "language": None}, {"like": "sms", "language": "am"}):
        with pytest.raises(Mendable):
            chat_in_terminal(Settings(var=tmp_path), model, country=None, **wrong)


async def test_a_talk_begins_with_the_language_and_goes_on_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["my boss has my passport", None])
    monkeypatch.setattr(terminal, "_read", lambda: next(lines))
    store, assistant = Store(new_sqlite(tmp_path / "chat.db"), make_keys()), StubAssistant()
    await talk(store, assistant, TerminalChannel("webchat"), None, "so")
    store.close()
    assert assistant.asked == ['/change_language{"language": "so"}', "my boss has my passport"]
    assert "answer to my boss has my passport" in capsys.readouterr().out
