"""`rightsline check`: settings, keys, records and catalogues, before anything starts."""

from __future__ import annotations

import typer

from bot.knowledge import checks
from bot.privacy.encryption import open_vault
from bot.replies.checks import catalogue_problems
from bot.settings import Settings

FAILED = 1


def run_checks(settings: Settings, *, strict: bool, gaps: bool) -> int:
    """Print every problem and warning; returns 0, or 1 when something is wrong (with `strict`, warnings too)."""
    open_vault(settings)
    if gaps:
        typer.echo(checks.gaps_table())
        return 0
    problems, warnings = checks.check_records()
    problems += catalogue_problems()
    for line in problems:
        typer.echo(f"problem: {line}")
    for line in warnings:
        typer.echo(f"warning: {line}")
    typer.echo(f"{len(problems)} problems, {len(warnings)} warnings")
    return FAILED if problems or (strict and warnings) else 0
