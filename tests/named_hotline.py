"""A hotline.yml for a test: what is read once is read anew before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.channels.webchat import languages, texts
from bot.desk import card
from bot.hotline import Hotline, read_hotline
from bot.i18n import catalogues
from bot.replies import known

Named = Callable[[str], Hotline]


def forget() -> None:
    catalogues.forget()
    for cache in (
        *(known.hotline, known.country_record, card._load),
        *(languages.country_choices, texts.page_texts, texts.widget_labels),
    ):
        cache.cache_clear()


@pytest.fixture
def named_hotline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Named]:
    """Say who the hotline is, as YAML."""
    file = tmp_path / "hotline.yml"

    def name(text: str) -> Hotline:
        file.write_text(text, "utf-8")
        monkeypatch.setenv("RIGHTSLINE_HOTLINE", str(file))
        forget()
        return read_hotline(file)

    yield name
    monkeypatch.undo()
    forget()
