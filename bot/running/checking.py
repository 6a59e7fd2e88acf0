"""`rightsline check`: settings, keys, records, topics, English texts and catalogues, before anything starts."""

from __future__ import annotations

from datetime import date, datetime, timezone

import typer

from bot.conversations.keys import look_at_keys
from bot.i18n.catalogues import is_ready, po_files
from bot.knowledge import checks
from bot.knowledge.gaps import matrix
from bot.knowledge.loader import load_countries
from bot.knowledge.phrasebook import load_phrasebook
from bot.knowledge.rights import load_indicators, load_rights
from bot.replies.checks import catalogue_problems
from bot.replies.known import KNOWLEDGE
from bot.replies.source_checks import source_problems
from bot.running.additions import kinds, topic
from bot.running.hotline_checks import refuse_unfit_hotline
from bot.running.reverify import not_shown, work_list
from bot.settings import PROJECT_ROOT, Settings

FAILED = 1


def check_installation(settings: Settings) -> None:
    """Print whether hotline.yml fits what is here, and the keys the database.

    Raises Mendable where hotline.yml does not, NoInstallation where there is no installation, KeyProblem for keys that
    are missing or not those of the database, and DatabaseProblem. Nothing is made or changed.
    """
    refuse_unfit_hotline(settings.hotline)
    typer.echo(f"hotline: {settings.hotline.name}")
    typer.echo(look_at_keys(settings))


def print_gaps() -> None:
    """Print the matrix of what is known, country by country. Raises RecordError for a file that does not load."""
    typer.echo(matrix(load_countries(KNOWLEDGE / "countries").values()))


def print_work_list(today: date | None = None) -> None:
    """Print which numbers must be verified again, the greatest risk first. Raises RecordError."""
    countries = load_countries(KNOWLEDGE / "countries").values()
    found = work_list(countries, today or datetime.now(timezone.utc).date())
    for work in found:
        typer.echo(str(work))
    lines = len({(work.country, work.line.id) for work in found})
    typer.echo(
        f"{lines} lines rest on {len(found)} pages that are older than a year or have no date, and on none newer."
    )


def print_not_shown() -> None:
    """Print the lines with a sure number that no answer holds, and why. Raises RecordError."""
    found = not_shown(load_countries(KNOWLEDGE / "countries").values())
    for line in found:
        typer.echo(line)
    typer.echo(f"{len(found)} lines with a sure number are in no answer.")


def check_content(*, strict: bool, today: date | None = None) -> int:
    """Print what is wrong with records, topics and catalogues.

    Returns 0, or 1 when something must be mended (with `strict`, also what must be re-read). Raises RecordError for a
    file that does not load.
    """
    today = today or datetime.now(timezone.utc).date()
    countries = load_countries(KNOWLEDGE / "countries").values()
    rights = load_rights(KNOWLEDGE)
    load_indicators(KNOWLEDGE / "indicators.yml")
    load_phrasebook(KNOWLEDGE / "phrasebook.yml")
    problems = [*map(str, checks.problems(countries, today)), *topic_problems()]
    problems += [*source_problems(rights), *catalogue_problems()]
    overdue = checks.overdue(countries, today)
    for line in problems:
        typer.echo(f"problem: {line}")
    for finding in overdue:
        typer.echo(f"read again: {finding}")
    for language, po in po_files().items():
        if not is_ready(po):
            typer.echo(f"{language}: not ready for people; `rightsline check {language}` says what is missing")
    doubts, missing = len(checks.doubts(countries, today)), len(checks.missing(countries))
    typer.echo(f"{len(countries)} countries: {len(problems)} problems, {len(overdue)} sources to read again.")
    typer.echo(f"{doubts} doubtful entries, {missing} gaps: docs/countries.md lists them, --gaps prints the matrix.")
    typer.echo("--reverify lists numbers by the age of their pages; --never-shown those that no answer holds.")
    return FAILED if problems or (strict and overdue) else 0


def check_one(name: str) -> int:
    """Print what a channel, topic, language or country still needs; returns 0, or 1 when nobody may be served without.

    Raises Mendable for a name that nothing has.
    """
    found = kinds.missing(PROJECT_ROOT, name)
    for missing in found:
        typer.echo(str(missing))
    needed = sum(missing.is_needed for missing in found)
    typer.echo(f"{name}: {needed} things missing, {len(found) - needed} that it is better with.")
    return FAILED if needed else 0


def topic_problems() -> list[str]:
    """What topics need to be understood and answered, and responses without words."""
    from bot.running.additions.responses import unknown_responses  # it reads all topics, which may not load

    return [*unknown_responses(), *(f"{missing.file}: {missing.what}" for missing in topic.problems(PROJECT_ROOT))]
