"""Makes and keeps the catalogue files: `python -m bot.i18n.catalogue_files` with one of main's words.

Babel does the work. Its writer drops headers that it does not know, so ours are put back after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

from bot.i18n.catalogues import (
    DESK_DOMAIN,
    DESK_LOCALES,
    DOMAIN,
    HEADERS,
    LOCALES,
    READY,
    compile_all,
    headers_of,
    po_files,
)
from bot.knowledge.rights import load_rights
from bot.settings import PROJECT_ROOT, Mendable

TEMPLATE = LOCALES / f"{DOMAIN}.pot"
DESK_TEMPLATE = DESK_LOCALES / f"{DESK_DOMAIN}.pot"
# Which calls hold texts, and which argument is the context (marked c): Babel's keyword notation.
KEYWORDS = ("phrase:1c,2", "text:1c,2")
# For translators, at the top of every file.
GUIDANCE = """# Translations of Rightsline, for people who may have been exploited.
#
# Plain words that a 12-year-old understands, short sentences, a polite and simple "you", gender-neutral where the
# language allows, never blaming. Keep {names in braces} as they are. A comment says how long a text may be and when
# a person looking over the shoulder must not learn from it what this is about.
# How it is done, and the words to avoid: docs/translating.md, locales/avoid.yml.
# "X-Ready: yes" below offers the language to people: write it when `rightsline check <language>` finds nothing missing.
#"""
DESK_KEYWORDS = (
    "AccountProblem",
    "PasswordProblem",
    "filled",
)  # said to people; beside gettext's own, as in the templates
DESK_GUIDANCE = """# Translations of Rightsline's desk, for the operators of a hotline.
#
# Plain words that colleagues use, short ones on buttons. Keep %(names)s and {names in braces} as they are.
# "X-Ready: yes" below offers the language to operators: write it when nothing is missing.
#"""
BEGUN = {READY: "no", "X-Review-Status": "draft", "X-Reviewer": "", "X-Review-Date": ""}


def extract() -> None:
    """Write locales/rightsline.pot from the code and the knowledge files. Raises RecordError for an unfinished one."""
    load_rights(PROJECT_ROOT / "data" / "knowledge")
    _extract("babel.cfg", KEYWORDS, GUIDANCE, TEMPLATE)


def extract_desk() -> None:
    """Write locales/desk/desk.pot from the desk's templates and texts."""
    _extract("desk.cfg", DESK_KEYWORDS, DESK_GUIDANCE, DESK_TEMPLATE)


def _extract(mapping: str, keywords: tuple[str, ...], guidance: str, template: Path) -> None:
    marks = [argument for keyword in keywords for argument in ("-k", keyword)]
    described = ["--project=Rightsline", "--version=1", f"--header-comment={guidance}"]
    written = ["--no-location", "--no-wrap", "-o", str(template)]
    _babel("extract", "-F", str(PROJECT_ROOT / mapping), *marks, *described, *written, str(PROJECT_ROOT))


def start(language: str, locales: Path | None = None, domain: str = DOMAIN) -> Path:
    """Make an empty catalogue for a new language; returns its path. FileExistsError when there is one."""
    locales = locales or LOCALES
    po = locales / language / "LC_MESSAGES" / f"{domain}.po"
    if po.exists():
        raise FileExistsError(f"{po}: exists already; `update` brings new texts into it")
    template = str(locales / f"{domain}.pot")
    _babel("init", "-D", domain, "-i", template, "-d", str(locales), "-l", language, "--no-wrap")
    _write_headers(po, BEGUN)
    return po


def update() -> None:
    """Bring new texts into every catalogue of contacts. Translations stay; a changed English text is not guessed."""
    _update(DOMAIN, LOCALES, TEMPLATE)


def update_desk() -> None:
    """The same for the catalogues of the desk."""
    _update(DESK_DOMAIN, DESK_LOCALES, DESK_TEMPLATE)


def _update(domain: str, locales: Path, template: Path) -> None:
    for language, po in po_files(locales, domain).items():
        headers = {**BEGUN, **headers_of(po)}
        options = ["-D", domain, "-i", str(template), "-o", str(po), "-l", language]
        _babel("update", *options, "--no-wrap", "--no-fuzzy-matching", "--ignore-obsolete", "--update-header-comment")
        _write_headers(po, headers)


def _write_headers(po: Path, headers: dict[str, str]) -> None:
    head, separator, rest = po.read_text(encoding="utf-8").partition("\n\n")
    kept = [line for line in head.split("\n") if not line.startswith(tuple(f'"{name}:' for name in HEADERS))]
    head = "\n".join([*kept, *(f'"{name}: {value}\\n"' for name, value in headers.items())])
    po.write_text(head + separator + rest, encoding="utf-8")


def _babel(*arguments: str) -> None:
    if CommandLineInterface().run(["pybabel", "-q", *arguments]):
        raise RuntimeError(f"pybabel {arguments[0]} failed")


def main(arguments: list[str]) -> int:
    """One of extract, init <language>, init-desk <language>, update, compile; returns the exit code."""
    try:
        match arguments:
            case ["extract"]:
                extract()
                extract_desk()
            case ["init", language]:
                start(language)
            case ["init-desk", language]:
                start(language, DESK_LOCALES, DESK_DOMAIN)
            case ["update"]:
                extract()
                update()
                extract_desk()
                update_desk()
            case ["compile"]:
                compile_all()
            case _:
                words = "extract | init <language> | init-desk <language> | update | compile"
                raise Mendable(f"python -m bot.i18n.catalogue_files {words}")
    except Mendable as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
