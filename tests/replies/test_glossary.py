"""The translators' glossary says of every term where it was read, or that nobody has confirmed it."""

from __future__ import annotations

from typing import Any

import yaml

from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages
from bot.settings import PROJECT_ROOT

GLOSSARY: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "locales/glossary.yml").read_text("utf-8"))


def test_every_language_has_the_terms() -> None:
    languages = {code for concept in GLOSSARY["concepts"] for code in concept["terms"]}
    assert languages == set(available_languages()) - {SOURCE_LANGUAGE}


def test_every_term_has_a_source_that_is_listed_or_is_marked_unverified() -> None:
    sources = {source["id"] for source in GLOSSARY["sources"]}
    for concept in GLOSSARY["concepts"]:
        for code, term in concept["terms"].items():
            named = term.get("source", [])
            named = [named] if isinstance(named, str) else named
            assert set(named) <= sources, (concept["id"], code)
            assert bool(named) != bool(term.get("unverified")), (concept["id"], code)
