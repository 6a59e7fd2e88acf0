"""Gettext catalogues: every sentence a contact can read, in every language; English where a translation is missing.

A language is there for people when the head of `locales/<language>/LC_MESSAGES/rightsline.po` says `X-Ready: yes`;
English is the source and needs no file. One on trial (RIGHTSLINE_TRIAL_LANGUAGES) is treated as if it were ready.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.i18n.compiling import compile_catalogue
from bot.settings import IS_INSTALLED, PROJECT_ROOT, read_settings

SOURCE_LANGUAGE = "en"
DOMAIN = "rightsline"
LOCALES = PROJECT_ROOT / "locales"
DESK_DOMAIN = "desk"
DESK_LOCALES = LOCALES / "desk"  # what operators read, apart from what contacts read
READY = "X-Ready"
HEADERS = (READY, "X-Review-Status", "X-Reviewer", "X-Review-Date")


@dataclass(frozen=True)
class Phrase:
    """A sentence to be translated. `context` says where it stands, and keeps equal sentences apart."""

    context: str
    source: str


def phrase(context: str, source: str) -> Phrase:
    """Mark a sentence for the catalogues; Babel finds these calls (babel.cfg)."""
    return Phrase(context, source)


@dataclass(frozen=True)
class Review:
    """Who has read a catalogue, as its header says."""

    status: str = "draft"
    reviewer: str = ""
    date: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language."""

    language: str
    review: Review
    _translations: gettext.NullTranslations = field(repr=False)

    @property
    def is_draft(self) -> bool:
        """Whether no native speaker has reviewed it; English is the source and no draft."""
        return self.review.status != "reviewed"

    def text(self, context: str, msgid: str, **values: Any) -> str:
        """The text in this language, English where there is none, with `{name}` fields filled in."""
        return _fill(self._translations.pgettext(context, msgid), values)

    def say(self, phrase_: Phrase, **values: Any) -> str:
        """The text of a phrase."""
        return self.text(phrase_.context, phrase_.source, **values)

    def has(self, context: str, msgid: str) -> bool:
        """Whether the text is translated; English always is."""
        return self.language == SOURCE_LANGUAGE or self._translations.pgettext(context, msgid) != msgid


@lru_cache(maxsize=1)
def available_languages() -> tuple[str, ...]:
    """ISO 639 codes of the languages that people are understood and answered in: English, then those that are ready."""
    on_trial = read_settings().languages_on_trial
    return (SOURCE_LANGUAGE, *(name for name, po in po_files().items() if name in on_trial or is_ready(po)))


@lru_cache(maxsize=1)
def offered_languages() -> tuple[str, ...]:
    """ISO 639 codes of the available languages that the hotline answers in: all, or those that hotline.yml names."""
    named = read_settings().hotline.languages
    if named is None:
        return available_languages()
    on_trial = read_settings().languages_on_trial
    return tuple(code for code in available_languages() if code in (SOURCE_LANGUAGE, *named) or code in on_trial)


def po_files(locales: Path | None = None, domain: str = DOMAIN) -> dict[str, Path]:
    """The .po file of each language that has one, ready or not, in order of their codes."""
    files = sorted((locales or LOCALES).glob(f"*/LC_MESSAGES/{domain}.po"))
    return {file.parent.parent.name: file for file in files if file.parent.parent.name != SOURCE_LANGUAGE}


def is_ready(po: Path) -> bool:
    """Whether a catalogue's head says that its language may be offered to people."""
    return headers_of(po).get(READY) == "yes"


def is_available(file: Path) -> bool:
    """Whether a file that is named after its language (`<lang>.yml`) is one of an available language."""
    return file.stem in available_languages()


def of_available_languages(files: Iterable[Path]) -> list[Path]:
    """Those of available languages, in order."""
    return sorted(filter(is_available, files))


def catalogue_of(language: str) -> Catalogue:
    """The catalogue to speak from; English (marked as such by its `language`) where the language is not offered."""
    return catalogue_to_understand(language if language in offered_languages() else SOURCE_LANGUAGE)


@lru_cache(maxsize=64)
def catalogue_to_understand(language: str) -> Catalogue:
    """The catalogue of any available language: STOP is obeyed in those too that nobody is answered in."""
    if language == SOURCE_LANGUAGE or language not in available_languages():
        return Catalogue(SOURCE_LANGUAGE, Review("reviewed"), gettext.NullTranslations())
    po = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with compiled(po).open("rb") as file:
        translations = gettext.GNUTranslations(file)
    return Catalogue(language, _review(po), translations)


def compiled(po: Path) -> Path:
    """The .mo beside a .po, compiled anew when it is missing or older. Another process may do the same meanwhile.

    A wheel brings its own, and unpacking gives no order to the files' times.
    """
    mo = po.with_suffix(".mo")
    if mo.exists() and (IS_INSTALLED or mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        return mo
    compile_catalogue(po, mo)
    return mo


def forget() -> None:
    """Read settings and catalogues anew when they are asked for next."""
    for cache in (available_languages, offered_languages, catalogue_to_understand):
        cache.cache_clear()


def compile_all() -> int:
    """Compile every catalogue; returns how many there are."""
    catalogues = [*po_files().values(), *po_files(DESK_LOCALES, DESK_DOMAIN).values()]
    for po in catalogues:
        compile_catalogue(po, po.with_suffix(".mo"))
    return len(catalogues)


def spellings(words: Phrase, languages: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """All words, in all languages or only in some, of a phrase that lists words with commas between them."""
    found: dict[str, None] = {}
    for language in languages or available_languages():
        for word in re.split(r"[,،、，]", catalogue_to_understand(language).say(words)):
            found.setdefault(word.strip())
    return tuple(word for word in found if word)


def _fill(text: str, values: dict[str, Any]) -> str:
    return text.format(**values) if values else text


def headers_of(po: Path) -> dict[str, str]:
    """The headers of our own (HEADERS) of a .po file; those that are missing are left out.

    Read from the file itself, since Babel leaves them out of the .mo.
    """
    with po.open(encoding="utf-8") as file:
        head = "".join(iter(file.readline, "\n"))
    found = ((name, re.search(rf'^"{name}: *(.*?)(?:\\n)?"$', head, re.MULTILINE)) for name in HEADERS)
    return {name: match.group(1).strip() for name, match in found if match}


def _review(po: Path) -> Review:
    headers = headers_of(po)
    return Review(
        status=headers.get("X-Review-Status") or "draft",
        reviewer=headers.get("X-Reviewer", ""),
        date=headers.get("X-Review-Date", ""),
    )
