"""The `rightsline` command. Heavy imports happen inside the commands, so that `--help` is quick."""

from __future__ import annotations

import enum
import json
import logging
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Optional, TypeVar

import typer

from bot.settings import PROJECT_ROOT, Mendable, Settings, read_settings

Result = TypeVar("Result")

app = typer.Typer(
    help="Rightsline: rights, legal aid and a human, by SMS, Telegram and web chat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they print local variables: texts, addresses, keys
)
operator_app = typer.Typer(help="The operators' accounts.", no_args_is_help=True)
app.add_typer(operator_app, name="operator")

DEFAULT_PORT = 5005
DEFAULT_DESK_PORT = 5010
BAD_INPUT = 2  # exit code of a wrong setting, record, catalogue or key


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("rightsline"))
        raise typer.Exit


@app.callback()
def keep_warnings_back(
    _version: bool = typer.Option(
        False, "--version", callback=_tell_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Before every command: what Rasa's pinned libraries deprecate is nothing that its reader can mend."""
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


@app.command()
def run(
    part: Optional[Part] = typer.Argument(None, help="One part alone; without it all three, watched."),  # noqa: UP045
    port: int = typer.Option(DEFAULT_PORT, help="Port of the web process."),
    desk_port: int = typer.Option(DEFAULT_DESK_PORT, help="Port of the desk."),
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
    else:
        from bot.running.everything import run_everything

        _or_exit(lambda: run_everything(settings, port, desk_port))


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
    gaps: bool = typer.Option(False, help="Print what is missing, country by country."),
) -> None:
    """Check settings, keys, country records, topics and catalogues; or what one addition still needs."""
    from bot.running.checking import check_one, run_checks

    if name:
        raise typer.Exit(_or_exit(lambda: check_one(name)))
    raise typer.Exit(_or_exit(lambda: run_checks(_settings(), strict=strict, gaps=gaps)))


@operator_app.command("add")
def operator_add(
    name: str = typer.Argument(..., help="The operator's name at the desk."),
    supervisor: bool = typer.Option(False, help="May manage other operators."),
) -> None:
    """Add an operator; the password is asked for, or made and shown once when there is no terminal."""
    from bot.conversations.work import open_store
    from bot.desk.accounts import add_operator, make_password

    settings = _settings()
    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else None
    password = given or make_password()
    role = "supervisor" if supervisor else "operator"
    _or_exit(lambda: add_operator(open_store(settings), name, password, role, handed_out=not given))
    typer.echo(f"{name} can log in at the desk." if given else f"{name} can log in at the desk. Password: {password}")


@app.command()
def erase(
    channel: str = typer.Argument(..., help="sms, telegram or webchat."),
    address: str = typer.Argument(..., help="The phone number or chat id."),
) -> None:
    """Erase everything of one contact."""
    from bot.conversations.erasure import erase_address
    from bot.conversations.scrubber import scrub_patiently
    from bot.conversations.work import open_store

    settings = _settings()
    store = _or_exit(lambda: open_store(settings))
    if not erase_address(store, channel, address):
        typer.echo("There is no such contact.")
    elif scrub_patiently(store):
        typer.echo("Erased.")
    else:
        typer.echo(
            "Erased. Something that reads the database (a backup, Litestream) keeps old bytes in its log; they go"
        )
        typer.echo("within a minute after it lets go, while Rightsline runs. Else run this again.")


def _model() -> Path:
    from bot.training import train as train_model

    return _or_exit(lambda: train_model(say=_say))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _settings() -> Settings:
    return _or_exit(read_settings)


def _or_exit(do: Callable[[], Result]) -> Result:
    """Run it; what is wrong with settings, keys or data becomes one line and exit code 2."""
    try:
        return do()
    except Mendable as problem:
        typer.echo(f"rightsline: {problem}", err=True)
        raise typer.Exit(BAD_INPUT) from None
