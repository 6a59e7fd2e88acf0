"""The `rightsline` command. Heavy imports happen inside the commands, so that `--help` is quick."""

from __future__ import annotations

import enum
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Optional, TypeVar

import typer

from bot.settings import PROJECT_ROOT, Mendable, Settings, read_settings

if TYPE_CHECKING:
    from bot.backup.fingerprints import Fingerprint

Result = TypeVar("Result")

app = typer.Typer(
    help="Rightsline: rights, legal aid and a human, by SMS, Telegram and web chat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they print local variables: texts, addresses, keys
)
operator_app = typer.Typer(help="The operators' accounts.", no_args_is_help=True)
app.add_typer(operator_app, name="operator")
audit_app = typer.Typer(help="The audit trail.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
statistics_app = typer.Typer(help="Numbers without names.", no_args_is_help=True)
app.add_typer(statistics_app, name="statistics")
keys_app = typer.Typer(help="The keys that open what is stored.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")

DEFAULT_PORT = 5005
DEFAULT_DESK_PORT = 5010
DEFAULT_METRICS_PORT = 5015
PRIVATE = 0o077  # umask: what is written is for nobody else on this machine
BROKEN = 1  # exit code of a trail that is not whole
BAD_INPUT = 2  # exit code of a wrong setting, record, catalogue or key


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("rightsline"))
        raise typer.Exit


@app.callback()
def keep_quiet_and_private(
    _version: bool = typer.Option(
        False, "--version", callback=_tell_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Before every command: what Rasa's pinned libraries deprecate is nothing that its reader can mend.

    What a command writes is for its own user only.
    """
    os.umask(PRIVATE)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


class Kind(str, enum.Enum):
    """What `new` can begin."""

    channel = "channel"
    topic = "topic"
    language = "language"
    country = "country"


class Part(str, enum.Enum):
    """What `run` can run alone."""

    web = "web"
    worker = "worker"
    desk = "desk"
    metrics = "metrics"


@app.command()
def run(
    part: Optional[Part] = typer.Argument(None, help="One part alone; without it all three, watched."),  # noqa: UP045
    port: int = typer.Option(DEFAULT_PORT, help="Port of the web process."),
    desk_port: int = typer.Option(DEFAULT_DESK_PORT, help="Port of the desk."),
    metrics_port: Optional[int] = typer.Option(  # noqa: UP045
        None, help="Port of the metrics for Prometheus; without it `run` starts none, `run metrics` takes 5015."
    ),
) -> None:
    """Start web, worker and desk, and keep them running; or one of them."""
    from bot.running import parts

    settings = _settings()
    parts.set_up_logging(settings)
    if part is Part.web:
        _or_exit(lambda: parts.run_web(settings, port))
    elif part is Part.desk:
        _or_exit(lambda: parts.run_desk(settings, desk_port))
    elif part is Part.worker:
        _or_exit(lambda: parts.run_worker(settings))
    elif part is Part.metrics:
        _or_exit(lambda: parts.run_metrics(settings, metrics_port or DEFAULT_METRICS_PORT))
    else:
        from bot.running.everything import run_everything

        _or_exit(lambda: run_everything(settings, port, desk_port, metrics_port))


@app.command()
def init(
    file: Optional[Path] = typer.Option(  # noqa: UP045
        None, help="The file to write, whole path; without it hotline.yml among the data."
    ),
    name: Optional[str] = typer.Option(None, help="What the hotline is called."),  # noqa: UP045
    country: Optional[str] = typer.Option(None, help="Where people are taken to be, ISO 3166-1."),  # noqa: UP045
    countries: Optional[str] = typer.Option(None, help="The countries it serves, comma-separated."),  # noqa: UP045
    languages: Optional[str] = typer.Option(None, help="The languages it answers in, comma-separated."),  # noqa: UP045
    dial: Optional[str] = typer.Option(None, help="Its number, as it is dialled there."),  # noqa: UP045
    e164: Optional[str] = typer.Option(None, help="The same number from abroad, +44..."),  # noqa: UP045
    retention_days: Optional[str] = typer.Option(None, help="Days, or never."),  # noqa: UP045
) -> None:
    """Say who the hotline is: asks in a terminal, or takes the flags, and writes hotline.yml."""
    from bot.hotline import FILE_NAME
    from bot.running import naming

    asked = {
        "name": name,
        "country": country,
        "countries": countries,
        "languages": languages,
        "dial": dial,
        "e164": e164,
        "retention_days": retention_days,
    }
    given = {field: value for field, value in asked.items() if value is not None}
    if sys.stdin.isatty():
        answers = naming.ask(lambda question: str(typer.prompt(question, default="", show_default=False)), given)
    elif name:
        answers = naming.Answers(**given)
    else:
        _or_exit(_needs_a_name)
    path = file or _settings().var / FILE_NAME
    _or_exit(lambda: naming.write(answers, path, datetime.now(timezone.utc).date()))
    typer.echo(f"written: {path}")


def _needs_a_name() -> NoReturn:
    raise Mendable("--name is needed where nobody can be asked")


@app.command()
def train(force: bool = typer.Option(False, help="Train even when nothing changed.")) -> None:
    """Train the model, if its inputs changed."""
    from bot.training import train as train_model

    typer.echo(f"model: {_or_exit(lambda: train_model(force=force, say=_say)).name}")


@app.command()
def understand() -> None:
    """Read JSON lines {"text": ...} from standard input and print what each is understood as."""
    from bot.nlu.evaluation import understand as understand_lines

    for result in understand_lines(_model(), (json.loads(line) for line in sys.stdin if line.strip())):
        typer.echo(json.dumps(result, ensure_ascii=False))


@app.command()
def evaluate(
    folder: Path = typer.Option(PROJECT_ROOT / "data" / "evaluation", help="Folder of <lang>.jsonl."),
) -> None:
    """Print accuracy by language and topic on texts that are never trained on."""
    from bot.nlu.evaluation import evaluate as evaluate_folder
    from bot.nlu.evaluation import render

    typer.echo(render(evaluate_folder(_model(), folder)))


@app.command()
def chat(
    channel: str = typer.Option("webchat", help="webchat, sms or telegram: shows the reply as that channel would."),
    country: Optional[str] = typer.Option(None, help="ISO code of the country to begin in."),  # noqa: UP045
    language: Optional[str] = typer.Option(  # noqa: UP045
        None, help="ISO code of the language to begin in; one that is not ready for people can be tried so."
    ),
) -> None:
    """A conversation with the real bot in the terminal; nothing is kept."""
    from bot.running.terminal import chat_in_terminal

    _or_exit(lambda: chat_in_terminal(_settings(), _model, channel, country, language))


@app.command()
def new(
    kind: Kind = typer.Argument(..., help="What is added."),
    name: str = typer.Argument(..., help="Its name: signal, sick_pay; a language's code as so, a country's as GB."),
) -> None:
    """Begin a channel, topic, language or country: makes its files, which say what must be filled in."""
    from bot.running.additions.kinds import begin

    for file in _or_exit(lambda: begin(PROJECT_ROOT, kind.value, name)):
        typer.echo(f"written: {file.relative_to(PROJECT_ROOT)}")
    typer.echo(f"`rightsline check {name}` says what is missing; docs/extending.md says how it goes on.")


@app.command()
def check(
    name: Optional[str] = typer.Argument(  # noqa: UP045
        None, help="A channel, topic, language or country: what it still needs. Without it everything is checked."
    ),
    strict: bool = typer.Option(False, help="Warnings fail too."),
    gaps: bool = typer.Option(False, help="Print what is missing, country by country; nothing else is checked."),
    reverify: bool = typer.Option(False, help="Print which numbers to verify again, the greatest risk first."),
    never_shown: bool = typer.Option(False, help="Print the numbers that no answer holds, and why."),
    content: bool = typer.Option(False, help="Records, topics and catalogues alone: it needs no installation."),
) -> None:
    """Check settings, keys, country records, topics and catalogues; or what one addition still needs."""
    from bot.running import checking

    if name:
        raise typer.Exit(_or_exit(lambda: checking.check_one(name)))
    if gaps:
        return _or_exit(checking.print_gaps)
    if reverify:
        return _or_exit(checking.print_work_list)
    if never_shown:
        return _or_exit(checking.print_not_shown)
    if not content:
        _or_exit(lambda: checking.check_installation(_settings()))
    raise typer.Exit(_or_exit(lambda: checking.check_content(strict=strict)))


@operator_app.command("add")
def operator_add(
    name: str = typer.Argument(..., help="The operator's name at the desk."),
    role: str = typer.Option("operator", help="operator, supervisor, administrator or coordinator."),
    supervisor: bool = typer.Option(False, help="The same as --role supervisor."),
) -> None:
    """Add an operator; the password is asked for, or made and shown once when there is no terminal."""
    from bot.conversations.work import open_installed_store
    from bot.desk.accounts import Role, add_operator, make_password

    given_role = "supervisor" if supervisor else role
    if given_role not in {each.value for each in Role}:
        raise typer.BadParameter(f"{given_role} is none of {', '.join(Role)}", param_hint="--role")
    with closing(_or_exit(lambda: open_installed_store(_settings()))) as store:
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else None
        password = given or make_password()
        _or_exit(lambda: add_operator(store, name, password, given_role, handed_out=not given))
    typer.echo(f"{name} can log in at the desk." if given else f"{name} can log in at the desk. Password: {password}")


@operator_app.command("reset-second-factor")
def operator_reset_second_factor(name: str = typer.Argument(..., help="The operator's name at the desk.")) -> None:
    """Take away the second factor of who has lost it; they are logged out and set up a new one."""
    from bot.conversations.work import open_installed_store
    from bot.desk.second_factor import reset_by_name

    with closing(_or_exit(lambda: open_installed_store(_settings()))) as store:
        _or_exit(lambda: reset_by_name(store, name))
    typer.echo(f"{name} logs in with the password, and sets up a new second factor where the role needs one.")


@app.command()
def erase(
    channel: str = typer.Argument(..., help="sms, telegram or webchat."),
    address: str = typer.Argument(..., help="The phone number or chat id."),
) -> None:
    """Erase everything of one contact."""
    from bot.conversations.erasure import erase_address
    from bot.conversations.scrubber import scrub_patiently
    from bot.conversations.work import open_installed_store

    with closing(_or_exit(lambda: open_installed_store(_settings()))) as store:
        if not erase_address(store, channel, address):
            typer.echo(f"There is no such contact. Looked in: {store.database.place}")
        elif scrub_patiently(store):
            typer.echo("Erased.")
        else:
            typer.echo(
                "Erased. Something that reads the database (a backup, Litestream) keeps old bytes in its log; they go"
            )
            typer.echo("within a minute after it lets go, while Rightsline runs. Else run this again.")


@app.command()
def backup(
    target: Path = typer.Argument(..., help="A folder, or a new file."),
    keys: Optional[Path] = typer.Option(  # noqa: UP045
        None, help="A new file for a copy of the keys, in another folder: they are never in the backup."
    ),
) -> None:
    """Write all data of the running installation into one file."""
    from bot.backup.making import back_up

    path, manifest = _or_exit(lambda: back_up(_settings(), target, keys))
    typer.echo(f"written: {path}: {_holds(manifest.tables)}, schema {manifest.schema}, {manifest.size} bytes of data")
    typer.echo(
        f"written: {keys}: the keys. Keep it apart from the backup."
        if keys
        else "The keys are not in it, and nobody can read it without them: keep a copy elsewhere (--keys FILE)."
    )


@app.command()
def restore(
    archive: Path = typer.Argument(..., help="A file that `rightsline backup` wrote."),
    keys: Optional[Path] = typer.Option(None, help="The file with its keys, if they are not in place."),  # noqa: UP045
) -> None:
    """Bring a backup back into an empty place, and compare every table with what was saved."""
    from bot.backup.restoring import restore as restore_from

    manifest = _or_exit(lambda: restore_from(_settings(), archive, keys))
    typer.echo(f"restored as of {manifest.made_at}: {_holds(manifest.tables)}; every table is as it was saved.")


@app.command()
def retention(
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what is due, and erase nothing."),
) -> None:
    """Erase what has been kept long enough, as the worker does every minute; or say what is due."""
    from bot.conversations import erasure
    from bot.conversations import retention as kept
    from bot.conversations.work import open_installed_store
    from bot.running.everything import kept_for

    settings = _settings()
    with closing(_or_exit(lambda: open_installed_store(settings))) as store:
        typer.echo(kept_for(settings))
        with store.read() as work:
            due, soon = (
                kept.waiting(work, settings.hotline.keep),
                kept.due_soon(work, settings.hotline.keep, limit=None),
            )
        for name, count in due.items():
            typer.echo(f"due now: {name}: {count}")
        held = sum(each.is_held for each in soon)
        typer.echo(
            f"due in the next {kept.SOON.days} days: {len(soon) - held - due[kept.ERASED]} contacts; held: {held}"
        )
        if dry_run:
            return
        done: Counter[str] = Counter()
        while batch := kept.sweep(store, settings.hotline.keep):
            done += batch
            time.sleep(kept.PAUSE_SECONDS)
        erasure.scrub(store)
    for name, count in done.items():
        typer.echo(f"done: {name}: {count}")


def _holds(tables: Mapping[str, Fingerprint]) -> str:
    return ", ".join(f"{name}: {tables[name].rows}" for name in ("contact", "message", "operator"))


class Form(str, enum.Enum):
    """How `statistics` writes a table."""

    text = "text"
    csv = "csv"
    json = "json"


@statistics_app.command("table")
def statistics_table(
    first: str = typer.Argument(..., help="The rows: a dimension, as sector; docs/data.md lists them."),
    second: str = typer.Argument("", help="The columns: another dimension; left out: one column."),
    period: str = typer.Option("", help="A year or one period, as 2026 or 2026-Q3; left out: the latest year."),
    form: Form = typer.Option(Form.text, "--as", help="text, csv or json."),
) -> None:
    """Print a table, suppressed as at the desk: nothing of fewer than 11 conversations."""
    from bot.running.statistics import written_table

    typer.echo(_or_exit(lambda: written_table(_settings(), first, second, period, form.value)), nl=form is Form.text)


@statistics_app.command("report")
def statistics_report(
    year: str = typer.Argument(..., help="The year, as 2026."),
    target: Path = typer.Argument(..., help="A new file, as report.html."),
    language: str = typer.Option("en", help="en, es, fr or ru."),
) -> None:
    """Write the yearly report as one HTML file, to be printed."""
    from bot.running.statistics import write_report

    _or_exit(lambda: write_report(_settings(), year, language, target))
    typer.echo(f"written: {target}")


@statistics_app.command("publish")
def statistics_publish(
    year: str = typer.Argument(..., help="A year that is over, as 2025."),
    first: str = typer.Argument(..., help="A dimension, as sector; docs/data.md lists them."),
    second: str = typer.Argument("", help="Another one; left out: a table of one."),
    epsilon: float = typer.Option(..., help="What the table may cost, of 1 for all tables of a year, as 0.25."),
    form: Form = typer.Option(Form.text, "--as", help="text, csv or json."),
) -> None:
    """Make a table for everybody, with noise in each number. It cannot be taken back: the year's budget is spent."""
    from bot.running.statistics import publish

    table, said = _or_exit(lambda: publish(_settings(), year, first, second, epsilon, form.value))
    typer.echo(table, nl=form is Form.text)
    typer.echo(said, err=True)


@statistics_app.command("asked")
def statistics_asked(
    language: str = typer.Option("", help="Only of one language, as ro."),
    month: str = typer.Option("", help="Only of one month, as 2026-09."),
) -> None:
    """Print the words that were not understood, two by two: of 11 contacts in a month or more, never a text."""
    from bot.running.statistics import words_asked

    for line in _or_exit(lambda: words_asked(_settings(), language, month)):
        typer.echo(line)


@statistics_app.command("periods")
def statistics_periods() -> None:
    """Print the periods that can be shown, and when this month's figures come."""
    from bot.running.statistics import known_periods

    for line in _or_exit(lambda: known_periods(_settings())):
        typer.echo(line)


@keys_app.command("make")
def keys_make() -> None:
    """Print new keys, for a place that this program does not write to: a secret, a file of another user."""
    from bot.privacy.encryption import make_keys
    from bot.privacy.sources import as_json

    typer.echo(as_json(make_keys()))


@keys_app.command("rotate")
def keys_rotate(
    session: bool = typer.Option(
        False, help="Not the master key, but the one that signs web chat and the desk's forms and devices."
    ),
    leaked: bool = typer.Option(
        False, help="With --session: what was signed before counts no more. Every open web chat begins anew."
    ),
) -> None:
    """Put a new key in front, wrap everybody's data keys by it, drop the old one. The service runs on meanwhile."""
    from bot.conversations.rotation import rotate, rotate_signing
    from bot.conversations.work import open_installed_store

    if leaked and not session:
        raise typer.BadParameter("only with --session", param_hint="--leaked")
    settings = _settings()
    store = _or_exit(lambda: open_installed_store(settings))
    if session:
        _or_exit(lambda: rotate_signing(settings, store, typer.echo, leaked=leaked))
    else:
        _or_exit(lambda: rotate(settings, store, typer.echo))


@audit_app.command("verify")
def audit_verify(
    against: Optional[Path] = typer.Option(  # noqa: UP045
        None, help="A file of shipped lines, which shows too whether the newest ones are gone."
    ),
) -> None:
    """Look whether every line of the audit trail is as it was written; name the first that is not."""
    from bot.conversations import audit, shipping
    from bot.conversations.work import open_installed_store

    store = _or_exit(lambda: open_installed_store(_settings()))
    with store.read() as work:
        broken = audit.first_broken(work, shipping.shipped_in(against) if against else None)
        last = audit.last_of(work)
    if broken:
        typer.echo(f"line {broken[0]}: {broken[1]}", err=True)
        raise typer.Exit(BROKEN)
    typer.echo(f"audit trail: whole, up to line {last}")


def _model() -> Path:
    from bot.training import train as train_model

    return _or_exit(lambda: train_model(say=_say))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _settings() -> Settings:
    """The settings."""
    return _or_exit(read_settings)


def _or_exit(do: Callable[[], Result]) -> Result:
    """Run it; what is wrong with settings, keys or data becomes one line and exit code 2."""
    try:
        return do()
    except Mendable as problem:
        typer.echo(f"rightsline: {problem}", err=True)
        raise typer.Exit(BAD_INPUT) from None
