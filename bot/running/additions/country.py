"""A country: one record, and the treaties that bind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path

from bot.i18n.formats import country_name
from bot.knowledge import checks
from bot.knowledge.loader import RecordError, load_country
from bot.knowledge.rights import load_rights
from bot.running.additions.missing import Missing, faults_in
from bot.running.additions.skeletons import filled
from bot.settings import Mendable

COUNTRIES, RIGHTS, PAGE = "data/knowledge/countries", "data/knowledge/rights.yml", "docs/countries.md"


def begin(root: Path, code: str) -> list[Path]:
    """Make the record; returns it. Raises Mendable for a country that is there."""
    file = root / COUNTRIES / f"{code.lower()}.yml"
    if file.exists():
        raise Mendable(f"{code}: is there already; `rightsline check {code}` says what is missing")
    name = country_name(code, "en")
    if name == code:
        raise Mendable(f"{code}: is no country of ISO 3166-1; write for example GB")
    file.write_text(filled("country.yml", code=code, country=name, today=_today().isoformat()), "utf-8")
    return [file]


def is_one(root: Path, name: str) -> bool:
    """Whether there is a record of this country, finished or not."""
    return (root / COUNTRIES / f"{name.lower()}.yml").is_file()


def missing(root: Path, code: str) -> Iterator[Missing]:
    """What the record still needs, the most urgent first."""
    file = f"{COUNTRIES}/{code.lower()}.yml"
    try:
        country = load_country(root / file)
    except RecordError as problem:
        yield from faults_in(root, problem)
        return
    today = _today()
    for finding in checks.problems([country], today):
        yield Missing(file, f"{finding.field}: {finding.message}")
    for finding in (*checks.overdue([country], today), *checks.doubts([country], today), *checks.missing([country])):
        yield Missing(file, f"{finding.field}: {finding.message}", is_needed=False)
    bound = load_rights(root / "data" / "knowledge").binding.values()
    if not any(country.country in treaty.states for treaty in bound):
        what = f"binding: no treaty binds {code}, so its people are told no rule of law; add it to those that do"
        yield Missing(RIGHTS, what, is_needed=False)
    page = root / PAGE
    if page.is_file() and f"| [{country_name(code, 'en')}](" not in page.read_text("utf-8"):
        yield Missing(PAGE, f"does not list {code}; run `make countries`")


def _today() -> date:
    return datetime.now(timezone.utc).date()
