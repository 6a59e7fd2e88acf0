from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.channels.sms.webhook import BLOCKING_WORDS
from bot.dialogue.keywords import keyword_words
from bot.i18n import catalogues
from bot.i18n.catalogues import catalogue_of, compiled, headers_of, phrase
from bot.replies.phrases.service import KEYWORDS

PO = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: pl\n"
"X-Ready: yes\n"
"X-Review-Status: reviewed\n"
"X-Reviewer: Anna\n"
"X-Review-Date: 2026-11-01\n"

msgctxt "greeting"
msgid "Hello {name}"
msgstr "Witaj {name}"

msgctxt "keyword"
msgid "MORE"
msgstr "WIĘCEJ, WIECEJ, DALEJ"

#, fuzzy
msgctxt "greeting"
msgid "Goodbye"
msgstr "Nie sprawdzone"
"""


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogues with Polish in it."""
    po = tmp_path / "pl" / "LC_MESSAGES" / "rightsline.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    catalogues.forget()
    yield po
    catalogues.forget()


def test_a_catalogue_that_is_ready_is_all_that_an_answer_in_a_language_needs(polish: Path) -> None:
    assert catalogues.available_languages() == ("en", "pl")
    assert catalogue_of("pl").text("greeting", "Hello {name}", name="Ewa") == "Witaj Ewa"


def test_what_is_not_translated_is_english(polish: Path) -> None:
    polish_catalogue = catalogue_of("pl")
    assert polish_catalogue.say(phrase("greeting", "Not there {x}"), x="!") == "Not there !"
    assert not polish_catalogue.has("greeting", "Not there {x}")
    assert polish_catalogue.text("other context", "Hello {name}", name="Ewa") == "Hello Ewa"


def test_a_translation_that_nobody_confirmed_is_not_shown(polish: Path) -> None:
    assert catalogue_of("pl").text("greeting", "Goodbye") == "Goodbye"


def test_a_language_without_a_catalogue_speaks_english_and_says_so(polish: Path) -> None:
    assert catalogue_of("xx").language == "en"
    assert catalogue_of("en").has("greeting", "anything")


def test_the_header_says_who_reviewed_it(polish: Path) -> None:
    review = catalogue_of("pl").review
    assert (review.status, review.reviewer, review.date) == ("reviewed", "Anna", "2026-11-01")
    assert not catalogue_of("pl").is_draft


def test_a_catalogue_without_headers_of_is_a_draft(polish: Path) -> None:
    polish.write_text(PO.replace('"X-Review-Status: reviewed\\n"\n', ""), encoding="utf-8")
    assert "X-Review-Status" not in headers_of(polish)
    assert catalogue_of("pl").is_draft


def test_a_stale_mo_is_compiled_anew(polish: Path) -> None:
    mo = compiled(polish)
    assert mo.exists()
    before = mo.stat().st_mtime_ns
    assert compiled(polish).stat().st_mtime_ns == before
    polish.write_text(PO.replace("Witaj", "Czesc"), encoding="utf-8")
    later = time.time() + 10
    os.utime(polish, (later, later))
    compiled(polish)
    catalogues.forget()
    assert catalogue_of("pl").text("greeting", "Hello {name}", name="Ewa") == "Czesc Ewa"


def test_keywords_of_all_languages_work_in_every_language(polish: Path) -> None:
    assert keyword_words("more") == ("MORE", "WIĘCEJ", "WIECEJ", "DALEJ")
    with pytest.raises(KeyError):
        keyword_words("help")


def test_twilios_words_to_stop_are_ours_too_and_yes_and_help_are_nobodys() -> None:
    assert {word.upper() for word in BLOCKING_WORDS} <= {*keyword_words("stop"), *keyword_words("leave")}
    every = {word.casefold() for name in KEYWORDS for word in keyword_words(name)}
    assert not every & {"help", "info", "yes", "si", "sí", "oui", "ja", "да", "no", "ok", "9", "0"}
